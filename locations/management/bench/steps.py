"""Steps that run inside the site, on its own database: more places, exactness, queries, an export."""

import heapq
import random
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.geo import Point, distance_from
from locations.finder.facets import Wanted
from locations.models import Commune, Location, OpenInterval
from locations.selectors.nearby import nearest_facts
from locations.selectors.open_data import rows
from locations.services.hours import recompute_all_intervals
from locations.standard.writer import as_csv

K = 20
FAR = [(-14.0, 179.9), (-14.0, -179.9), (0.0, 0.0), (89.0, 10.0), (-89.0, 100.0)]


class Different(Exception):
    """The site answered otherwise than measuring everything does."""


def questions(count: int, *, seams: bool = True) -> list[Point]:
    """Return points all over France and overseas, the same each time; with a few where maps have their seams."""
    chance = random.Random(38_000)  # noqa: S311 (the same questions each time)
    centres = Commune.objects.order_by("pk").values_list("latitude", "longitude")
    towns = [(lat, lon) for lat, lon in centres if lat is not None and lon is not None]
    overseas = [town for town in towns if town[0] < 40]
    found = [Point(*place) for place in FAR] if seams else []
    while len(found) < count:
        lat, lon = chance.choice(overseas if len(found) % 5 == 0 else towns)
        found.append(Point(lat + chance.uniform(-0.2, 0.2), lon + chance.uniform(-0.2, 0.2)))
    return found


def crowd(size: int, now: datetime) -> Iterator[str]:
    """Copy places a few kilometres away under other names, until there are so many."""
    columns = [field.column for field in Location._meta.concrete_fields if not field.primary_key]
    copied = ["slug", "standard_id", "name"]
    while (missing := size - Location.objects.count()) > 0:
        mark = f"{missing}"
        moved = {column: f"{column} || '-{mark}'" for column in copied} | {
            "latitude": f"latitude + ((id * 7919 + {missing}) %% 997 - 498) / 10000.0",
            "longitude": f"longitude + ((id * 6151 + {missing}) %% 997 - 498) / 10000.0",
        }
        given = ", ".join(moved.get(column, column) for column in columns)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO locations_location ({', '.join(columns)}) SELECT {given} FROM locations_location"  # noqa: S608 - names are ours
                " WHERE latitude IS NOT NULL AND id IN (SELECT location_id FROM locations_importedrecord) LIMIT %s",
                [missing],
            )
    recompute_all_intervals(now=now)
    yield f"{Location.objects.count()} places, of which {Location.objects.shown().count()} are shown"


def exact(count: int, now: datetime) -> Iterator[str]:
    """
    Ask for the nearest of many points, without filters and with some, and measure every place beside.

    :raises Different: one answer differs.
    """
    shown = Location.objects.shown().located().order_by()
    places = list(shown.values_list("pk", "latitude", "longitude"))
    standard_ids = dict(shown.values_list("pk", "standard_id"))
    open_now = OpenInterval.objects.filter(start__lte=now, end__gt=now, by_appointment=False)
    facets = dict(Location.objects.order_by().values_list("pk", "facets"))
    variants = {
        "no filter": Wanted(),
        "a service": Wanted(services=("acces-internet-et-materiel-informatique",)),
        "free, two audiences": Wanted(fees=("gratuit",), audiences=("seniors", "jeunes")),
        "the network's own": Wanted(networks=("emmaus",)),
        "open now": Wanted(open_at=now),
    }
    kept = {name: _satisfying(wanted, facets) for name, wanted in variants.items()}
    kept["open now"] = set(open_now.values_list("location_id", flat=True))
    asked = questions(count)
    names = list(variants)
    ours = plain = 0.0
    for rank, point in enumerate(asked):
        began = time.process_time()
        distance = distance_from(point)
        measured = [(distance(lat, lon), pk) for pk, lat, lon in places]
        measuring = time.process_time() - began
        # Every point without a filter, and with one of the filters in turn.
        for name in (names[0], names[1 + rank % (len(names) - 1)]):
            wanted = kept[name]
            began = time.process_time()
            expected = heapq.nsmallest(K, (place for place in measured if place[1] in wanted))
            plain += time.process_time() - began + measuring
            began = time.process_time()
            found = nearest_facts(point, K, now=now, wanted=variants[name])
            ours += time.process_time() - began
            if [place[:2] for place in found] != [(metres, standard_ids[pk]) for metres, pk in expected]:
                raise Different(f"{name}, around {point}")
    answers = 2 * len(asked)
    yield f"{len(asked)} points, {answers} answers of {K} places among {len(places)}: 0 differences"
    each = 1_000 / answers
    yield f"Processor, ms: {ours * each:.1f}; measuring all, in memory: {plain * each:.1f}; {plain / ours:.1f}×"


def _satisfying(wanted: Wanted, facets: dict[int, int]) -> set[int]:
    masks = wanted.masks().values()
    return {pk for pk, bits in facets.items() if all(bits & mask for mask in masks)}


def queries(addresses: list[str]) -> Iterator[str]:
    """Tell how many queries each of these addresses costs."""
    client = Client(HTTP_HOST="127.0.0.1")
    for address in addresses:
        client.get(address)
        with CaptureQueriesContext(connection) as told:
            client.get(address)
        yield f"{len(told):>3} queries  {address}"


def export(into: str) -> Iterator[str]:
    """Write the open data's CSV to a file."""
    with Path(into).open("wb") as file:
        file.writelines(as_csv(rows()))
    yield into
