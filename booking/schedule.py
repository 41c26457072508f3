"""What a series' row says about when it happens, in the terms of `core.recurrence`. Reads the row, writes nothing."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from booking.models import Series, SeriesException
from core.holidays import days_off
from core.recurrence.expand import Change, Occurrence, Window, expand
from core.recurrence.fields import rule_from_recurrence
from core.recurrence.left_out import beside, left_out
from core.recurrence.rule import Rule


def rule(series: Series) -> Rule | None:
    """
    Return the stored rule, `None` where the series has one date.

    :raises core.recurrence.rule.InvalidRule: what is stored is no rule of ours.
    """
    return rule_from_recurrence(series.recurrence, series.tz)


def first_start(series: Series) -> datetime:
    """Return the first start, naive and local."""
    return datetime.combine(series.first_day, series.start_time)


def lasting(series: Series) -> timedelta:
    """Return how long a session lasts."""
    return timedelta(minutes=series.activity.duration)


def changes(series: Series, exceptions: Iterable[SeriesException], *, since: datetime, until: datetime) -> list[Change]:
    """Return the dates that differ, and those left out for a holiday from `since` to `until` (aware)."""
    length = lasting(series)
    found = [one.change(usual=series.start_time, lasting=length) for one in exceptions]
    last = datetime.combine(until.astimezone(series.tz).date(), time.max)
    # What was moved or added is named by a date of its own, which may lie before.
    named = [one.original_start.date() for one in found]
    days = holidays(series, min([since.astimezone(series.tz).date(), *named]), last.date())
    its_rule, first = rule(series), first_start(series)
    return beside(found, left_out(its_rule, days, first=first, until=last), its_rule, first=first)


def dates(
    series: Series, exceptions: Iterable[SeriesException], *, since: datetime, until: datetime
) -> list[Occurrence]:
    """
    Return the dates that touch this time (aware), cancelled ones included, in order.

    :raises core.recurrence.rule.InvalidRule: the rule is none of ours, or gives more dates than an agenda holds.
    """
    return expand(
        rule(series),
        first_start(series),
        series.tz,
        changes(series, exceptions, since=since, until=until),
        Window(since, until),
        duration=lasting(series),
    )


def holidays(series: Series, first: date, last: date) -> dict[date, str]:
    """Return the days on which the series does not take place, with their names."""
    return days_off(
        first,
        last,
        public=series.without_public_holidays,
        school_zone=series.school_zone,
        departement=series.location.departement if series.without_public_holidays else "",
    )
