"""
The entries of a calendar in octets, each kept until what it tells changes: a feed is then put together, not written.

A shelf is a plain file of all of them: an index, then the octets themselves. It knows nothing of where it lies.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.ical.entry import Entry
from core.ical.feed import in_order, zones_in
from core.ical.writer import serialise_entry


@dataclass(frozen=True, slots=True)
class Part:
    """The VEVENTs of one thing, and the zones that they are written with; `stamp` moves when they do."""

    stamp: str
    zones: tuple[str, ...]
    octets: bytes


def part(entries: Iterable[Entry], *, stamp: str) -> Part:
    """Write the entries of one thing: a series with its exceptions and added dates, or one date."""
    kept = in_order(entries)
    return Part(stamp, tuple(zones_in(kept)), b"".join(map(serialise_entry, kept)))


def shelved(parts: Mapping[str, Part]) -> bytes:
    """Return all parts as one file."""
    index = [[key, one.stamp, one.zones, len(one.octets)] for key, one in parts.items()]
    return b"".join([json.dumps(index).encode(), b"\n", *(one.octets for one in parts.values())])


def unshelved(shelf: bytes) -> dict[str, Part]:
    """Return the parts of a file, none of one that is not whole."""
    index, _, octets = shelf.partition(b"\n")
    parts, position = {}, 0
    try:
        for key, stamp, zones, length in json.loads(index):
            parts[key] = Part(stamp, tuple(zones), octets[position : position + length])
            position += length
    except ValueError:
        return {}
    return parts if position == len(octets) else {}
