"""« Séries »: when and where an activity repeats; what a change does to those who have booked is shown before it."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from booking import choices
from booking.admin_forms import SeriesForm
from booking.models import Attendance, Series, Session
from booking.services.refusals import Busy
from booking.services.sessions import Made, follow, next_dates
from booking.staff.calling_off_series import CallOffSeriesView
from booking.staff.effects import Effects, effects_of_series, named_for
from booking.staff.panels import SERIES_PANELS
from booking.staff.series_dates import LiveView
from core.dates import moment_words
from core.deletion import RefusingDeleteView
from core.words import listing
from locations.ownership.viewsets import OwnedViewSet, policy_of

ASK_US = "Demandez à l'équipe du réseau."

SAID_BACK = 4
"""How many of a series' next dates are said back when it is saved."""

BACK = "revenir"
CONFIRMED = "vu"
OWN = (BACK, CONFIRMED, "lost", "public_note", "csrfmiddlewaretoken")
"""What the page between the form and the save asks itself; the rest is the form's, and is carried along."""


class BeforeSavingForm(forms.Form):
    """What becomes of booked sessions that the series does not give any more."""

    lost = forms.ChoiceField(label="Que deviennent ces séances ?", widget=forms.RadioSelect, choices=[])
    public_note = forms.CharField(
        label="Note pour le public, si vous les annulez",
        max_length=200,
        required=False,
        help_text="« La salle est en travaux. » Elle part avec le message.",
    )

    def __init__(self, *args: Any, effects: Effects, **kwargs: Any) -> None:
        """Ask only where there is something to choose."""
        super().__init__(*args, **kwargs)
        if not effects.lost:
            del self.fields["lost"], self.fields["public_note"]
            return
        lost = self.fields["lost"]
        assert isinstance(lost, forms.ChoiceField)  # noqa: S101 (for the type checker: it is declared so above)
        lost.choices = [
            (value, words) for value, words in choices.Lost.choices if value != choices.Lost.MOVE or effects.can_shift
        ]


class SavesSeries:
    """Saves a series, makes its sessions, and says the next dates back, so that a slip is seen at once."""

    request: HttpRequest
    form: Any
    object: Series
    asked: BeforeSavingForm | None = None

    def save_action(self) -> HttpResponse:
        """Let the sessions follow, in short transactions after that of the series, and say what was done."""
        now, series = timezone.now(), Series.objects.get(pk=self.object.pk)
        answers = self.asked.cleaned_data if self.asked else {}
        try:
            made = follow(series, now=now, lost=answers.get("lost"), note=answers.get("public_note", ""))
        except Busy:
            # What is done stays done, and what is left is asked again by the next save.
            messages.error(
                self.request,
                "La série est enregistrée, mais d'autres réservaient au même moment : toutes les séances ne la "
                "suivent pas encore. Enregistrez-la de nouveau dans une minute.",
            )
            made = Made()
        self.say_dates(series, now)
        self.say_made(made)
        response: HttpResponse = super().save_action()  # type: ignore[misc]  # the view's own
        return response

    def say_dates(self, series: Series, now: Any) -> None:
        """Say the next dates."""
        if not series.active:
            messages.info(self.request, "Cette série n'est plus en cours : elle ne donne plus de séance.")
            return
        dates = [
            f"{moment_words(date.start)} (annulée)" if date.cancelled else moment_words(date.start)
            for date in next_dates(series, series.exceptions.all(), now=now)[:SAID_BACK]
        ]
        words = f"Prochaines dates : {listing(dates)}." if dates else "Cette série ne donne aucune date à venir."
        messages.info(self.request, words)

    def say_made(self, made: Made) -> None:
        """Say what needs somebody."""
        if made.kept:
            messages.warning(
                self.request,
                f"Hors de la répétition, et gardées parce qu'on y a réservé : {made.kept}. "
                "Annulez-les si elles n'ont plus lieu, chacun sera prévenu.",
            )
        if made.to_call:
            messages.warning(
                self.request,
                "Une séance ajoutée au parcours n'a pas de place pour tous : "
                f"{len(made.to_call)} personne(s) à appeler. Voyez les participants de la séance.",
            )


class SeriesCreateView(SavesSeries, CreateView):
    """A new series."""


class SeriesEditView(SavesSeries, EditView):
    """A series changed: what that does to those who have booked is shown first, and confirmed."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save; or show the form again as it was typed, for who comes back from the page in between."""
        if BACK in request.POST:
            self.object = self.get_object()
            self.form = self.get_form()
            shown: HttpResponse = self.render_to_response(self.get_context_data(form=self.form))
            return shown
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def form_valid(self, form: SeriesForm) -> HttpResponse:
        """Save what touches nobody, or what was seen and confirmed."""
        effects = effects_of_series(form.instance, form.exceptions_now(), now=timezone.now())
        if effects:
            seen = self.request.POST.get(CONFIRMED)
            asked = BeforeSavingForm(self.request.POST if seen else None, effects=effects)
            if seen != effects.seen or not asked.is_valid():
                return self.show_before(effects, asked, outdated=bool(seen) and seen != effects.seen)
            self.asked = asked
        response: HttpResponse = super().form_valid(form)
        return response

    def show_before(self, effects: Effects, asked: BeforeSavingForm, *, outdated: bool) -> HttpResponse:
        """Show the page between the form and the save, which carries what was typed."""
        typed = [(name, value) for name, values in self.request.POST.lists() if name not in OWN for value in values]
        context = {
            "effects": named_for(effects, self.request.user),
            "asked": asked,
            "outdated": outdated,
            "typed": typed,
            "back": BACK,
            "confirmed": CONFIRMED,
            "series": self.object,
            "header_title": "Avant d'enregistrer",
            "header_icon": "warning",
            "breadcrumbs_items": [
                *self.breadcrumbs_items,
                {"url": reverse("admin_series:edit", args=[self.object.pk]), "label": str(self.object)},
                {"url": "", "label": "Avant d'enregistrer"},
            ],
        }
        return render(self.request, "booking/admin/before_saving.html", context, status=409 if outdated else 200)

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Lead to the screen that calls off a week, or all that follows."""
        buttons: list[Button] = super().header_more_buttons
        url = reverse("admin_series:call_off", args=[self.object.pk])
        return [*buttons, Button("Annuler des séances", url, icon_name="cross", priority=5)]


class SeriesIndexView(IndexView):
    """The series, each with what it is about."""

    add_item_label = "Ajouter une série de séances"

    def get_base_queryset(self) -> QuerySet[Series]:
        """Bring the names that the list shows."""
        found: QuerySet[Series] = super().get_base_queryset().select_related("activity", "location", "host")
        return found

    def get_list_more_buttons(self, instance: Series) -> list[Any]:
        """Lead to the screen that calls sessions off."""
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if self.user_has_permission("change"):
            url = reverse("admin_series:call_off", args=[instance.pk])
            buttons.append(Button("Annuler des séances", url, icon_name="cross", priority=25))
        return buttons


class SeriesDeleteView(RefusingDeleteView):
    """Deletes a series that nobody ever booked, with its sessions; of another, says what to do."""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Delete, or lead to where its sessions are called off."""
        series: Series = self.object
        if Attendance.objects.filter(session__series=series).exists():
            messages.error(
                self.request,
                f"« {series} » a des réservations et ne peut pas être supprimée. Annulez les séances à venir, "
                "chacun sera prévenu : la série s'arrête, et son passé reste.",
            )
            return HttpResponseRedirect(reverse("admin_series:call_off", args=[series.pk]))
        sessions = policy_of(Session)
        if not sessions.is_staff(self.request.user) and series.sessions.exclude(sessions.owned_by(self.request.user)):
            messages.error(self.request, f"« {series} » a une séance que tient une autre organisation. {ASK_US}")
            return HttpResponseRedirect(reverse("admin_series:edit", args=[series.pk]))
        series.sessions.filter(attendances=None).delete()
        response: HttpResponse = super().form_valid(form)
        return response


class SeriesViewSet(OwnedViewSet, ModelViewSet):
    """« Séries »: when and where an activity repeats."""

    model = Series
    name = "admin_series"
    url_prefix = "series"
    icon = "repeat"
    menu_label = "Séries"
    search_fields: ClassVar = ["activity__name", "location__name", "location__town", "host__name"]
    search_backend_name = None
    delete_view_class = SeriesDeleteView
    list_display: ClassVar = [
        "__str__",
        Column("host", label="Organisation", sort_key="host__name"),
        Column("capacity", label="Places", sort_key="capacity"),
        BooleanColumn("active", label="En cours", sort_key="active"),
    ]
    list_filter: ClassVar = ["active", "activity"]
    edit_handler = ObjectList(SERIES_PANELS, base_form_class=SeriesForm)
    index_view_class = SeriesIndexView
    add_view_class = SeriesCreateView
    edit_view_class = SeriesEditView
    copy_view_enabled = False

    def get_urlpatterns(self) -> list[Any]:
        """Wagtail's, and the screen that calls sessions off."""
        return [
            *super().get_urlpatterns(),
            path("dire/", self.construct_view(LiveView), name="live_new"),
            path("dire/<int:pk>/", self.construct_view(LiveView), name="live"),
            path("annuler/<int:pk>/", CallOffSeriesView.as_view(), name="call_off"),
        ]
