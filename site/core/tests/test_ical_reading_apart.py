"""In a process of its own: the same reading, and an end to what would take too long or too much."""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest

from core.ical.reading import NotACalendar, TookTooLong, TookTooMuch, apart, read, read_apart
from core.tests.hostile_calendars import MIXED, calendar, event

WINDOW = {
    "default_zone": "Europe/Paris",
    "first": datetime(2026, 11, 1, tzinfo=UTC),
    "last": datetime(2028, 5, 1, tzinfo=UTC),
}
PER_SECOND = calendar(event("RRULE:FREQ=SECONDLY", start="DTSTART:20200101T000000"))
LARGE = calendar(*(event("DESCRIPTION:" + "a" * 900, uid=f"{at}@exemple.fr") for at in range(3_000)))


@pytest.mark.parametrize(
    "name", ["LF in a value", "right to left, and emoji", "NUL", "every second", "UTF-16 with a mark"]
)
def test_it_is_the_same_reading(name):
    assert read_apart(MIXED[name], **WINDOW) == read(MIXED[name], **WINDOW)


def test_everything_on_a_date_comes_across():
    lines = ["GEO:48.8;2.3", "CATEGORIES:Un,Deux", "LAST-MODIFIED:20261101T080000Z", "RRULE:FREQ=MONTHLY;BYDAY=-1SU"]
    body = calendar(
        event(*lines, start="DTSTART;TZID=America/Miquelon:20261129T003000"), head=["X-WR-CALNAME:Été 🧑‍💻"]
    )
    reading = read_apart(body, **WINDOW)
    assert reading == read(body, **WINDOW)
    assert [(str(date.start.tzinfo), date.start.fold) for date in reading.dates[:1]] == [("America/Miquelon", 0)]


def test_what_is_no_calendar_is_said_in_the_same_words():
    with pytest.raises(NotACalendar, match=r"^Ce fichier est vide\.$"):
        read_apart(b"", **WINDOW)


# What the guards are for: libraries that honest files suit


NAIVE = """
import sys, datetime, icalendar, recurring_ical_events
calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
print(len(recurring_ical_events.of(calendar).between(datetime.date(2026, 11, 1), datetime.date(2028, 5, 1))))
"""


def test_a_rule_of_seconds_hangs_a_naive_reader_and_not_ours():
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run([sys.executable, "-c", NAIVE], input=PER_SECOND, capture_output=True, timeout=3, check=False)
    assert [refusal.uid for refusal in read_apart(PER_SECOND, **WINDOW).refusals] == ["a@exemple.fr"]


# What the guards do where something hangs or grows all the same

BUSY = "def read(*_, **__):\n    while True: pass\n"
ASLEEP = "def read(*_, **__):\n    import time; time.sleep(600)\n"
GREEDY = "def read(*_, **__):\n    kept = []\n    while True: kept.append(bytearray(2**20))\n"


@pytest.fixture
def broken_reader(tmp_path, monkeypatch):
    """Have the child find a `read` that hangs, or grows: the real process, its real limits, another program in it."""

    def breaking(code):
        program = tmp_path / "broken.py"
        program.write_text(
            f"import sys; sys.path.insert(0, {str(apart._SITE)!r})\n"
            f"from core.ical.reading import child\n{code}\nchild.read = read\n"
            "import json; child.main(json.loads(sys.argv[-1]))\n"
        )
        run = subprocess.run
        monkeypatch.setattr(
            apart.subprocess, "run", lambda command, **options: run([command[0], str(program), command[-1]], **options)
        )

    return breaking


def test_a_reader_that_hangs_is_killed(broken_reader):
    for code in (BUSY, ASLEEP):
        broken_reader(code)
        began = time.monotonic()
        with pytest.raises(
            TookTooLong, match=r"^La lecture de ce calendrier prend plus de 0,5 s : elle a été arrêtée\.$"
        ):
            read_apart(calendar(event()), **WINDOW, seconds=0.5)
        assert 0.5 < time.monotonic() - began < 60


def test_the_system_ends_a_busy_one_even_if_nobody_waits(broken_reader, monkeypatch):
    """The limit of processor time is the child's own: it holds where its parent was killed."""
    broken_reader(BUSY)
    run = apart.subprocess.run
    monkeypatch.setattr(apart.subprocess, "run", lambda command, **options: run(command, **options | {"timeout": 30}))
    with pytest.raises(TookTooLong):
        read_apart(calendar(event()), **WINDOW, seconds=1)


def test_a_reader_that_grows_is_stopped(broken_reader):
    broken_reader(GREEDY)
    with pytest.raises(
        TookTooMuch, match=r"^La lecture de ce calendrier demande plus de 150 Mo : elle a été arrêtée\.$"
    ):
        read_apart(calendar(event()), **WINDOW)


def test_a_large_file_is_stopped_by_either_bound_and_read_without():
    with pytest.raises(TookTooMuch):
        read_apart(LARGE, **WINDOW, megabytes=30)
    with pytest.raises(TookTooLong):
        read_apart(LARGE, **WINDOW, seconds=0.05)
    reading = read_apart(LARGE, **WINDOW, seconds=60)
    assert (reading.events, len(reading.dates), reading.truncated) == (3_000, 2_000, True)


def test_the_child_knows_nothing_of_the_site(monkeypatch):
    seen = {}
    run = subprocess.run

    def watched(command, **options):
        seen.update(options["env"])
        return run(command, **options)

    monkeypatch.setenv("SECRET_KEY", "not for the child")
    monkeypatch.setattr(apart.subprocess, "run", watched)
    read_apart(calendar(event()), **WINDOW)
    assert seen.keys() <= {"LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONTZPATH"}
    assert "SECRET_KEY" in os.environ


def test_a_program_that_is_not_well_says_so(broken_reader):
    broken_reader("raise SystemExit('broken on the way')")
    with pytest.raises(RuntimeError, match="broken on the way"):
        read_apart(calendar(event()), **WINDOW)
