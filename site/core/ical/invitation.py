"""
What is attached to a mail so that an appointment enters a person's calendar, moves there, and leaves it.

RFC 5546: the same uid each time, a sequence that rises with each change, an organiser and one attendee. A message that
asks is about one uid (§3.2.2.1, §3.2.5); several appointments at once are published instead (§3.2.1).
"""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from core.ical.entry import Entry, InvalidEntry, Party, Status
from core.ical.text import escaped, folded, mail_uri, on_one_line
from core.ical.writer import serialise_entry, zone_of
from core.ical.zones import VTIMEZONES

PRODID = "-//Permanences connectées//Agenda//FR"


class Method(StrEnum):
    """What the mail asks of the calendar (RFC 5546 §3.2)."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


def content_type(method: Method) -> str:
    """The media type of the attachment: its method is the one inside, or clients ignore it (RFC 6047 §2.4)."""
    return f"text/calendar; charset=utf-8; method={method}; component=VEVENT"


def invitation(
    entry: Entry,
    *,
    method: Method,
    organizer: Party,
    attendee: Party,
    prodid: str = PRODID,
) -> bytes:
    """
    The file to attach to a message about one date: REQUEST to add or update, CANCEL to remove.

    The entry is one date (a booked session), whose ``sequence`` has risen since the last mail if its time,
    place or state has changed; it is cancelled here when the method says so.

    :raises InvalidEntry: an organiser or attendee without a mail address, or an entry that repeats.
    """
    if not mail_uri(organizer.mail) or not mail_uri(attendee.mail):
        raise InvalidEntry(f"{entry.uid}: an invitation needs two mail addresses.")
    if entry.rrule or entry.recurrence_id is not None:
        raise InvalidEntry(f"{entry.uid}: an invitation is for one date.")
    entry = replace(
        entry,
        organizer=organizer,
        attendees=(attendee,),
        status=Status.CANCELLED if method is Method.CANCEL else entry.status,
    )
    return _file([entry], method=method, prodid=prodid)


def publication(entries: Sequence[Entry], *, organizer: Party, prodid: str = PRODID) -> bytes:
    """
    The file to attach where there are several appointments: each enters the calendar, or changes what is there.

    A cancelled one says so in its status. No name for the whole: clients would make a calendar of it.

    :raises InvalidEntry: an organiser without a mail address.
    """
    if not mail_uri(organizer.mail):
        raise InvalidEntry("A publication needs its organiser's mail address.")
    told = [replace(entry, organizer=organizer, attendees=()) for entry in entries]
    return _file(told, method=Method.PUBLISH, prodid=prodid)


def _file(entries: Sequence[Entry], *, method: Method, prodid: str) -> bytes:
    zones = dict.fromkeys(zone for entry in entries if (zone := zone_of(entry)))
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{escaped(on_one_line(prodid))}",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
    ]
    return b"".join(
        [
            *map(folded, head),
            *(VTIMEZONES[zone] for zone in zones),
            *(serialise_entry(entry, with_attendees=True) for entry in entries),
            b"END:VCALENDAR\r\n",
        ]
    )
