"""
Opening hours as staff type them: rows, a box for public holidays, and rules of the syntax for what rows cannot say.

One form field, whose value is the `opening_hours` string. What was typed is kept as it was until it is understood.
"""

import re
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.template.loader import render_to_string
from django.urls import reverse

from core.dates import WEEKDAYS
from locations.hours.lines import week_lines
from locations.hours.rows import HoursRow, canonical, hours_of, rows_of, take_holidays_off
from locations.hours.states import InvalidHours, is_valid, tidy
from locations.hours.words import week_table

LONGEST = 1000
MOST_ROWS = 60
EMPTY_ROWS = 2
LONGEST_NIGHT = 15 * 60  # minutes: "17:00 – 9:00" is two figures exchanged, "20:00 – 8:00" may be a night.

HOLIDAY = "feries"
DAYS = [*((str(index), day[:3], day) for index, day in enumerate(WEEKDAYS)), (HOLIDAY, "fériés", "jours fériés")]
"""Value, what is seen, what is heard."""

WEEKS = [("all", "toutes les semaines"), ("odd", "les semaines impaires"), ("even", "les semaines paires")]
RANKS = [("1", "1er"), ("2", "2e"), ("3", "3e"), ("4", "4e"), ("5", "5e"), ("-1", "dernier")]

_TIME = re.compile(r"(?P<hour>\d{1,2})(?:\s*[:hH.,]?\s*(?P<minute>\d{2})|\s*[hH:])?")
"""As people write it: 9, 9h, 9h30, 9:30, 9.30 (a telephone's figures have no colon), 930."""


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One row, as typed."""

    days: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    weeks: str = "all"
    nth: tuple[str, ...] = ()
    by_appointment: bool = False
    removed: bool = False

    @property
    def is_empty(self) -> bool:
        return self.removed or not (self.days or self.start or self.end)

    @property
    def is_every_week(self) -> bool:
        return self.weeks == "all" and not self.nth


@dataclass(frozen=True, slots=True)
class TypedHours:
    """All of the field, as typed; `rest` are rules of the syntax."""

    rows: tuple[TypedRow, ...] = ()
    rest: str = ""
    closed_on_holidays: bool = False


def typed_from(hours: str) -> TypedHours:
    """What to show for a stored string; one that is not understood is shown as it is."""
    try:
        rows, rest = rows_of(hours)
    except InvalidHours:
        return TypedHours(rest=hours)
    closed, rest = take_holidays_off(rest)
    return TypedHours(tuple(_typed_row(row) for row in rows), rest, closed)


def typed_in(data: Any, name: str) -> TypedHours:
    """What a browser sent (a `QueryDict`, or a dict of a test) for the field of that name."""
    many = data.getlist if hasattr(data, "getlist") else lambda key: data.get(key, [])
    count = data.get(f"{name}-rows", "")
    rows = (
        TypedRow(
            days=tuple(many(f"{prefix}-days")),
            start=data.get(f"{prefix}-start", "").strip(),
            end=data.get(f"{prefix}-end", "").strip(),
            weeks=data.get(f"{prefix}-weeks", "all"),
            nth=tuple(many(f"{prefix}-nth")),
            by_appointment=f"{prefix}-by_appointment" in data,
            removed=f"{prefix}-removed" in data,
        )
        for prefix in (f"{name}-{index}" for index in range(min(_number(count), MOST_ROWS)))
    )
    kept = tuple(row for row in rows if not row.is_empty)
    return TypedHours(kept, data.get(name, "").strip(), f"{name}-closed_on_holidays" in data)


def read_row(row: TypedRow) -> list[HoursRow]:
    """
    The rows of hours that a typed row says: two where it names weekdays and public holidays.

    :raises ValidationError: with a sentence.
    """
    days = tuple(int(day) for day in row.days if day in {"0", "1", "2", "3", "4", "5", "6"})
    if not days and HOLIDAY not in row.days:
        raise ValidationError("Cochez au moins un jour.")
    start, end = _time(row.start), _time(row.end)
    _check_length(start, end)
    nth = tuple(int(rank) for rank in row.nth if rank in dict(RANKS))
    weeks = row.weeks if row.weeks in dict(WEEKS) else "all"
    said = HoursRow(days, start, end, weeks, nth, row.by_appointment)
    found = [said] if days else []
    return [*found, replace(said, days=(), weeks="all", nth=())] if HOLIDAY in row.days else found


def row_errors(typed: TypedHours) -> dict[int, str]:
    """What is wrong with each row, by its place."""
    found: dict[int, str] = {}
    for index, row in enumerate(typed.rows):
        try:
            read_row(row)
        except ValidationError as refusal:
            found[index] = " ".join(refusal.messages)
    return found


def read_hours(typed: TypedHours) -> str:
    """
    The `opening_hours` string of what was typed.

    :raises ValidationError: with a sentence for each thing that is wrong.
    """
    wrong = [f"Ligne {index + 1} : {sentence}" for index, sentence in row_errors(typed).items()]
    if typed.rest and not is_valid(typed.rest):
        wrong.append(
            "Ces horaires ne sont pas compris. Dans « Règles en plus », écrivez par exemple « Aug off » ou "
            "« Dec 24 09:00-12:00 », ou mettez votre texte dans « horaires en texte »."
        )
    if wrong:
        raise ValidationError(wrong)
    rows = [said for row in typed.rows for said in read_row(row)]
    if typed.closed_on_holidays and any(not row.days for row in rows):
        raise ValidationError("Une ligne ouvre les jours fériés : décochez « Fermé les jours fériés ».")
    hours = hours_of(rows, tidy(typed.rest), closed_on_holidays=typed.closed_on_holidays)
    if rows and typed.rest and rows_of(hours)[0] != canonical(rows):
        raise ValidationError(
            "« Règles en plus » change les lignes : elle remplacerait leurs jours. Mettez ces heures dans les lignes, "
            "et n'y laissez que les exceptions."
        )
    if hours and not is_valid(hours):
        raise ValidationError("Ces horaires ne sont pas compris ensemble : retirez une ligne, ou une règle.")
    if len(hours) > LONGEST:
        raise ValidationError("Ces horaires sont trop longs : mettez une partie dans « horaires en texte ».")
    return hours


def said(hours: str) -> list[str]:
    """The hours in French sentences; what no sentence says comes last, as it is written."""
    if not hours:
        return []
    table = week_table(hours)
    lines = [f"{days[0].upper()}{days[1:]} : {words}." for days, words in week_lines(table)]
    return [*lines, *table.notes, *([f"Tel quel : {table.raw}"] if table.raw else [])]


class HoursWidget(forms.Widget):
    """Rows, each a group of labelled controls; the element in JavaScript adds and removes them."""

    template_name = "locations/admin/hours.html"
    use_fieldset = True

    class Media:
        """The element, and how rows look."""

        js = (Script("js/horaires-lignes.js", type="module"),)
        css = {"all": ("css/admin-lieux.css",)}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> TypedHours:
        """Read all the controls."""
        return typed_in(data, name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """The rules always are there."""
        return name not in data and f"{name}-rows" not in data

    def id_for_label(self, id_: str) -> str:
        """No single control carries the label: each row names its own."""
        return ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give the rows with what is wrong in each, some empty ones, and what all of it says."""
        context: dict[str, Any] = super().get_context(name, "", attrs)
        typed = value if isinstance(value, TypedHours) else typed_from(value or "")
        errors = row_errors(typed)
        rows = [self._row(name, index, row, errors.get(index, "")) for index, row in enumerate(typed.rows)]
        empty = [self._row(name, len(rows) + more, TypedRow()) for more in range(EMPTY_ROWS)]
        try:
            sentences = said(read_hours(typed))
        except ValidationError:
            sentences = []
        context["hours"] = {
            "rows": rows,
            "empty": empty,
            "count": len(rows) + len(empty),
            "pattern": self._row(name, "__rang__", TypedRow()),
            "rest": typed.rest,
            "closed_on_holidays": typed.closed_on_holidays,
            "said": sentences,
            "words_url": reverse("wagtailsnippets_locations_location:hours_words"),
        }
        return context

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> str:
        """Render with the site's own templates, which forms do not look into."""
        return render_to_string(template_name, context)

    def _row(self, name: str, index: int | str, row: TypedRow, error: str = "") -> dict[str, Any]:
        return {
            "prefix": f"{name}-{index}",
            "rank": index + 1 if isinstance(index, int) else index,
            "typed": row,
            "days": [(value, seen, heard, value in row.days) for value, seen, heard in DAYS],
            "weeks": [(value, words, value == row.weeks) for value, words in WEEKS],
            "ranks": [(value, words, value in row.nth) for value, words in RANKS],
            "error": error,
        }


class HoursField(forms.Field):
    """The string, edited as rows."""

    widget = HoursWidget

    def clean(self, value: Any) -> str:
        """:raises ValidationError: with a sentence for each thing that is wrong."""
        hours = read_hours(value if isinstance(value, TypedHours) else typed_from(value or ""))
        if self.required and not hours:
            raise ValidationError(self.error_messages["required"], code="required")
        return hours

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether it says something else than what was shown, however that was written; or nothing understood."""
        try:
            return self.clean(data) != _sent_back(initial or "")
        except ValidationError:
            return True


def _sent_back(hours: str) -> str:
    """What the controls say of these hours while nobody touches them."""
    try:
        return read_hours(typed_from(hours))
    except ValidationError:
        return hours


def _typed_row(row: HoursRow) -> TypedRow:
    return TypedRow(
        days=tuple(map(str, row.days)) or (HOLIDAY,),
        start=f"{row.start:%H:%M}",
        end=f"{row.end:%H:%M}",
        weeks=row.weeks,
        nth=tuple(map(str, row.nth)),
        by_appointment=row.by_appointment,
    )


def _time(text: str) -> time:
    if not text:
        raise ValidationError("Donnez l'heure de début et l'heure de fin.")
    match = _TIME.fullmatch(text)
    hour, minute = (int(match["hour"]), int(match["minute"] or 0)) if match else (99, 0)
    if (hour, minute) == (24, 0):
        hour = 0
    if hour > 23 or minute > 59:
        raise ValidationError(f"« {text} » n'est pas une heure. Écrivez par exemple 9:00 ou 13h30.")
    return time(hour, minute)


def _check_length(start: time, end: time) -> None:
    minutes = (end.hour - start.hour) * 60 + end.minute - start.minute
    if minutes == 0 and start != time():
        raise ValidationError("L'heure de fin est aussi celle du début.")
    if minutes < 0 and minutes + 24 * 60 > LONGEST_NIGHT:
        raise ValidationError(f"La fin ({end:%H:%M}) est avant le début ({start:%H:%M}).")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else 0
