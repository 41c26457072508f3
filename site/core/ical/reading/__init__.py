"""
Reading other people's calendars: any bytes in; their dates within a window, and what was refused and why, out.

Pure, like the rest of `core.ical`: no Django, no clock, no network. Two readings of the same bytes are equal.
"""

from core.ical.reading.apart import read_apart
from core.ical.reading.read import read
from core.ical.reading.values import (
    NotACalendar,
    ReadDate,
    Reading,
    Refusal,
    TookTooLong,
    TookTooMuch,
    UnreadableFile,
)

__all__ = [
    "NotACalendar",
    "ReadDate",
    "Reading",
    "Refusal",
    "TookTooLong",
    "TookTooMuch",
    "UnreadableFile",
    "read",
    "read_apart",
]
