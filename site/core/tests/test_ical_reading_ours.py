"""What we publish is read back as what we said; and as an independent reader reads it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
from hypothesis import assume, given
from hypothesis import strategies as st

from core.ical import Calendar, Entry, serialise
from core.ical.reading import read
from core.ical.reading.rule import Work, days, parse_rule
from core.recurrence.expand import Change, ChangeKind, Window, expand, first_occurrence, occurrences, span
from core.recurrence.published import published
from core.recurrence.rule import InvalidRule
from core.tests.strategies import rules, starts, zones
from core.tests.test_ical_reading_rule import rrules

CHANGED = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
FIRST, LAST = datetime(2027, 1, 1, tzinfo=UTC), datetime(2029, 12, 1, tzinfo=UTC)
CALENDAR = Calendar(name="Permanences connectées", changed_at=CHANGED)


@st.composite
def changes_of(draw, rule, first):
    """Some of the first dates are moved, cancelled or told something of; one is added."""
    given_dates = list(occurrences(rule, first=first, until=first + timedelta(days=400)))[:12]
    found = []
    for start in draw(st.lists(st.sampled_from(given_dates), unique=True, max_size=4)):
        kind = draw(st.sampled_from([ChangeKind.CANCELLED, ChangeKind.MOVED, ChangeKind.NOTE, ChangeKind.EXCLUDED]))
        moved = start + timedelta(minutes=draw(st.integers(-3_000, 3_000))) if kind is ChangeKind.MOVED else None
        found.append(Change(kind, start, new_start=moved, note=draw(st.sampled_from(["", "À l'étage"]))))
    if draw(st.booleans()):
        added = first + timedelta(days=draw(st.integers(1, 60)), hours=1)
        found.append(Change(ChangeKind.ADDED, added, uid="ajout"))
    return found


@st.composite
def series(draw):
    """A series of ours, as it is stored: its rule, first start, zone, length and changes."""
    rule, all_day = draw(rules()), draw(st.booleans())
    # A whole day is that day wherever one is.
    zone = draw(zones) if not all_day else ZoneInfo("UTC")
    asked = draw(starts)
    first = first_occurrence(rule, datetime.combine(asked, time()) if all_day else asked)
    if first is None:
        return draw(series())
    duration = timedelta(days=draw(st.integers(1, 3))) if all_day else timedelta(minutes=draw(st.integers(15, 1_500)))
    changes = draw(changes_of(rule, first))
    if all_day:
        changes = [
            Change(c.kind, c.original_start, c.new_start and datetime.combine(c.new_start, time()), None, c.note, c.uid)
            for c in changes
            if c.kind is not ChangeKind.ADDED
        ]
    return rule, first, zone, duration, changes, all_day


def written(rule, first, zone, duration, changes, all_day, uid):
    """The entries that say it."""
    start, end = span(first, duration, zone)
    entry = Entry(
        uid=uid,
        title="Permanence",
        starts_at=first.date() if all_day else start,
        ends_at=(first + duration).date() if all_day else end,
        changed_at=CHANGED,
    )
    # What is added has an identifier of its own, which no other series has.
    changes = [replace(change, uid=f"{change.uid}-{uid}") if change.uid else change for change in changes]
    return published(entry, rule, changes, first=first, zone=zone, as_of=CHANGED, duration=duration)


@given(st.lists(series(), min_size=1, max_size=3))
def test_what_we_publish_is_read_back_as_the_same_occurrences(made):
    entries, expected = [], []
    for number, (rule, first, zone, duration, changes, all_day) in enumerate(made):
        try:
            found = expand(rule, first, zone, changes, Window(FIRST, LAST), duration=duration)
            entries += written(rule, first, zone, duration, changes, all_day, f"serie-{number}@exemple.fr")
        except InvalidRule:
            continue
        expected += [(o.start.astimezone(UTC), o.end.astimezone(UTC), o.cancelled) for o in found]
    reading = read(serialise(CALENDAR, entries), default_zone="UTC", first=FIRST, last=LAST, limit=20_000)
    assert (reading.refusals, reading.notes) == ((), ())
    got = [(date.start.astimezone(UTC), date.end.astimezone(UTC), date.cancelled) for date in reading.dates]
    assert sorted(got) == sorted(expected)


# Against an independent reader, on what we do not write ourselves

PARIS = ZoneInfo("Europe/Paris")


def theirs(body):
    """The same by icalendar and recurring-ical-events."""
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(body)).between(FIRST, LAST)
    return sorted((event["DTSTART"].dt.astimezone(UTC), event["DTEND"].dt.astimezone(UTC)) for event in found)


@given(rrules(), st.dates(date(2027, 1, 4), date(2027, 6, 30)), st.data())
def test_foreign_series_are_read_as_an_independent_reader_does(text, day, data):
    first = datetime.combine(day, time(10))
    given_days = [day, *islice(days(parse_rule(text), day, day + timedelta(days=1), LAST.date(), Work(10**6)), 12)]
    # Where a rule gives nothing, that reader looks for a day until the year 9999.
    assume(len(given_days) > 1)
    some = st.lists(st.sampled_from(given_days), unique=True, max_size=3)
    out, apart = data.draw(some), data.draw(some)
    lines = [f"DTSTART;TZID=Europe/Paris:{first:%Y%m%dT%H%M%S}", "DURATION:PT90M", f"RRULE:{text}"]
    lines += [f"EXDATE;TZID=Europe/Paris:{left_out:%Y%m%d}T100000" for left_out in out]
    if data.draw(st.booleans()):
        lines.append(f"RDATE;TZID=Europe/Paris:{day + timedelta(days=45):%Y%m%d}T170000")
    body = ["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:a@exemple.fr", *lines, "END:VEVENT"]
    for at, differing in enumerate(sorted(set(apart) - set(out))):
        moment = datetime.combine(differing, time(10), PARIS)
        onward = ";RANGE=THISANDFUTURE" if at == 1 and data.draw(st.booleans()) else ""
        moved = moment + timedelta(minutes=data.draw(st.integers(-600, 600)))
        body += ["BEGIN:VEVENT", "UID:a@exemple.fr", f"RECURRENCE-ID{onward}:{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"]
        body += [f"DTSTART;TZID=Europe/Paris:{moved:%Y%m%dT%H%M%S}", "DURATION:PT2H", "SEQUENCE:1", "END:VEVENT"]
    octets = "\r\n".join([*body, "END:VCALENDAR", ""]).encode()
    reading = read(octets, default_zone="Europe/Paris", first=FIRST, last=LAST, limit=20_000)
    assert reading.refusals == ()
    assert sorted((found.start.astimezone(UTC), found.end.astimezone(UTC)) for found in reading.dates) == theirs(octets)
