"""A whole calendar in octets."""

import re
from collections.abc import Iterable
from datetime import UTC, timedelta

from core.ical.entry import Calendar, Entry
from core.ical.text import cleaned, escaped, folded, on_one_line, uri
from core.ical.writer import published_uid, serialise_entry, zone_of
from core.ical.zones import VTIMEZONES

_COLOR = re.compile("[a-z]+")
_WORD = re.compile("[A-Z]+")


def serialise(calendar: Calendar, entries: Iterable[Entry]) -> bytes:
    """
    The calendar file: the zones in use, then the entries.

    Each series stands before its own exceptions, and an exception without its series is left out; of two
    entries with the same uid and date, the latest is kept. Otherwise the order is the one given.
    """
    kept = in_order(entries)
    return assemble(calendar, zones_in(kept), [serialise_entry(entry) for entry in kept])


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """The entries as they may be published: see `serialise`. For one who keeps the bytes of each entry."""
    by_uid: dict[str, dict[str, Entry]] = {}
    for entry in entries:
        dates = by_uid.setdefault(published_uid(entry), {})
        date = "" if entry.recurrence_id is None else _moment(entry)
        known = dates.get(date)
        if known is None or (known.sequence, known.changed_at) <= (entry.sequence, entry.changed_at):
            dates[date] = entry
    kept: list[Entry] = []
    for dates in by_uid.values():
        master = dates.pop("", None)
        if master is not None:
            kept.append(master)
            if master.rrule:
                kept.extend(dates.values())
    return kept


def zones_in(entries: Iterable[Entry]) -> list[str]:
    """The TZIDs that these entries are written with, sorted."""
    return sorted({zone for entry in entries if (zone := zone_of(entry))})


def assemble(calendar: Calendar, zones: Iterable[str], parts: Iterable[bytes]) -> bytes:
    """The calendar file out of parts made before: `zones_in` and `serialise_entry` of each entry `in_order`."""
    return b"".join(
        [
            *map(folded, _head(calendar)),
            *(VTIMEZONES[zone] for zone in zones),
            *parts,
            b"END:VCALENDAR\r\n",
        ]
    )


def _head(calendar: Calendar) -> list[str]:
    method = calendar.method if _WORD.fullmatch(calendar.method) else "PUBLISH"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{escaped(on_one_line(calendar.prodid))}",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
    ]
    if uid := "".join(cleaned(calendar.uid).split()):
        # In small letters, which are the same (RFC 5545 §2): vdirsyncer takes the first "UID:" of a file for the uid of
        # each of its events, and keeps one of them.
        lines.append(f"uid:{escaped(uid)}")
    if name := escaped(on_one_line(calendar.name)):
        lines += [f"NAME:{name}", f"X-WR-CALNAME:{name}"]
    if description := escaped(cleaned(calendar.description)):
        lines += [f"DESCRIPTION:{description}", f"X-WR-CALDESC:{description}"]
    lines.append(f"LAST-MODIFIED:{calendar.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    if url := uri(calendar.url):
        lines.append(f"URL:{url}")
    if source := uri(calendar.source_url):
        lines.append(f"SOURCE;VALUE=URI:{source}")
    wait = _duration(calendar.refresh)
    lines += [f"REFRESH-INTERVAL;VALUE=DURATION:{wait}", f"X-PUBLISHED-TTL:{wait}"]
    if zone := on_one_line(calendar.zone):
        lines.append(f"X-WR-TIMEZONE:{escaped(zone)}")
    if _COLOR.fullmatch(calendar.color):
        lines.append(f"COLOR:{calendar.color}")
    return lines


def _duration(wait: timedelta) -> str:
    """In whole minutes or hours (RFC 5545 §3.3.6)."""
    minutes = max(1, int(wait.total_seconds()) // 60)
    return f"PT{minutes // 60}H" if minutes % 60 == 0 else f"PT{minutes}M"


def _moment(entry: Entry) -> str:
    when = entry.recurrence_id
    return when.isoformat() if when is not None else ""
