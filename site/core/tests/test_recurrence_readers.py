"""
What we expand is what others read in the file that we publish.

Two readers that share no code with ours: recurring-ical-events, and a plain reading of the text by dateutil.
`HYPOTHESIS_PROFILE=thorough` tries thousands of series.
"""

# ruff: noqa: DTZ007 -- the clock on the wall is naive by contract
import re
from datetime import UTC, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
from dateutil.rrule import rrulestr
from hypothesis import assume, given
from hypothesis import strategies as st

from core.dates import in_clock_change
from core.ical import Calendar, Entry, serialise
from core.recurrence.expand import Change, ChangeKind, Window, expand, first_occurrence, occurrences, span
from core.recurrence.published import UNEVEN_TOLD, published, still_told
from core.recurrence.rule import Frequency
from core.tests.strategies import rules, starts

CHANGED = datetime(2026, 9, 1, tzinfo=UTC)
ZONES = [
    ZoneInfo(key)
    for key in ("Europe/Paris", "America/Martinique", "Indian/Reunion", "America/Miquelon", "Pacific/Noumea")
]
LOOKED_AT = {
    Frequency.DAILY: timedelta(days=400),
    Frequency.WEEKLY: timedelta(days=600),
    Frequency.MONTHLY: timedelta(days=1_000),
    Frequency.YEARLY: timedelta(days=4_500),
}
KINDS = [ChangeKind.CANCELLED, ChangeKind.MOVED, ChangeKind.NOTE, ChangeKind.EXCLUDED]


# Series


@st.composite
def lengths(draw, all_day):
    if all_day:
        return timedelta(days=draw(st.integers(1, 4)))
    return timedelta(minutes=15 * draw(st.one_of(st.integers(1, 40), st.integers(41, 4 * 72))))


@st.composite
def series(draw, all_day):
    """A rule (or none) with a first date of its own, how long it lasts, and dates that differ."""
    rule, zone = draw(st.one_of(rules(), rules(), rules(), st.none())), draw(st.sampled_from(ZONES))
    first = draw(starts)
    if all_day:
        first = datetime.combine(first, time())
    if rule is not None:
        first = first_occurrence(rule, first)
        assume(first is not None and first.year < 2035 and first_occurrence(rule, first) == first)
    looked_at = LOOKED_AT[rule.frequency] if rule else timedelta(days=30)
    dates = list(occurrences(rule, first=first, until=first + looked_at))
    # Our forms refuse a start in the hour that the clock skips or repeats: the programs of the field do not agree.
    assume(all_day or not any(in_clock_change(start, zone) for start in dates))
    changes = [
        draw(changed(start, index, all_day))
        for index, start in enumerate(draw(st.lists(st.sampled_from(dates), unique=True, max_size=6)))
    ]
    if draw(st.booleans()):
        extra = first + timedelta(days=draw(st.integers(0, 60)), minutes=0 if all_day else 3)
        changes.append(Change(ChangeKind.ADDED, extra, duration=draw(st.none() | lengths(all_day)), uid="v"))
    assume(all_day or not any(in_clock_change(change.start, zone) for change in changes))
    return rule, first, zone, draw(lengths(all_day)), changes, looked_at


@st.composite
def changed(draw, start, index, all_day):
    kind = draw(st.sampled_from(KINDS))
    if kind is not ChangeKind.MOVED:
        return Change(kind, start, note="Apportez vos lunettes." if kind is ChangeKind.NOTE else "")
    # No two dates at one moment: which of them is which could not be told.
    elsewhere = start + timedelta(days=draw(st.integers(-9, 9)), minutes=0 if all_day else 7 + index)
    return Change(kind, start, elsewhere, duration=draw(st.none() | lengths(all_day)))


def ours(found, *, as_of, zone, all_day):
    """(start, end, cancelled) of each date that is still told, sorted."""
    kept = [
        one for one in found if not one.cancelled or (one.change is not None and still_told(one.change, as_of, zone))
    ]
    return sorted(
        (one.start.date(), one.end.date(), one.cancelled)
        if all_day
        else (one.start.astimezone(UTC), one.end.astimezone(UTC), one.cancelled)
        for one in kept
    )


# Readers


def read_by_recurring_ical_events(body, window):
    events = recurring_ical_events.of(icalendar.Calendar.from_ical(body)).between(window.start, window.end)
    return sorted(
        (settled(event["DTSTART"].dt), settled(event["DTEND"].dt), event["STATUS"] == "CANCELLED") for event in events
    )


def settled(when):
    return when.astimezone(UTC) if isinstance(when, datetime) else when


def read_by_dateutil(body, window, *, exact):
    """
    Each VEVENT by the letter of RFC 5545: the rule's dates, less those excluded or overridden; then the others.

    Programs measure each date of a series by the first one, in time that passes (``exact``) or on the wall.
    """
    lines = re.sub(r"\r\n[ \t]", "", body.decode()).split("\r\n")
    events = "\n".join(lines).split("BEGIN:VEVENT\n")[1:]
    texts = [dict(line.partition(":")[::2] for line in event.split("END:VEVENT")[0].splitlines()) for event in events]
    properties = [{name.partition(";")[0]: (name, value) for name, value in text.items()} for text in texts]
    overridden = {(one["UID"][1], wall(*one["RECURRENCE-ID"])) for one in properties if "RECURRENCE-ID" in one}
    found = []
    for one in properties:
        begins, ends = wall(*one["DTSTART"]), wall(*one["DTEND"])
        whole_days, zone = "VALUE=DATE" in one["DTSTART"][0], zone_of(one["DTSTART"][0])
        if "RRULE" not in one and not whole_days:
            found.append((instant(*one["DTSTART"]), instant(*one["DTEND"]), one["STATUS"][1] == "CANCELLED"))
            continue
        excluded = (
            {wall(one["EXDATE"][0], value) for value in one["EXDATE"][1].split(",")} if "EXDATE" in one else set()
        )
        for start in walls(one, begins, zone, window.end):
            if start in excluded or ("RRULE" in one and (one["UID"][1], start) in overridden):
                continue
            cancelled = one["STATUS"][1] == "CANCELLED"
            if whole_days:
                found.append((start.date(), (start + (ends - begins)).date(), cancelled))
            elif exact:
                passed = moment(ends, zone) - moment(begins, zone)
                found.append((moment(start, zone), moment(start, zone) + passed, cancelled))
            else:
                found.append((moment(start, zone), moment(start + (ends - begins), zone), cancelled))
    return sorted(one for one in found if touches(one, window))


def walls(one, begins, zone, end):
    """The starts on the clock of the place."""
    if "RRULE" not in one:
        return [begins]
    text, last = one["RRULE"][1], end.astimezone(zone or UTC).replace(tzinfo=None) + timedelta(days=1)
    if until := re.search(r";UNTIL=(\d{8}T\d{6})Z", text):
        # By dateutil's rules both are aware or neither is.
        on_the_wall = datetime.strptime(until[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC).astimezone(zone)
        text = text.replace(until[0], f";UNTIL={on_the_wall:%Y%m%dT%H%M%S}")
    return takewhile(lambda start: start <= last, rrulestr(text, dtstart=begins))


def zone_of(name):
    key = re.search(r"TZID=([^;:]+)", name)
    return ZoneInfo(key[1]) if key else None


def wall(name, value):
    return datetime.strptime(value.rstrip("Z"), "%Y%m%dT%H%M%S" if "T" in value else "%Y%m%d")


def instant(name, value):
    # An end in the hour that the clock repeats is in UTC.
    return moment(wall(name, value), None if value.endswith("Z") else zone_of(name))


def moment(naive, zone):
    return naive.replace(tzinfo=zone or UTC).astimezone(UTC)


def touches(one, window):
    start, end = (
        datetime.combine(each, time(), window.start.tzinfo) if not isinstance(each, datetime) else each
        for each in one[:2]
    )
    return start < window.end and end > window.start


@given(data=st.data(), all_day=st.booleans())
def test_others_read_in_our_file_what_we_expand(data, all_day):
    rule, first, zone, duration, changes, looked_at = data.draw(series(all_day))
    entry = Entry(
        uid="u",
        title="Séance",
        starts_at=first.date() if all_day else span(first, duration, zone)[0],
        ends_at=(first + duration).date() if all_day else span(first, duration, zone)[1],
        changed_at=CHANGED,
    )
    as_of = CHANGED + timedelta(days=data.draw(st.integers(0, 1_500)))
    window = Window(first.replace(tzinfo=zone) - timedelta(days=40), first.replace(tzinfo=zone) + looked_at)
    entries = published(entry, rule, changes, first=first, zone=zone, as_of=as_of, duration=duration)
    body = serialise(Calendar(name="x", changed_at=as_of, zone=zone.key), entries)
    found = expand(rule, first, zone, changes, window, duration=duration)
    expected = ours(found, as_of=as_of, zone=zone, all_day=all_day)
    assert read_by_recurring_ical_events(body, window) == expected
    assert read_by_dateutil(body, window, exact=False) == expected
    if looked_at < UNEVEN_TOLD:
        assert read_by_dateutil(body, window, exact=True) == expected
