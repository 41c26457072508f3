"""Whatever the octets, what can be read is read, and nothing is raised but `NotACalendar`."""

from datetime import UTC, datetime
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ical.reading import NotACalendar, Reading, read
from core.ical.reading.read import UNREADABLE
from core.tests.hostile_calendars import GOOD, MIXED, NO_CALENDAR, calendar, event

WINDOW = {
    "default_zone": "Europe/Paris",
    "first": datetime(2026, 11, 1, tzinfo=UTC),
    "last": datetime(2028, 5, 1, tzinfo=UTC),
}


@pytest.mark.parametrize("name", MIXED)
def test_a_good_event_is_read_whatever_stands_beside_it(name):
    began = process_time()
    reading = read(MIXED[name], **WINDOW)
    assert [(date.title, f"{date.start:%d/%m %H:%M}") for date in reading.dates if date.uid == "bon@exemple.fr"] == [
        ("Atelier photo", "24/11 14:00")
    ]
    assert UNREADABLE not in {refusal.reason for refusal in reading.refusals}
    assert process_time() - began < 5


@pytest.mark.parametrize("name", NO_CALENDAR)
def test_what_is_no_calendar_is_named_so(name):
    with pytest.raises(NotACalendar, match=r"^(Ce fichier|C'est) .*\.$"):
        read(NO_CALENDAR[name], **WINDOW)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("no start", "Il n'a pas de date de début."),
        ("broken start", "Sa date de début est illisible : « demain »."),
        ("impossible day", "Sa date de début est illisible : « 20260230 »."),
        ("ends before it starts", "Il se termine avant d'avoir commencé."),
        ("every second", "Il se répète chaque seconde : plus d'une fois par jour, ce n'est pas un agenda."),
        ("every hour", "Il se répète chaque heure : plus d'une fois par jour, ce n'est pas un agenda."),
        ("every second of a day", "Il se répète plusieurs fois par jour : ce n'est pas pris en charge."),
        ("year 9999", "Ses dates sortent du calendrier (de l'an 1 à l'an 9999)."),
        ("a broken rule", "Sa répétition est mal écrite : « FREQ=WEEKLY;BYDAY=MARDI »."),
    ],
)
def test_a_refused_event_is_named_with_its_reason(name, reason):
    reading = read(MIXED[name], **WINDOW)
    assert [(refusal.uid, refusal.title, refusal.reason) for refusal in reading.refusals] == [
        ("a@exemple.fr", "Permanence", reason)
    ]
    assert reading.events == 2


def test_a_file_that_stops_half_way_says_so():
    body = calendar(GOOD, event(uid="coupe@exemple.fr", title="Atelier coupé"))
    reading = read(body[: body.index(b"Permanence") if b"Permanence" in body else -30], **WINDOW)
    assert [refusal.reason for refusal in reading.refusals] == ["Le fichier s'arrête au milieu de cet événement."]
    assert reading.notes == ("Le fichier n'a pas de fin (END:VCALENDAR) : il a peut-être été coupé en chemin.",)


def test_dates_are_bounded_and_the_earliest_are_kept():
    body = calendar(*(event("RRULE:FREQ=DAILY", uid=f"{at}@exemple.fr") for at in range(300)))
    reading = read(body, **WINDOW)
    assert (len(reading.dates), reading.truncated) == (2_000, True)
    assert (f"{reading.dates[0].start:%d/%m}", f"{reading.dates[-1].start:%d/%m}") == ("24/11", "30/11")


def test_work_is_bounded_too():
    """Five hundred daily series with a number of times, since 1900: each has to be counted from its start."""
    old = [
        event(
            "RRULE:FREQ=DAILY;COUNT=99999;WKST=SU;BYMONTH=1,3,5,7,8,10,12",
            uid=f"{at}@e.fr",
            start="DTSTART:19000101T100000",
        )
        for at in range(500)
    ]
    body = calendar(*old, event("RRULE:FREQ=WEEKLY;COUNT=30", start="DTSTART:20260901T100000"), GOOD)
    began = process_time()
    reading = read(body, **WINDOW)
    assert process_time() - began < 20
    assert {refusal.reason for refusal in reading.refusals} == {
        "Les répétitions de ce calendrier demandent trop de calcul."
    }
    assert {date.uid for date in reading.dates} >= {"a@exemple.fr", "bon@exemple.fr"}
    assert read(body, **WINDOW) == reading


def test_a_list_of_refusals_has_an_end():
    reading = read(calendar(*[event(start="")] * 2_000), **WINDOW)
    assert len(reading.refusals) == 501
    assert reading.refusals[-1].reason == "1500 autres événements ont été refusés de même."


SAMPLES = [body for body in MIXED.values() if len(body) < 5_000]


@st.composite
def spoiled(draw):
    """One of the calendars with octets taken out, put in, doubled or changed, up to six times."""
    body = bytearray(draw(st.sampled_from(SAMPLES)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(body)))
        size = draw(st.integers(1, 40))
        match draw(st.sampled_from(["out", "in", "double", "digit", "lines"])):
            case "out":
                del body[at : at + size]
            case "in":
                body[at:at] = draw(st.binary(max_size=20))
            case "double":
                body[at:at] = body[at : at + size]
            case "digit":
                body[at:at] = draw(
                    st.sampled_from([b"0", b"9", b"-", b"Z", b",", b";", b":", b"T", b'"', b"\\", b"\r"])
                )
            case _:
                lines = bytes(body).split(b"\r\n")
                lines[0:0] = lines[at % len(lines) : at % len(lines) + 3]
                body = bytearray(b"\r\n".join(lines))
    return bytes(body)


@given(spoiled())
def test_nothing_else_is_raised_and_two_readings_are_equal(body):
    try:
        reading = read(body, **WINDOW)
    except NotACalendar:
        return
    assert isinstance(reading, Reading)
    assert UNREADABLE not in {refusal.reason for refusal in reading.refusals}
    assert read(body, **WINDOW) == reading
    assert [date.start for date in reading.dates] == sorted(date.start for date in reading.dates)
    keys = [(date.uid, date.recurrence_id) for date in reading.dates]
    assert len(keys) == len(set(keys))


@given(st.binary(max_size=400))
def test_noise_between_two_lines_of_an_event_is_passed_over(noise):
    body = calendar(GOOD).replace(b"SUMMARY", noise + b"\r\nSUMMARY", 1)
    reading = read(body, **WINDOW)
    # Noise may spoil the line above it, which it can seem to continue: the event is then refused, never lost.
    assert reading.dates or reading.refusals
