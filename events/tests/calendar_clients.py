"""Programs that follow a calendar and keep what they were told: one of our own, as strict as any, and vdirsyncer."""

import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import icalendar
import recurring_ical_events

Told = tuple[str, str, str, str, str]
"""Of one date: uid, start, end, status, title."""


def said(moment: datetime | date) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if isinstance(moment, datetime) else moment.isoformat()


def dates_in(calendar: icalendar.Calendar, first: date, last: date) -> list[Told]:
    """Return each date that starts from one day of UTC to another."""
    found = recurring_ical_events.of(calendar).between(first - timedelta(days=1), last + timedelta(days=2))
    told = [
        (str(one["UID"]), said(one["DTSTART"].dt), said(one["DTEND"].dt), str(one["STATUS"]), str(one["SUMMARY"]))
        for one in found
    ]
    return sorted(one for one in told if first.isoformat() <= one[1][:10] <= last.isoformat())


@dataclass
class StrictProgram:
    """
    Takes what has a higher SEQUENCE than what it has, or the same and a later LAST-MODIFIED; nothing else.

    It looks at the series alone (as ICSx5 does): exceptions that change without it are not seen. What is no longer in
    the calendar goes.
    """

    series: dict[str, list[icalendar.Event]] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    def read(self, feed: bytes) -> None:
        calendar = icalendar.Calendar.from_ical(feed)
        self.zones = calendar.walk("VTIMEZONE")
        given: dict[str, list[icalendar.Event]] = {}
        for event in calendar.walk("VEVENT"):
            given.setdefault(str(event["UID"]), []).append(event)
        self.series = {uid: self.taken(uid, events) for uid, events in given.items()}

    def taken(self, uid: str, given: list[icalendar.Event]) -> list[icalendar.Event]:
        known = self.series.get(uid)
        if known is None or self.stamp(given[0]) > self.stamp(known[0]):
            return given
        if [one.to_ical() for one in known] != [one.to_ical() for one in given]:
            self.ignored.append(uid)
        return known

    @staticmethod
    def stamp(event: icalendar.Event) -> tuple[int, datetime]:
        assert event["LAST-MODIFIED"].dt == event["DTSTAMP"].dt
        return int(event["SEQUENCE"]), event["LAST-MODIFIED"].dt

    def dates(self, first: date, last: date) -> list[Told]:
        calendar = icalendar.Calendar()
        for one in [*self.zones, *(event for events in self.series.values() for event in events)]:
            calendar.add_component(one)
        return dates_in(calendar, first, last)


@dataclass
class VDirSyncer:
    """vdirsyncer (http to a folder), which keeps a database of what it has seen."""

    folder: Path
    address: str

    def __post_init__(self) -> None:
        (self.folder / "dates").mkdir(parents=True)
        self.config = self.folder / "config"
        self.config.write_text(
            f'[general]\nstatus_path = "{self.folder}/status/"\n'
            '[pair agenda]\na = "site"\nb = "dates"\ncollections = null\nconflict_resolution = "a wins"\n'
            f'[storage site]\ntype = "http"\nurl = "{self.address}"\n'
            f'[storage dates]\ntype = "filesystem"\npath = "{self.folder}/dates/"\nfileext = ".ics"\n'
        )
        self.run("discover")

    def run(self, command: str) -> None:
        program = [sys.executable, "-m", "vdirsyncer", "-c", str(self.config), command]
        ran = subprocess.run(program, capture_output=True, text=True, timeout=120, check=False)
        assert ran.returncode == 0, ran.stdout + ran.stderr

    def dates(self, first: date, last: date) -> list[Told]:
        """It names each event by its content, so that uids are not its own to tell."""
        self.run("sync")
        found: list[Told] = []
        for file in (self.folder / "dates").glob("*.ics"):
            found += dates_in(icalendar.Calendar.from_ical(file.read_bytes()), first, last)
        return sorted(("", *one[1:]) for one in found)
