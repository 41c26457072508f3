"""How staff give a partner's calendar: its address is asked at once, and what it gives is shown to them first."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm

from core.own_site import is_ours
from events.external.address import BadAddress, normalised
from events.external.asking import OUR_OWN, NotGiven
from events.external.following import Looked, look
from events.models import ExternalCalendar
from locations.ownership.forms import choose_among_own, choose_the_only_one
from locations.ownership.viewsets import policy_of

FOLLOWED_BY_ANOTHER = "Cet agenda est déjà suivi, pour une autre organisation. Parlez-en à l'équipe du réseau."


class CalendarAddressField(forms.CharField):
    """An address of a calendar, as people copy it: with webcal://, or without anything before its name."""

    widget = forms.URLInput(attrs={"inputmode": "url", "placeholder": "https://…/agenda.ics", "type": "text"})

    def to_python(self, value: Any) -> str:
        """:raises ValidationError: it is no address, or ours."""
        typed = super().to_python(value) or ""
        if not typed:
            return ""
        try:
            address = normalised(typed)
        except BadAddress as refusal:
            raise ValidationError(str(refusal)) from refusal
        if is_ours(address):
            raise ValidationError(OUR_OWN)
        return address


class ExternalCalendarForm(WagtailAdminModelForm):
    """
    What staff say of a calendar.

    `looked` is what its address gave, where that is new; an address that gives nothing is refused, so that whoever
    types it knows at once.
    """

    name = forms.CharField(
        label="Nom",
        max_length=150,
        required=False,
        help_text="Tel que le public le lit : « Agenda de la bibliothèque ». Vide : le nom que l'agenda se donne.",
    )
    address = CalendarAddressField(
        label="Adresse iCal",
        max_length=500,
        help_text="Elle commence par https:// ou webcal://, et finit souvent par .ics. Elle est essayée tout de suite.",
        error_messages={"required": "Donnez l'adresse de l'agenda."},
    )
    page = forms.URLField(
        label="Page du site du partenaire",
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text="Là où le public en lit plus, quand une date n'a pas de page à elle.",
    )

    looked: Looked | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Let a partner choose its own organisations and places alone; where there is one, it is chosen."""
        super().__init__(*args, **kwargs)
        choose_among_own(self, "organisation", "location")
        own = choose_the_only_one(self, "organisation")
        if own is not None:
            self.initial["page"] = own.website

    def clean(self) -> dict[str, Any]:
        """Ask a new address, once everything else is right and nobody follows it yet."""
        cleaned: dict[str, Any] = super().clean()
        address = cleaned.get("address", "")
        same = ExternalCalendar.objects.filter(address=address).exclude(pk=self.instance.pk).first()
        if address and same:
            named = policy_of(ExternalCalendar).user_has_permission_for_instance(self.for_user, "view", same)
            self.add_error("address", f"Cet agenda est déjà suivi : « {same} »." if named else FOLLOWED_BY_ANOTHER)
        if not self.errors and ("address" in self.changed_data or not self.instance.read_at):
            self.ask(address, cleaned)
        if not self.errors and not cleaned.get("name"):
            cleaned["name"] = self.found_name()
            if not cleaned["name"]:
                self.add_error("name", "Donnez un nom : cet agenda n'en a pas.")
        return cleaned

    def save(self, commit: bool = True) -> ExternalCalendar:
        """Write what is typed and nothing else: the calendar may have been read since it was loaded."""
        calendar: ExternalCalendar = self.instance
        if not commit or not calendar.pk:
            return super().save(commit=commit)  # type: ignore[no-any-return]  # Wagtail has no types
        calendar.save(update_fields=list(self._meta.fields))
        return calendar

    def ask(self, address: str, cleaned: dict[str, Any]) -> None:
        """Read what is at the address, or say why not."""
        try:
            self.looked = look(ExternalCalendar(address=address, zone=cleaned["zone"]), now=timezone.now())
        except NotGiven as refusal:
            self.add_error("address", str(refusal))

    def found_name(self) -> str:
        """Return the name that the calendar gives itself."""
        name = self.looked.taken.report["name"] if self.looked else self.instance.report.get("name", "")
        return str(name)[:150]
