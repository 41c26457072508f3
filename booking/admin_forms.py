"""How staff enter activities, series and sessions. The forms save through the services, which tell those concerned."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm

from booking import schedule
from booking.models import SeriesException, Session
from booking.services.sessions import save_session
from core.choices import ExceptionKind, Zone
from core.dates import day_words, make_aware_local
from core.forms import SlugFromNameMixin
from core.models import User
from core.recurrence.expand import StartInClockChange, check_clock_changes, occurrences
from core.recurrence.forms import RuleFormMixin, zone_named
from core.recurrence.rule import InvalidRule
from locations.ownership.forms import choose_among_colleagues, choose_among_own, choose_the_only_one

CLOSES = [
    (0, "au début de la séance"),
    (30, "30 minutes avant"),
    (60, "1 heure avant"),
    (120, "2 heures avant"),
    (240, "4 heures avant"),
    (720, "12 heures avant"),
    (1440, "la veille, à la même heure"),
    (2880, "2 jours avant"),
    (4320, "3 jours avant"),
    (10080, "une semaine avant"),
]
"""When bookings close, in minutes before the start."""

CLOCKS_CHECKED = timedelta(days=3 * 366)
"""How far the nights of a clock change are looked at."""

WHEN = ("start", "end", "opens_at", "closes_at", "referred_until")
"""What a session's form says on the clock of its place."""


class ActivityForm(SlugFromNameMixin, WagtailAdminModelForm):
    """What is offered."""


def name_of_user(user: User) -> str:
    """Return how colleagues call somebody: who has given no name is known by what they sign in with."""
    return user.get_full_name() or user.get_username()


def hold_to_own(form: Any) -> None:
    """Let a partner choose its own organisations, places and people alone; where there is one, it is chosen."""
    choose_among_own(form, "host", "location")
    choose_among_colleagues(form, "facilitators")
    choose_the_only_one(form, "host")
    choose_the_only_one(form, "location")
    if "facilitators" in form.fields:
        form.fields["facilitators"].label_from_instance = name_of_user


class SeriesForm(RuleFormMixin, WagtailAdminModelForm):
    """What repeats, and the dates that differ."""

    closes_minutes_before = forms.TypedChoiceField(
        label="Réservations fermées", coerce=int, choices=CLOSES, initial=0, help_text="Ensuite, il reste le téléphone."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer what is stored, too, where it is none of the usual ones."""
        super().__init__(*args, **kwargs)
        hold_to_own(self)
        closes = self.instance.closes_minutes_before
        field = self.fields.get("closes_minutes_before")
        if isinstance(field, forms.ChoiceField) and closes not in dict(CLOSES):
            field.choices = [*CLOSES, (closes, f"{closes} minutes avant")]

    def clean(self) -> dict[str, Any]:
        """Refuse what no series can be, each thing at its field."""
        data: dict[str, Any] = super().clean()
        self.check_places(data)
        if data.get("first_day") and not self.errors:
            self.fill_instance(data)
            self.check_dates(data)
        return data

    def check_places(self, data: dict[str, Any]) -> None:
        """Refuse more places kept than there are."""
        kept, room = data.get("referred_places"), data.get("capacity")
        if kept and room is not None and kept > room:
            self.add_error("referred_places", "On ne peut pas garder plus de places qu'il n'y en a.")

    def fill_instance(self, data: dict[str, Any]) -> None:
        """Give the instance what was just typed of its dates: Django does so only after `clean`."""
        for name in ("activity", "location", "first_day", "start_time", "without_public_holidays"):
            if data.get(name) is not None:
                setattr(self.instance, name, data[name])
        self.instance.zone = data.get("zone") or self.instance.zone
        self.instance.school_zone = data.get("school_zone") or ""

    def check_dates(self, data: dict[str, Any]) -> None:
        """Refuse an hour of the night that does not exist, and a date that differs from none of the repetition's."""
        series = self.instance
        first = schedule.first_start(series)
        try:
            its_rule = schedule.rule(series)
            check_clock_changes(its_rule, first, series.tz, first + CLOCKS_CHECKED)
        except StartInClockChange as error:
            self.add_error("start_time", str(error))
            return
        except InvalidRule as error:
            self.add_error("repeats", str(error))
            return
        rows = [form for form in self.rows() if form.cleaned_data["kind"] != ExceptionKind.ADDED]
        if not rows:
            return
        last = max(form.cleaned_data["original_day"] for form in rows)
        try:
            starts = occurrences(its_rule, first=first, until=datetime.combine(last, time(23, 59)))
            given = {start.date() for start in starts}
        except InvalidRule as error:
            self.add_error("repeats", str(error))
            return
        for form in rows:
            day = form.cleaned_data["original_day"]
            if day not in given:
                form.add_error("original_day", f"La répétition ne donne aucune date {day_words(day)}.")

    def rows(self) -> list[Any]:
        """Return the rows of dates that differ, but for those that are empty or to be removed."""
        formset = getattr(self, "formsets", {}).get("exceptions")
        if formset is None or not formset.is_valid():
            return []
        return [form for form in formset.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]

    def exceptions_now(self) -> list[SeriesException]:
        """Return the dates that differ, as they were typed, or as they are stored where nothing was."""
        if not self.is_bound:
            return list(self.instance.exceptions.all()) if self.instance.pk else []
        return [form.instance for form in self.rows()]


class SessionForm(WagtailAdminModelForm):
    """One session; its times are those of its place, whatever the clock of who types them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show the times as the clock there shows them."""
        super().__init__(*args, **kwargs)
        hold_to_own(self)
        tz = zone_named(self.instance.zone) or self.instance.tz
        for name in WHEN:
            moment = getattr(self.instance, name, None)
            if name in self.fields and moment is not None:
                self.initial[name] = moment.astimezone(tz).replace(tzinfo=None)

    def clean(self) -> dict[str, Any]:
        """Read the times on the clock of the place, and refuse what no session can be."""
        data: dict[str, Any] = super().clean()
        zone = zone_named(data.get("zone")) or zone_named(Zone.PARIS)
        assert zone is not None  # noqa: S101 (for the type checker: Paris has a zone)
        for name in WHEN:
            if data.get(name):
                data[name] = make_aware_local(timezone.make_naive(data[name]), zone)
        if data.get("start") and data.get("end") and data["end"] <= data["start"]:
            self.add_error("end", "La séance finit avant de commencer.")
        if (data.get("referred_places") or 0) > (data.get("capacity") or 0) and "capacity" in data:
            self.add_error("referred_places", "On ne peut pas garder plus de places qu'il n'y en a.")
        return data

    def save(self, commit: bool = True) -> Session:
        """
        Save, and tell those who have booked what concerns them.

        :raises NotEnoughRoom: more places are taken than it would have; the view says so at the field.
        """
        session: Session = self.instance
        fields = [self.instance._meta.get_field(name).attname for name in self.changed_data if name in CONCRETE]
        with transaction.atomic():
            save_session(session=session, now=timezone.now(), fields=fields)
            self._save_m2m()
        return session


CONCRETE = frozenset(field.name for field in Session._meta.concrete_fields)
