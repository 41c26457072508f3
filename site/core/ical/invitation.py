"""
What is attached to a mail so that an appointment enters a person's calendar, moves there, and leaves it.

RFC 5546: the same uid each time, a sequence that rises with each change, an organiser and one attendee.
"""

from dataclasses import replace
from enum import StrEnum

from core.ical.entry import Entry, InvalidEntry, Party, Status
from core.ical.text import escaped, folded, mail_uri, on_one_line
from core.ical.writer import serialise_entry, zone_of
from core.ical.zones import VTIMEZONES


class Method(StrEnum):
    """What the mail asks of the calendar (RFC 5546 §3.2)."""

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
    prodid: str = "-//Permanences connectées//Agenda//FR",
) -> bytes:
    """
    The file to attach: REQUEST to add or update, CANCEL to remove.

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
    zone = zone_of(entry)
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
            VTIMEZONES[zone] if zone else b"",
            serialise_entry(entry, with_attendees=True),
            b"END:VCALENDAR\r\n",
        ]
    )
