"""How a `Reading` crosses from one process to another: JSON, in which each text of a series stands once."""

import json
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.geo import Point
from core.ical.reading.values import ReadDate, Reading, Refusal

_TEXTS = ("title", "description", "location", "url")


def to_json(reading: Reading, *, peak: int) -> str:
    """The whole reading as one text, with the memory that it took, in megabytes."""
    texts: dict[str, int] = {}
    dates = [_row(date, texts) for date in reading.dates]
    answer = {
        "name": reading.name,
        "zone": reading.zone,
        "prodid": reading.prodid,
        "texts": list(texts),
        "dates": dates,
        "refusals": [[refusal.uid, refusal.title, refusal.reason] for refusal in reading.refusals],
        "events": reading.events,
        "truncated": reading.truncated,
        "notes": reading.notes,
        "peak": peak,
    }
    return json.dumps(answer, ensure_ascii=False)


def reading_from(answer: dict[str, Any]) -> Reading:
    """The reading that `to_json` wrote, from its parsed JSON."""
    return Reading(
        name=answer["name"],
        zone=answer["zone"],
        prodid=answer["prodid"],
        dates=tuple(_date(row, answer["texts"]) for row in answer["dates"]),
        refusals=tuple(Refusal(*refusal) for refusal in answer["refusals"]),
        events=answer["events"],
        truncated=answer["truncated"],
        notes=tuple(answer["notes"]),
    )


def _row(date: ReadDate, texts: dict[str, int]) -> dict[str, Any]:
    row: dict[str, Any] = {field.name: getattr(date, field.name) for field in fields(ReadDate)}
    for name in _TEXTS:
        row[name] = texts.setdefault(row[name], len(texts))
    for name in ("start", "end", "changed_at"):
        row[name] = row[name] and row[name].astimezone(UTC).isoformat()
    row["geo"] = date.geo and [date.geo.lat, date.geo.lon]
    return row


def _date(row: dict[str, Any], texts: list[str]) -> ReadDate:
    zone = ZoneInfo(row["zone"])
    read = {**row, **{name: texts[row[name]] for name in _TEXTS}}
    for name in ("start", "end"):
        read[name] = datetime.fromisoformat(row[name]).astimezone(zone)
    read["changed_at"] = row["changed_at"] and datetime.fromisoformat(row["changed_at"])
    read["categories"] = tuple(row["categories"])
    read["geo"] = row["geo"] and Point(*row["geo"])
    return ReadDate(**read)
