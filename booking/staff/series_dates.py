"""What the form of a series says back as one types: its rule, the next dates, what is left out, when it opens."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views import View
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.models import WagtailAdminModelFormMetaclass
from wagtail.permissions import policy_registry

from booking import schedule
from booking.admin_forms import CLOSES, SeriesForm
from booking.models import Series, SeriesException
from core.choices import ExceptionKind
from core.dates import day_words, time_words
from core.recurrence.expand import ChangeKind, Occurrence
from core.recurrence.rule import InvalidRule
from core.recurrence.words import rule_words
from core.repetition import (
    NEXT,
    Line,
    RepetitionPanel,
    Said,
    excluded,
    holiday_words,
    refusals,
    school_words,
)

MOST_ROWS = 400
"""How many dates of one series may differ."""

AHEAD = (timedelta(days=370), timedelta(days=5 * 366))
"""How far one looks for the next dates: a year, then far enough for what is rare."""

STATES = {
    ExceptionKind.CANCELLED: "Annulée",
    ExceptionKind.MOVED: "Déplacée",
    ExceptionKind.ADDED: "Date ajoutée",
}


def said_of_series(series: Series, exceptions: Iterable[SeriesException], *, now: datetime) -> Said:
    """Say what this row says, saved or not."""
    if series.activity_id is None or series.location_id is None or series.first_day is None:
        return Said()
    rows = list(exceptions)
    try:
        its_rule = schedule.rule(series)
        found = next_lines(series, rows, now=now)
    except InvalidRule as refusal:
        return Said(refusals=[str(refusal)])
    return Said(
        rule_words=rule_words(its_rule, schedule.first_start(series)) if its_rule else "",
        repeats=its_rule is not None,
        lines=found,
        left_out=holiday_words(found),
        school_words=school_words(series.school_zone) if its_rule else "",
        remarks=[window_words(series)],
    )


def said_of_form(form: SeriesForm, *, now: datetime) -> Said:
    """Say what was typed, or what is stored where nothing was."""
    if not form.is_bound:
        return said_of_series(form.instance, form.exceptions_now(), now=now)
    wrong = refusals(form)
    return Said(refusals=wrong) if wrong else said_of_series(form.instance, form.exceptions_now(), now=now)


def next_lines(series: Series, exceptions: list[SeriesException], *, now: datetime) -> list[Line]:
    """Return the next dates, those left out among them."""
    found: list[Line] = []
    begins = max(now, schedule.first_start(series).replace(tzinfo=series.tz))
    for step in AHEAD:
        until = begins + step
        dates = schedule.dates(series, exceptions, since=now, until=until)
        spoken_of = {one.original_day for one in exceptions}
        changes = schedule.changes(series, exceptions, since=now, until=until)
        local = now.astimezone(series.tz).replace(tzinfo=None)
        found = [line_of(one) for one in dates] + [
            excluded(one.original_start, one.note)
            for one in changes
            if one.kind is ChangeKind.EXCLUDED
            and one.original_start >= local
            and one.original_start.date() not in spoken_of
        ]
        if len(found) >= NEXT:
            break
    return sorted(found, key=lambda line: (line.starts, line.day))[:NEXT]


def line_of(one: Occurrence) -> Line:
    """Return the line of a date."""
    kind = ExceptionKind(one.change.kind.value) if one.change else ""
    day: date = one.start.date()
    return Line(
        starts=one.start.replace(tzinfo=None),
        day=one.original_start.date().isoformat(),
        day_words=day_words(day),
        time_words=f"de {time_words(one.start)} à {time_words(one.end)}",
        kind=kind,
        state_words=STATES.get(ExceptionKind(kind), "") if kind else "",
        note=one.note,
    )


def window_words(series: Series) -> str:
    """Say when bookings open and close: "Les réservations ouvrent 30 jours avant, et ferment 2 heures avant."."""
    days = series.opens_days_before
    opens = "ouvrent dès que la séance est faite" if days is None else f"ouvrent {days} jour{'s' * (days > 1)} avant"
    minutes = series.closes_minutes_before
    return f"Les réservations {opens}, et ferment {dict(CLOSES).get(minutes, f'{minutes} minutes avant')}."


class SeriesRepetitionPanel(RepetitionPanel):
    """Says the series back."""

    class BoundPanel(RepetitionPanel.BoundPanel):
        """Bound to one series."""

        def said(self) -> Said:
            """Say what the form holds."""
            return said_of_form(self.form, now=timezone.now())

        def live_url(self) -> str:
            """Where the fields are read as one types."""
            pk = self.instance.pk
            return reverse("admin_series:live", args=[pk]) if pk else reverse("admin_series:live_new")


class SeriesDatesForm(SeriesForm, WagtailAdminModelForm, metaclass=WagtailAdminModelFormMetaclass):
    """The part of a series' form that says when."""

    class Meta(WagtailAdminModelForm.Meta):
        """What the dates depend on, and the dates that differ."""

        model = Series
        fields = (
            "activity",
            "location",
            "first_day",
            "start_time",
            "zone",
            "without_public_holidays",
            "school_zone",
            "opens_days_before",
            "closes_minutes_before",
        )
        formsets = {
            "exceptions": {
                "fields": ["kind", "original_day", "new_day", "new_start_time", "new_end_time", "note"],
                "extra": 0,
            }
        }


class LiveView(View):
    """Answers the editing screen with a fragment of HTML; for those who may save what they type."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Read the fields as the form would."""
        action = "add" if pk is None else "change"
        if not policy_registry.get_by_type(Series).user_has_permission(request.user, action):
            raise PermissionDenied
        series = Series() if pk is None else get_object_or_404(Series, pk=pk)
        context: dict[str, Any] = {"said": said_of_data(request.POST, series, request.user), "chosen": ""}
        return render(request, "core/admin/_said.html", context)


def said_of_data(data: Any, series: Series, user: Any) -> Said:
    """Say what these fields say."""
    typed = data.get("exceptions-TOTAL_FORMS", "")
    if typed.isdecimal() and (len(typed) > 4 or int(typed) > MOST_ROWS):
        return Said(refusals=[f"Plus de {MOST_ROWS} dates différentes : c'est trop pour une seule série."])
    form = SeriesDatesForm(data, instance=series, for_user=user)
    form.is_valid()
    return said_of_form(form, now=timezone.now())
