"""
How staff say that something repeats: labelled French fields that read and write a `RuleField`.

For any Wagtail or Django model form: `class EventPageForm(RuleFormMixin, WagtailAdminPageForm)`, with `*RULE_FIELDS`
among the panels and the stored field itself among none.
"""

from datetime import date, datetime, time, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.widgets import AdminDateInput

from core.dates import WEEKDAYS, day_words
from core.recurrence.expand import first_occurrence
from core.recurrence.fields import recurrence_from_rule, rule_from_recurrence
from core.recurrence.rule import (
    MAX_COUNT,
    MAX_INTERVAL,
    WORKING_DAYS,
    Frequency,
    InvalidRule,
    NthWeekday,
    Rule,
    Weekday,
)
from core.recurrence.words import rule_words

RULE_FIELDS = ("repeats", "repeat_interval", "repeat_weekdays", "repeat_monthly", "repeat_until", "repeat_count")

KEEP = "keep"
"""Leave a stored rule that these fields cannot say (it came from an import or a script) as it is."""

FREQUENCIES = [
    ("", "Ne se répète pas"),
    (Frequency.DAILY.value, "Tous les jours"),
    (Frequency.WEEKLY.value, "Toutes les semaines"),
    (Frequency.MONTHLY.value, "Tous les mois"),
    (Frequency.YEARLY.value, "Tous les ans"),
]
MONTHLY = [
    ("day", "Le même jour du mois (le 15, par exemple)"),
    ("nth", "Le même rang dans le mois (le 2e mardi, par exemple)"),
    ("last", "Le dernier du mois (le dernier mardi, par exemple)"),
    ("last_day", "Le dernier jour du mois"),
    ("first_working", "Le premier jour ouvré du mois (du lundi au vendredi)"),
    ("last_working", "Le dernier jour ouvré du mois (du lundi au vendredi)"),
]

POSITIONS = {"first_working": (1,), "last_working": (-1,)}
"""Which of the month's working days these choices are."""


class RuleFormMixin(forms.Form):
    """
    Adds `RULE_FIELDS` to a model form and sets the instance's rule; the first date must be one that the rule gives.

    The names below say which of the form's fields hold the local first day and its zone, and where the rule is stored.
    """

    rule_field = "recurrence"
    first_day_field = "first_day"
    start_time_field = "start_time"
    zone_field = "zone"

    repeats = forms.ChoiceField(label="Répétition", choices=FREQUENCIES, required=False)
    repeat_interval = forms.IntegerField(
        label="Toutes les combien",
        min_value=1,
        max_value=MAX_INTERVAL,
        required=False,
        help_text="1 : à chaque fois. 2 : une semaine (ou un mois…) sur deux. Vide : 1.",
    )
    repeat_weekdays = forms.MultipleChoiceField(
        label="Quels jours de la semaine",
        choices=[(str(int(day)), WEEKDAYS[day]) for day in Weekday],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Pour « toutes les semaines ». Aucun : le jour de la première date.",
    )
    repeat_monthly = forms.ChoiceField(
        label="Quel jour du mois",
        choices=MONTHLY,
        initial=MONTHLY[0][0],  # as a browser sends it: nothing has changed then
        required=False,
        help_text="Pour « tous les mois », d'après la première date.",
    )
    repeat_until = forms.DateField(
        label="Jusqu'au",
        widget=AdminDateInput,
        required=False,
        help_text="Ce jour compris. Vide : sans fin, ou un nombre de fois.",
    )
    repeat_count = forms.IntegerField(
        label="ou nombre de fois",
        min_value=1,
        max_value=MAX_COUNT,
        required=False,
        help_text="La première date compte, les dates annulées aussi.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show the stored rule in the fields."""
        super().__init__(*args, **kwargs)
        instance: Any = getattr(self, "instance", None)
        first_day = getattr(instance, self.first_day_field, None)
        if first_day is None:
            return
        try:
            rule = rule_from_recurrence(getattr(instance, self.rule_field), zone_of(instance, self.zone_field))
        except InvalidRule:
            self.offer_to_keep("la règle actuelle")
            return
        if rule is None:
            return
        said = initial_from_rule(rule, first_day)
        if said is None:
            start = getattr(instance, self.start_time_field, None) or time()
            self.offer_to_keep(rule_words(rule, datetime.combine(first_day, start)))
        else:
            self.initial = {**said, **self.initial}

    def offer_to_keep(self, words: str) -> None:
        """Offer the stored rule as one more choice, the one in force."""
        field = self.fields["repeats"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (for the type checker: it is declared so above)
        field.choices = [*FREQUENCIES, (KEEP, f"Comme maintenant : {words}")]
        self.initial.setdefault("repeats", KEEP)

    def clean(self) -> dict[str, Any]:
        """Build the rule, or say in which field it is wrong."""
        super().clean()
        data = self.cleaned_data
        first_day, frequency = data.get(self.first_day_field), data.get("repeats")
        if first_day is None or frequency == KEEP or any(name in self.errors for name in RULE_FIELDS):
            return data
        instance: Any = self.instance  # type: ignore[attr-defined]  # of the model form that this is mixed into
        zone = zone_named(data.get(self.zone_field)) or zone_of(instance, self.zone_field)
        try:
            rule = rule_from_data(data, first_day) if frequency else None
        except InvalidRule as refusal:
            self.add_error("repeats", ValidationError(str(refusal)))
            return data
        if rule is not None:
            self.check_first_day(rule, first_day)
        setattr(instance, self.rule_field, recurrence_from_rule(rule, zone))
        return data

    def check_first_day(self, rule: Rule, first_day: date) -> None:
        """Refuse a first date that is not of its own rule: calendar programs disagree about it."""
        if rule.until is not None and rule.until < first_day:
            self.add_error("repeat_until", "La répétition s'arrête avant la première date.")
            return
        start = datetime.combine(first_day, time())
        found = first_occurrence(rule, start)
        if found is None:
            self.add_error("repeats", "Cette répétition ne donne aucune date.")
        elif found != start:
            self.add_error(
                self.first_day_field,
                f"La première date ({day_words(first_day)}) ne suit pas la répétition. "
                f"Choisissez par exemple {day_words(found.date())}.",
            )


def rule_from_data(data: dict[str, Any], first_day: date) -> Rule:
    """
    Return the rule that the cleaned fields say.

    :raises InvalidRule: they contradict each other.
    """
    frequency = Frequency(data["repeats"])
    monthly = (data.get("repeat_monthly") or "day") if frequency is Frequency.MONTHLY else "day"
    weekday = Weekday(first_day.weekday())
    nth_weekdays: tuple[NthWeekday, ...] = ()
    if monthly == "nth":
        nth_weekdays = (NthWeekday((first_day.day - 1) // 7 + 1, weekday),)
    elif monthly == "last":
        nth_weekdays = (NthWeekday(-1, weekday),)
    weekdays: tuple[Weekday, ...] = ()
    if frequency is Frequency.WEEKLY:
        weekdays = tuple(Weekday(int(day)) for day in data.get("repeat_weekdays") or [])
    elif monthly in POSITIONS:
        weekdays = WORKING_DAYS
    return Rule(
        frequency,
        interval=data.get("repeat_interval") or 1,
        weekdays=weekdays,
        positions=POSITIONS.get(monthly, ()),
        month_days=(-1,) if monthly == "last_day" else (),
        nth_weekdays=nth_weekdays,
        until=data.get("repeat_until"),
        count=data.get("repeat_count"),
    )


def initial_from_rule(rule: Rule, first_day: date) -> dict[str, Any] | None:
    """Return what to show in the fields, or `None` where they cannot say this rule."""
    shown: dict[str, Any] = {
        "repeats": rule.frequency.value,
        "repeat_interval": rule.interval,
        "repeat_weekdays": [str(int(day)) for day in rule.weekdays],
        "repeat_until": rule.until,
        "repeat_count": rule.count,
    }
    for monthly, _ in MONTHLY:
        if rule_from_data({**shown, "repeat_monthly": monthly}, first_day) == rule:
            return {**shown, "repeat_monthly": monthly}
    return None


def zone_named(name: str | None) -> tzinfo | None:
    """Return the zone of that name, if there is one."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def zone_of(instance: object, field: str) -> tzinfo:
    """Return the instance's zone, or that of Paris where it says none that exists."""
    return zone_named(getattr(instance, field, None)) or ZoneInfo("Europe/Paris")
