"""The places that the open data holds: those that are shown, in the order in which they came."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Q, Sum

from locations.choices import Network
from locations.models import Location
from locations.standard.writer import FACTS, Row, is_valid, row_of

PAGE = 500
"""Rows read at once: each page is a query of its own, so that no slow client holds the database's past."""

EVERYWHERE = Q()


@dataclass(frozen=True, slots=True)
class Freshness:
    """What moves whenever a place that is shown changes, appears or goes; `changed_at` is None where there is none."""

    count: int
    keys: int
    changed_at: datetime | None


def freshness() -> Freshness:
    """Tell whether the open data is still the same: one query, answered by an index alone on SQLite."""
    shown = Location.objects.shown().order_by()
    facts = shown.aggregate(count=Count("pk"), keys=Sum("pk"), changed_at=Max("changed_at"))
    return Freshness(facts["count"], facts["keys"] or 0, facts["changed_at"])


def rows(condition: Q = EVERYWHERE) -> Iterator[Row]:
    """Return the valid rows of the shown places that satisfy the condition, page by page."""
    places = Location.objects.shown().filter(condition).order_by("pk").values("pk", "last_published_at", *FACTS)
    last = 0
    while page := list(places.filter(pk__gt=last)[:PAGE]):
        for facts in page:
            row = row_of(dated(facts))
            if is_valid(row):
                yield row
        last = page[-1]["pk"]


def dated(facts: dict[str, Any]) -> dict[str, Any]:
    """Let what nobody else has told, and the network published, be as old as its publication."""
    if facts["facts_date"] or facts["source"] or not facts["last_published_at"]:
        return facts
    return facts | {"facts_date": facts["last_published_at"].date()}


@dataclass(frozen=True, slots=True)
class Portrait:
    """What one should know of the places that are shown, in numbers; `left_out` lack what the standard requires."""

    total: int
    networks: dict[str, int]
    left_out: int
    old: int
    without_position: int
    without_phone: int
    without_hours: int


def portrait(*, today: date) -> Portrait:
    """Count the places by what they are and by what they lack, in one query; `today` decides which facts are old."""
    unsaid = Q(facts_date=None) & (~Q(source="") | Q(last_published_at=None))
    told = Location.objects.shown().order_by().aggregate(
        total=Count("pk"),
        left_out=Count("pk", filter=unsaid | Q(address="") | Q(postcode="")),
        old=Count("pk", filter=Q(facts_date__lt=today - timedelta(days=settings.OLD_FACTS_DAYS))),
        without_position=Count("pk", filter=Q(latitude=None)),
        without_phone=Count("pk", filter=Q(phone="")),
        without_hours=Count("pk", filter=Q(opening_hours="")),
        **{code: Count("pk", filter=Q(network=code)) for code in Network.values},
    )  # fmt: skip
    networks = {code: told.pop(code) for code in Network.values}
    return Portrait(networks=networks, **told)
