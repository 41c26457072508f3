"""What staff do to several places at once, from the list. Each says what it did, and what it left and why."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.functional import classproperty
from wagtail.locks import ScheduledForPublishLock
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from locations.choices import Network
from locations.models import Location, Organisation
from locations.selectors.named import places_named
from locations.services import amending
from locations.staff.filters import LocationFilters

MOST = 200
"""Places changed at once: each is a revision, and someone waits."""

LONGEST_NUMBER = 19
"""Figures of the largest primary key, and one."""


class PlacesAction(SnippetBulkAction):
    """An action on places: "all" means all that the list shows, with its search and its filters."""

    permission = "change"
    title = ""
    button = ""
    question = ""
    template_name = "locations/admin/bulk_confirm.html"
    action_priority = 20
    limit: int | None = MOST
    keeps_schedules = True
    """Whether a change that waits for its day receives the action too, and goes on waiting."""

    @classproperty
    def models(cls) -> list[Any]:  # noqa: N805 (Wagtail's own way: the class is the first argument)
        """Of places alone."""
        return [Location]

    def get_all_objects_in_listing_query(self, parent_id: Any) -> QuerySet[Any]:
        """Take what the list shows: Wagtail would take every place there is."""
        places = LocationFilters.kept(self.request.GET)
        return places_named(places, self.request.GET.get("q", "")).values_list("pk", flat=True)

    @classmethod
    def get_queryset(cls, model: Any, object_ids: Any) -> list[Location]:
        """Read those that are numbers: an address may be written by anybody."""
        numbers = [pk for pk in object_ids if str(pk).isdecimal() and len(str(pk)) < LONGEST_NUMBER]
        places: list[Location] = super().get_queryset(model, numbers)
        return places

    def check_perm(self, place: Location) -> bool:
        """Whether this person may, and nobody has locked it."""
        lock = place.get_lock()
        kept = self.keeps_schedules and isinstance(lock, ScheduledForPublishLock)
        if lock and lock.for_user(self.request.user) and not kept:
            return False
        wanted = {self.permission, *({"publish"} if place.live else ())}
        policy = self.permission_policy
        return all(policy.user_has_permission_for_instance(self.request.user, name, place) for name in wanted)

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse more places than can be changed while one waits, before reading them."""
        ids = request.GET.getlist("id")
        count = self.get_all_objects_in_listing_query(None).count() if "all" in ids else len(ids)
        if self.limit and count > self.limit:
            messages.error(request, f"Choisissez {self.limit} lieux au plus à la fois : vous en avez choisi {count}.")
            return HttpResponseRedirect(self.next_url)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the words of the confirmation."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"title": self.title, "question": self.question, "button": self.button}

    def get_success_message(self, count: int, children: int) -> str | None:
        """Say how many."""
        return f"{self.title} : {count} lieu{'x' if count > 1 else ''}." if count else None


class PublishPlaces(PlacesAction):
    """« Publier »."""

    display_name = "Publier"
    title = "Publier"
    action_type = "publish"
    keeps_schedules = False
    aria_label = "Publier les lieux choisis"
    permission = "publish"
    question = "Leur dernier brouillon devient ce que le public lit."
    button = "Oui, publier"
    action_priority = 10

    @classmethod
    def execute_action(cls, objects: list[Location], **kwargs: Any) -> tuple[int, int]:
        """Publish each; one that lacks something stays as it is, and is named."""
        action, count = kwargs["self"], 0
        for place in objects:
            try:
                amending.publish(place, user=action.request.user)
                count += 1
            except amending.NotPublishable as refusal:
                messages.warning(action.request, f"« {place} » n'est pas publié : {refusal}")
        return count, 0


class UnpublishPlaces(PlacesAction):
    """« Dépublier »."""

    display_name = "Dépublier"
    title = "Dépublier"
    action_type = "unpublish"
    keeps_schedules = False
    aria_label = "Dépublier les lieux choisis"
    permission = "publish"
    question = "Le public ne les verra plus. Rien n'est supprimé."
    button = "Oui, dépublier"
    action_priority = 11

    @classmethod
    def execute_action(cls, objects: list[Location], **kwargs: Any) -> tuple[int, int]:
        """Unpublish those that are published."""
        live = [place for place in objects if place.live]
        for place in live:
            place.unpublish(user=kwargs["self"].request.user)
        return len(live), 0


class VerifyPlaces(PlacesAction):
    """« Vérifié ce jour »."""

    display_name = "Vérifié ce jour"
    title = "Marquer vérifié aujourd'hui"
    action_type = "verify"
    aria_label = "Marquer les lieux choisis comme vérifiés aujourd'hui"
    question = "La date de leurs informations devient celle d'aujourd'hui. Faites-le après les avoir vérifiées."
    button = "Oui, c'est vérifié"

    @classmethod
    def execute_action(cls, objects: list[Location], **kwargs: Any) -> tuple[int, int]:
        """Date the facts of each."""
        for place in objects:
            amending.verify(place, today=timezone.localdate(), user=kwargs["self"].request.user)
        return len(objects), 0


class ReassignForm(forms.Form):
    """What to change; what is left empty stays."""

    network = forms.ChoiceField(
        label="Place dans le réseau", choices=[("", "Ne pas changer"), *Network.choices], required=False
    )
    operator = forms.ModelChoiceField(
        label="Organisation responsable",
        queryset=Organisation.objects.order_by("name"),
        empty_label="Ne pas changer",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """:raises ValidationError: nothing is asked for."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not any(data.values()):
            raise ValidationError("Choisissez ce que vous voulez changer.")
        return data

    @property
    def changes(self) -> dict[str, Any]:
        """The fields of a place to set."""
        return {name: value for name, value in self.cleaned_data.items() if value}


class ReassignPlaces(PlacesAction):
    """« Réseau »: place in it, organisation in charge."""

    display_name = "Réseau"
    title = "Changer le réseau ou l'organisation"
    action_type = "reassign"
    aria_label = "Changer le réseau ou l'organisation des lieux choisis"
    button = "Changer"
    form_class = ReassignForm

    def get_execution_context(self) -> dict[str, Any]:
        """Give what was asked for."""
        return {**super().get_execution_context(), "changes": self.cleaned_form.changes}

    @classmethod
    def execute_action(cls, objects: list[Location], **kwargs: Any) -> tuple[int, int]:
        """Change each."""
        user = kwargs["self"].request.user
        for place in objects:
            amending.amend(place, kwargs["changes"], user=user, action=amending.REASSIGNED)
        return len(objects), 0


class RegroupForm(forms.Form):
    """Which of the places stands for all of them."""

    leader = forms.ModelChoiceField(
        label="Lieu montré au public",
        queryset=Location.objects.none(),
        empty_label="Aucun en particulier : les montrer tous, séparés",
        required=False,
        help_text="Les autres sont regroupés sous lui : les listes ne les montrent plus, leur page mène à la sienne.",
    )


class RegroupPlaces(PlacesAction):
    """« Doublons »: several rows for one place."""

    display_name = "Doublons"
    title = "Regrouper les doublons"
    action_type = "regroup"
    aria_label = "Regrouper les lieux choisis comme doublons"
    button = "Regrouper"
    form_class = RegroupForm
    limit = 30

    def get_form(self, form_class: Any = None) -> Any:
        """Offer the places chosen, the best told first."""
        form: Any = super().get_form(form_class)
        chosen = [place.pk for place in self.get_actionable_objects()[0]]
        leaders = Location.objects.filter(pk__in=chosen).order_by("-live", "-completeness", "pk")
        form.fields["leader"].queryset = leaders
        form.fields["leader"].initial = leaders.first()
        return form

    def get_execution_context(self) -> dict[str, Any]:
        """Give the place that stands for all."""
        return {**super().get_execution_context(), "leader": self.cleaned_form.cleaned_data["leader"]}

    @classmethod
    def execute_action(cls, objects: list[Location], **kwargs: Any) -> tuple[int, int]:
        """Group them."""
        amending.regroup(objects, kwargs["leader"], user=kwargs["self"].request.user)
        return len(objects), 0


class DeletePlaces(PlacesAction, DeleteBulkAction):
    """Wagtail's own, for what the list shows."""

    template_name = DeleteBulkAction.template_name
    permission = "delete"
    title = "Supprimer"
    display_name = DeleteBulkAction.display_name
    aria_label = "Supprimer les lieux choisis"
    action_type = DeleteBulkAction.action_type
    keeps_schedules = False
    action_priority = 90
    classes: ClassVar = DeleteBulkAction.classes

    def get_success_message(self, count: int, children: int) -> str | None:
        """Say it as Wagtail does."""
        message: str = DeleteBulkAction.get_success_message(self, count, children)
        return message


ACTIONS = (PublishPlaces, UnpublishPlaces, VerifyPlaces, ReassignPlaces, RegroupPlaces, DeletePlaces)
