"""An import in the admin: giving a file, watching it, reading its report, deciding what a program must not."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views import View
from wagtail.admin.views.generic import CreateView, IndexView, InspectView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from locations.choices import ImportStatus
from locations.models import Dataset, DatasetImport, ImportChange
from locations.selectors.import_lines import Line, page_of, subjects
from locations.services.import_conflicts import NothingToDecide, decide
from locations.services.import_queue import ImportUnderWay, ask_undoing, confirm, dataset_named, give, refuse
from locations.services.import_words import field_words, state_words, value_words
from locations.services.importing import report_of

SEEN = ("add", "change", "delete", "view")


def imports() -> QuerySet[DatasetImport]:
    """All of them, without their files."""
    return DatasetImport.objects.defer("content").select_related("dataset", "user")


class ImportIndexView(IndexView):
    """The imports, latest first."""

    def get_base_queryset(self) -> QuerySet[DatasetImport]:
        """Leave the files where they are."""
        return imports()


class UploadView(CreateView):
    """A file is given; the work is done in the background."""

    page_title = "Importer un fichier"
    page_subtitle = "Importer un fichier"
    submit_button_label = "Importer"
    submit_button_active_label = "Envoi du fichier…"
    template_name = "locations/admin/upload.html"
    success_message = None
    error_message = "Ce fichier n'a pas été pris."

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Say what is done, rather than that something is new."""
        items: list[dict[str, str]] = super().get_breadcrumbs_items()
        return [*items[:-1], {**items[-1], "label": self.page_title}]

    def get_initial(self) -> dict[str, Any]:
        """Choose the data set that one comes from, or the last one imported."""
        chosen = self.request.GET.get("jeu", "")
        dataset = Dataset.objects.filter(pk=int(chosen)).first() if chosen.isdecimal() and len(chosen) < 18 else None
        last = DatasetImport.objects.defer("content").first()
        return {"dataset": dataset or (last.dataset_id if last else None)}

    def form_valid(self, form: Any) -> HttpResponse:
        """Say it where somebody else was faster."""
        try:
            return super().form_valid(form)  # type: ignore[no-any-return]  # Wagtail has no types
        except ImportUnderWay as refusal:
            form.add_error("dataset", str(refusal))
            self.produced_error_message = self.get_error_message()
            response: HttpResponse = self.form_invalid(form)
            return response

    def save_instance(self) -> DatasetImport:
        """Queue the file."""
        cleaned = self.form.cleaned_data
        file = cleaned["file"]
        file.seek(0)
        return give(
            file.read(),
            dataset=cleaned["dataset"] or dataset_named(cleaned["new_name"]),
            file_name=file.name,
            user=self.request.user,
            now=timezone.now(),
        )

    def get_success_url(self) -> str:
        """Lead to its progress."""
        return self.object.get_absolute_url()  # type: ignore[no-any-return]


class ImportReportView(InspectView):
    """How far it is, then what it did, subject by subject."""

    template_name = "locations/admin/import.html"
    page_title = "Compte rendu"
    object: DatasetImport

    def get_object(self, queryset: Any = None) -> DatasetImport:
        """Leave the file where it is."""
        return get_object_or_404(imports(), pk=self.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the sentences, and the lines of the subject asked for."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        run = self.object
        found = [] if run.is_moving else subjects(run)
        subject = next(
            (one for one in found if one.code == self.request.GET.get("rubrique")), found[0] if found else None
        )
        page, lines = page_of(subject, self.request.GET.get("p")) if subject else (None, [])
        decides = self.user_has_permission("add")
        return context | {
            "run": run,
            "state": state_words(run),
            "sentences": report_of(run).sentences()[1:] if run.status == ImportStatus.DONE else [],
            "subjects": found,
            "subject": subject,
            "page": page,
            "lines": [self.line(line) for line in lines],
            "may_confirm": decides and run.status == ImportStatus.TO_CONFIRM,
            "may_undo": decides and run.may_be_undone(now=timezone.now()),
            "may_decide": decides,
            "numbers": page.paginator.get_elided_page_range(page.number) if isinstance(page, Page) else [],
        }

    def line(self, line: Line) -> dict[str, Any]:
        """A line of the table: the place with its address in the admin, and what is said of it."""
        edit = reverse("wagtailsnippets_locations_location:edit", args=[line.place]) if line.place else ""
        change = line.change
        return {
            "line": line.line,
            "name": line.name,
            "url": edit,
            "words": line.words,
            "fields": [
                (field_words(one["name"]), *(value_words(one["name"], one[side]) for side in ("before", "after")))
                for one in (change.fields if change else [])
            ],
            "change": change.pk if change else 0,
            "conflicts": [
                {
                    "name": one["name"],
                    "label": field_words(one["name"]),
                    "ours": value_words(one["name"], one["ours"]),
                    "theirs": value_words(one["name"], one["theirs"]),
                    "choice": one["choice"],
                }
                for one in (change.conflicts if change else [])
            ],
        }


class ImportView(PermissionCheckedMixin, View):
    """What is asked of one import."""

    model = DatasetImport

    @cached_property
    def run(self) -> DatasetImport:
        """The import of the address."""
        return get_object_or_404(imports(), pk=self.kwargs["pk"])


class ProgressView(ImportView):
    """How far it is, as a fragment that the page asks for every other second."""

    any_permission_required = SEEN

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Draw it."""
        response = render(
            request, "locations/admin/_import_state.html", {"run": self.run, "state": state_words(self.run)}
        )
        response["X-Import-Moving"] = "1" if self.run.is_moving else "0"
        return response


class DecisionView(ImportView):
    """A person confirms, refuses or undoes an import, or settles one field."""

    permission_required = "add"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it, and go back to the report."""
        run, now = self.run, timezone.now()
        match request.POST.get("choix"):
            case "confirmer":
                done, words = confirm(run, now=now), "L'import est confirmé : le travail commence."
            case "refuser":
                done, words = refuse(run, now=now), "L'import est abandonné : rien n'a été changé."
            case "annuler":
                done, words = ask_undoing(run, now=now), "L'annulation commence."
            case choice:
                return self.settle(str(choice))
        if done:
            messages.success(request, words)
        else:
            messages.error(request, "Cet import n'est plus dans l'état où vous l'avez vu. Rien n'a été fait.")
        return redirect(run.get_absolute_url())

    def settle(self, choice: str) -> HttpResponse:
        """One field of one place."""
        posted = self.request.POST
        number = posted.get("changement", "")
        changes = ImportChange.objects.filter(run=self.run)
        change = get_object_or_404(changes, pk=int(number) if number.isdecimal() and len(number) < 18 else 0)
        try:
            decide(change, posted.get("champ", ""), choice, user=self.request.user)
        except NothingToDecide as refusal:
            messages.error(self.request, str(refusal))
        else:
            kept = "La valeur du fichier est prise." if choice == "theirs" else "La nôtre est gardée."
            messages.success(self.request, f"{change.location} : {kept}")
        page = posted.get("p", "")
        return redirect(f"{self.run.get_absolute_url()}?rubrique=conflits{f'&p={page}' if page.isdecimal() else ''}")
