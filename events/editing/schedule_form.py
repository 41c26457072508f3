"""When an event happens, as a form says it: checked the same whether it is saved or only read as one types."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms

from core.choices import ExceptionKind
from core.recurrence.expand import StartInClockChange, check_clock_changes, occurrences
from core.recurrence.forms import RuleFormMixin, zone_of
from core.recurrence.rule import InvalidRule, Rule
from events import schedule
from events.editing.exceptions import ExceptionForm, check_year, exception_words, fits, reach, refusal

if TYPE_CHECKING:  # the page imports its form
    from events.models import EventException, EventPage

CLOCKS_CHECKED = timedelta(days=3 * 366)
"""How far the nights of a clock change are looked at: every series meets its night within that, or hardly ever."""

WEEK = timedelta(days=7)

REMOVE = "remove"
SHIFT = "shift"


class ScheduleFormMixin(RuleFormMixin):
    """Days, hours, rule and exceptions of an event; to be mixed into a form of `EventPage` with its exceptions."""

    instance: "EventPage"
    formsets: dict[str, Any]

    unfit = forms.ChoiceField(
        label="Ces dates ne sont plus dans la répétition",
        choices=[
            (REMOVE, "Les retirer, avec ce qu'elles disaient"),
            (SHIFT, "Les garder, à la nouvelle date de la même semaine"),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    """What becomes of exceptions that the new rule has no date for: nothing without being asked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Remember what the dates that differ said before anything is read into them."""
        super().__init__(*args, **kwargs)
        self.orphans: list[EventException] = []
        self.shifts: dict[date, date] = {}
        rows = self.instance.exceptions.all() if self.is_bound else []
        self.stored = {one.original_day: one.kind for one in rows}

    def clean_first_day(self) -> date | None:
        """:raises ValidationError: no event is in that year."""
        return check_year(self.cleaned_data["first_day"])

    def clean_last_day(self) -> date | None:
        """:raises ValidationError: no event is in that year."""
        return check_year(self.cleaned_data["last_day"])

    def clean_repeat_until(self) -> date | None:
        """:raises ValidationError: no event is in that year."""
        return check_year(self.cleaned_data["repeat_until"])

    def clean(self) -> dict[str, Any]:
        """Refuse what no calendar program understands alike, each thing at its field."""
        data = super().clean()
        self.check_times()
        if data.get("first_day") and not any(name in self.errors for name in SCHEDULE_FIELDS):
            self.fill_instance()
            self.check_night()
            if not any(name in self.errors for name in SCHEDULE_FIELDS):
                self.check_exceptions()
        return data

    def check_times(self) -> None:
        """Refuse an event that ends before it starts, or does not say when."""
        data = self.cleaned_data
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "Le dernier jour est avant le premier.")
        if data.get("all_day"):
            return
        for name, words in (("start_time", "l'heure de début"), ("end_time", "l'heure de fin")):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, f"Donnez {words}, ou cochez « toute la journée ».")
        start, end = data.get("start_time"), data.get("end_time")
        if start and end and end <= start and not (first and last and last > first):
            self.add_error("end_time", "L'événement finit avant de commencer.")

    def fill_instance(self) -> None:
        """Give the instance what was just typed: Django does so only after `clean`."""
        for name in ("first_day", "last_day", "all_day", "start_time", "end_time", "without_public_holidays"):
            if name in self.fields:
                setattr(self.instance, name, self.cleaned_data.get(name))
        for name in ("location", "commune"):
            if name in self.fields:
                setattr(self.instance, name, self.cleaned_data.get(name))
        if "school_zone" in self.fields:
            self.instance.school_zone = self.cleaned_data.get("school_zone") or ""
        self.instance.zone = str(self.cleaned_data.get("zone") or self.instance.zone)

    def check_night(self) -> None:
        """Refuse a start in the hour that the clock skips or repeats."""
        event = self.instance
        first = schedule.first_start(event)
        try:
            its_rule = schedule.rule(event)
            if not event.all_day:
                check_clock_changes(its_rule, first, zone_of(event, "zone"), first + CLOCKS_CHECKED)
        except StartInClockChange as error:
            self.add_error("start_time", str(error))
        except InvalidRule as error:
            self.add_error("repeats", str(error))

    def rows(self) -> list[ExceptionForm]:
        """Return the rows of dates that differ, but for those that are empty or to be removed."""
        formset = self.formsets.get("exceptions")
        if formset is None or not formset.is_valid():
            return []
        return [form for form in formset.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]

    def exceptions_now(self) -> list["EventException"]:
        """Return the dates that differ as they were typed, or as they are stored where nothing was."""
        if not self.is_bound:
            return list(self.instance.exceptions.all()) if self.instance.pk else []
        return [form.instance for form in self.rows()]

    def check_exceptions(self) -> None:
        """Say which of the dates that differ are not dates of the event, and ask about those that no longer are."""
        rows = self.rows()
        last = reach(form.instance for form in rows)
        if last is None:
            return
        its_rule = schedule.rule(self.instance)
        try:
            given, left_out = given_days(self.instance, its_rule, last + WEEK)
        except InvalidRule as error:
            self.add_error("repeats", str(error))
            return
        repeats = its_rule is not None
        lost = []
        for form in rows:
            one = form.instance
            # What is still where it was stored can only have been left behind by another rule.
            left_behind = self.stored.get(one.original_day) == one.kind
            if left_behind and not fits(one, given, repeats=repeats, left_out=left_out):
                lost.append(form)
            elif wrong := refusal(one, given, repeats=repeats, left_out=left_out):
                form.add_error(*wrong)
        kept = {form.instance.original_day for form in rows if form not in lost}
        self.shifts = same_week([form.instance for form in lost], given - kept)
        self.ask_about(lost)

    def ask_about(self, lost: list[ExceptionForm]) -> None:
        """Remove what no longer fits, or move it, if told so; else ask, naming each."""
        self.orphans = sorted((form.instance for form in lost), key=lambda one: one.original_day)
        chosen = self.cleaned_data.get("unfit")
        if not lost:
            return
        if chosen == REMOVE:
            self.remove(lost)
        elif chosen == SHIFT and self.shifts:
            self.shift(lost)
        else:
            self.add_error(
                "unfit",
                f"Elles diraient encore : {' ; '.join(exception_words(one) for one in self.orphans)}. "
                "Choisissez, ou revenez à la répétition d'avant.",
            )

    def remove(self, lost: list[ExceptionForm]) -> None:
        """Take these rows out."""
        for form in lost:
            form.cleaned_data["DELETE"] = True
        # The formset has counted its deletions already.
        self.formsets["exceptions"].__dict__.pop("_deleted_form_indexes", None)

    def shift(self, lost: list[ExceptionForm]) -> None:
        """Let these rows speak of the new date of their week."""
        for form in lost:
            form.instance.original_day = form.cleaned_data["original_day"] = self.shifts[form.instance.original_day]
            form.changed_data = [*form.changed_data, "original_day"]  # what is posted has not changed: the row has


SCHEDULE_FIELDS = (
    "first_day",
    "last_day",
    "all_day",
    "start_time",
    "end_time",
    "zone",
    "repeats",
    "repeat_interval",
    "repeat_weekdays",
    "repeat_monthly",
    "repeat_until",
    "repeat_count",
)


def given_days(event: "EventPage", its_rule: Rule | None, last: date) -> tuple[set[date], set[date]]:
    """
    Return the days that the rule gives up to this one, and those of them that holidays take away.

    :raises core.recurrence.expand.TooManyOccurrences: there are more than an agenda holds.
    """
    until = datetime.combine(last, time(23, 59))
    given = {start.date() for start in occurrences(its_rule, first=schedule.first_start(event), until=until)}
    names = schedule.holidays(event, min(given), last) if given and its_rule and schedule.leaves_out(event) else {}
    return given, given & names.keys()


def same_week(orphans: list["EventException"], free: set[date]) -> dict[date, date]:
    """Return the new date of each in its own week; nothing where that is not plain for every one of them."""
    moves: dict[date, date] = {}
    for one in orphans:
        monday = one.original_day - timedelta(days=one.original_day.weekday())
        days = [day for day in (monday + timedelta(days=rank) for rank in range(7)) if day in free]
        if one.kind == ExceptionKind.ADDED or len(days) != 1 or days[0] in moves.values():
            return {}
        moves[one.original_day] = days[0]
    return moves
