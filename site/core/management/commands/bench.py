"""`manage.py bench`: what the ways that we chose cost, against the plain ones. Trust ratios, not milliseconds."""

import csv
import random
import sqlite3
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.geo import Box, Centre, Point, haversine_m, nearest

Place = tuple[int, float, float]
"""Its number, latitude and longitude."""

K = 20
QUESTIONS = 60
JITTER = 0.05  # degrees, about 5 km: more places than there are, as crowded as they are


class Command(BaseCommand):
    """Measure the nearest search at the real number of places and at three times as many."""

    help = "Mesure la recherche des lieux les plus proches, contre un parcours de tous les lieux."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one row a size; stop at the first answer that differs from the brute one."""
        real = read_points(Path(settings.BASE_DIR) / "locations" / "data" / "lieux.csv")
        chance = random.Random(38_000)  # noqa: S311 (the same places and questions each time)
        self.stdout.write(f"Nearest {K}, {QUESTIONS} questions, median (95 %) in ms\n\n")
        self.stdout.write(f"{'rows':>8}  {'index, doubled box':>20}  {'all rows':>20}  {'ratio':>6}")
        for size in (len(real), 30_000):
            places = [(number, *point) for number, point in enumerate(crowd(real, size, chance))]
            questions = [Point(*point) for point in crowd(real, QUESTIONS, chance)]
            database = table(places)
            boxed = measure(partial(by_box, database), questions)
            brute = measure(partial(by_reading_all, database), questions)
            for question, ours, theirs in zip(questions, boxed.answers, brute.answers, strict=True):
                if ours != theirs:
                    raise CommandError(f"Réponses différentes autour de {question} : {ours} et {theirs}")
            ratio = brute.typical / boxed.typical
            self.stdout.write(f"{size:>8}  {boxed!s:>20}  {brute!s:>20}  {ratio:>5.0f}×")


def read_points(file: Path) -> list[tuple[float, float]]:
    """Return the coordinates of the real places that have some."""
    with file.open(encoding="utf-8", newline="") as lines:
        return [
            (float(row["latitude"]), float(row["longitude"]))
            for row in csv.DictReader(lines)
            if row["latitude"] and row["longitude"]
        ]


def crowd(real: list[tuple[float, float]], size: int, chance: random.Random) -> list[tuple[float, float]]:
    """Return that many points: the real ones first, then some near real ones."""
    more = max(0, size - len(real))
    chosen = chance.sample(real, min(size, len(real)))
    around = [chance.choice(real) for _ in range(more)]

    def moved(degrees: float) -> float:
        return degrees + chance.uniform(-JITTER, JITTER)

    return [*chosen, *((moved(lat), moved(lon)) for lat, lon in around)]


def table(places: list[Place]) -> sqlite3.Connection:
    """Put the places into a table under the index that `locations` has."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE place (id INTEGER PRIMARY KEY, lat REAL, lon REAL)")
    database.executemany("INSERT INTO place VALUES (?, ?, ?)", places)
    database.execute("CREATE INDEX place_position ON place (lat, lon)")
    return database


def position(place: Place) -> Point:
    """Return where it is."""
    return Point(place[1], place[2])


def by_box(database: sqlite3.Connection, point: Point) -> list[int]:
    """Answer as the site does."""

    def fetch(box: Box, limit: int, centre: Centre, /) -> list[Place]:
        return database.execute(
            "SELECT id, lat, lon FROM place WHERE lat BETWEEN ?1 AND ?2 AND lon BETWEEN ?3 AND ?4"
            " ORDER BY (lat - ?5) * (lat - ?5) + ?6 * (lon - ?7) * (lon - ?7) LIMIT ?8",
            (box.south, box.north, box.west, box.east, centre.lat, centre.lon_weight, centre.lon, limit),
        ).fetchall()

    return [near.row[0] for near in nearest(point, K, fetch, position=position, tie_break=lambda place: place[0])]


def by_reading_all(database: sqlite3.Connection, point: Point) -> list[int]:
    """Answer by measuring every place."""
    rows = database.execute("SELECT id, lat, lon FROM place").fetchall()
    return [place[0] for place in sorted(rows, key=lambda place: (haversine_m(point, position(place)), place[0]))[:K]]


class Measure:
    """How long each question took, in milliseconds, and what was answered."""

    def __init__(self, times: list[float], answers: list[list[int]]) -> None:
        """Keep both."""
        self.times = times
        self.answers = answers
        self.typical = median(times)

    def __str__(self) -> str:
        """Return the median, and what 95 of 100 stay below."""
        return f"{self.typical:.2f} ({quantiles(self.times, n=20)[-1]:.2f})"


def measure(ask: Callable[[Point], list[int]], questions: list[Point]) -> Measure:
    """Ask each question once."""
    times, answers = [], []
    for question in questions:
        began = time.perf_counter()
        answers.append(ask(question))
        times.append((time.perf_counter() - began) * 1_000)
    return Measure(times, answers)
