"""
iCalendar (RFC 5545, 7986): what happens, in; bytes that every calendar client reads alike, out.

Pure: frozen dataclasses in, bytes out, no Django, no clock. The same records give the same bytes.
"""

from core.ical.entry import (
    Calendar,
    Conference,
    EndBeforeStart,
    Entry,
    Image,
    InvalidEntry,
    Party,
    Status,
)
from core.ical.feed import assemble, in_order, serialise, zones_in
from core.ical.invitation import Method, content_type, invitation, publication
from core.ical.parts import Part, part, shelved, unshelved
from core.ical.writer import serialise_entry
from core.ical.zones import VTIMEZONES, UnknownZone

__all__ = [
    "VTIMEZONES",
    "Calendar",
    "Conference",
    "EndBeforeStart",
    "Entry",
    "Image",
    "InvalidEntry",
    "Method",
    "Part",
    "Party",
    "Status",
    "UnknownZone",
    "assemble",
    "content_type",
    "in_order",
    "invitation",
    "part",
    "publication",
    "serialise",
    "serialise_entry",
    "shelved",
    "unshelved",
    "zones_in",
]
