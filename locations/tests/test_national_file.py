"""The whole open-data file that the project ships, and the whole gazetteer."""

import csv
import io
import os
import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from core.geo import Point, haversine_m
from locations.departements import DATA
from locations.management.bench import steps
from locations.models import Commune, Location, OpenInterval, Postcode
from locations.selectors.around import Window, places_around
from locations.selectors.open_data import freshness, portrait, rows
from locations.selectors.places import nearest_places
from locations.selectors.towns import find_places_named
from locations.services.gazetteer import load_gazetteer
from locations.services.importing import ImportReport, import_places
from locations.standard.writer import as_csv
from locations.tests import searches
from locations.tests.table_schema import Checker

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def give(now: datetime) -> ImportReport:
    return import_places((DATA / "lieux.csv").read_bytes(), source="lieux", now=now)


def test_nothing_is_dropped_every_fault_is_counted_and_the_nearest_are_the_nearest() -> None:
    load_gazetteer()
    assert (Commune.objects.count(), Postcode.objects.count()) == (37_590, 6_310)

    report = give(NOW)
    assert (report.rows, report.created, report.refused) == (9_333, 9_333, 0)
    assert (report.without_coordinates, report.drafts, report.hours_as_text, report.duplicates) == (168, 27, 161, 450)
    assert Location.objects.filter(live=False).count() == 27
    assert Location.objects.exclude(opening_hours_text="").count() == 161
    assert Location.objects.filter(duplicate_of=None).count() == 9_333 - 450

    the_nearest_are_those_that_measuring_all_would_give()
    if connection.vendor != "sqlite":  # the rest asks both the same: once is enough
        return

    changed_at = Location.objects.order_by("pk").values_list("pk", "duplicate_of", "last_published_at")
    before, intervals, fresh = list(changed_at), OpenInterval.objects.count(), freshness()
    again = give(NOW + timedelta(days=1))
    assert (again.created, again.changed, again.unchanged, again.duplicates) == (0, 0, 9_333, 450)
    assert (list(changed_at), OpenInterval.objects.count(), freshness()) == (before, intervals, fresh)

    every_row_that_is_given_away_is_valid()
    proof, _cost = steps.exact(25, NOW)  # half of the answers are filtered; it raises where one differs
    assert proof.startswith("25 points, 50 answers of 20 places")
    places_without_coordinates_are_found_by_their_town()
    what_people_type_is_understood()

    crowd_to(30_000)
    the_nearest_are_those_that_measuring_all_would_give()


def every_row_that_is_given_away_is_valid() -> None:
    text = b"".join(as_csv(rows())).decode()
    table = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(table) == Location.objects.shown().count() - portrait(today=NOW.date()).left_out == 8_861
    assert Checker().problems(table) == []


def what_people_type_is_understood() -> None:
    tried = searches.try_all()
    if os.environ.get("WRITE_FINDER_TABLE"):
        searches.write_document(tried)
    assert sum(one.is_right for one in tried) >= 0.95 * len(tried)
    assert len(tried) > 80
    assert searches.in_document() == searches.table(tried)


def crowd_to(size: int) -> None:
    """Copy places a few kilometres away, until there are so many."""
    columns = [field.column for field in Location._meta.concrete_fields if not field.primary_key]
    for copy in ("b", "c", "d"):
        moved = {
            "slug": f"slug || '-{copy}'",
            "standard_id": f"standard_id || '-{copy}'",
            "latitude": f"latitude + ((id * 7919 + {ord(copy)}) %% 997 - 498) / 10000.0",
            "longitude": f"longitude + ((id * 6151 + {ord(copy)}) %% 997 - 498) / 10000.0",
        }
        given = ", ".join(moved.get(column, column) for column in columns)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO locations_location ({', '.join(columns)}) SELECT {given} FROM locations_location"  # noqa: S608 - names are ours
                " WHERE latitude IS NOT NULL AND standard_id NOT LIKE %s ORDER BY id LIMIT %s",
                ["%-_", size - Location.objects.count()],
            )
    assert Location.objects.count() == size


def the_nearest_are_those_that_measuring_all_would_give() -> None:
    shown = [
        (pk, Point(latitude, longitude))
        for pk, latitude, longitude in Location.objects.shown().located().values_list("pk", "latitude", "longitude")
    ]
    chance = random.Random(38)
    for _time in range(25):
        _pk, near = chance.choice(shown)
        point = Point(near.lat + chance.uniform(-0.5, 0.5), near.lon + chance.uniform(-0.5, 0.5))
        expected = sorted((haversine_m(point, place), pk) for pk, place in shown)[:20]
        found = nearest_places(point, 20, now=NOW)
        assert [(place.distance_m, place.location.pk) for place in found] == expected


def places_without_coordinates_are_found_by_their_town() -> None:
    for location in Location.objects.shown().filter(latitude=None).order_by("pk")[::4]:
        towns = find_places_named(f"{location.town} {location.departement}") + find_places_named(location.postcode)
        found = [
            place.pk
            for town in towns
            for place in places_around(town.point, Window(0, 1), now=NOW, town=town, count_m=1_000).unlocated
        ]
        assert location.pk in found, f"{location} ({location.postcode}, {location.insee_code})"
