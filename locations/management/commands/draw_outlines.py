"""
`manage.py draw_outlines departements.geojson countries-10m.json`: make `static/img/fond-de-carte.json` again.

What the two files are and where they come from: `locations/data/SOURCE.md`. The names of towns are our gazetteer's.
"""

import csv
import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from locations.departements import DATA
from locations.map.outlines import Line, Town, land_and_limits, ranked, rounded, simplified, steps

TOLERANCE = 3  # thousandths of a degree, about 300 m: a line's thickness where the whole map is our own drawing
ISLANDS_TOLERANCE = 1
OVERSEAS = {
    "France", "St. Pierre and Miquelon", "St-Barthélemy", "St-Martin", "New Caledonia", "Fr. Polynesia",
    "Wallis and Futuna Is.",
}  # fmt: skip
FEWEST_PEOPLE = 5_000
FEWEST_PEOPLE_OVERSEAS = 1_000


class Command(BaseCommand):
    """Draw the outlines and choose the towns to name."""

    requires_system_checks = ()
    help = "Dessine le fond de carte (contours et noms de villes) à partir de deux fichiers publics."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the two files."""
        parser.add_argument("departements", type=Path)
        parser.add_argument("monde", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file, and say how much it weighs."""
        areas = json.loads(options["departements"].read_text(encoding="utf-8"))
        land, limits = land_and_limits(list(_rings(areas)), TOLERANCE)
        land += _islands(json.loads(options["monde"].read_text(encoding="utf-8")))
        towns = [[town.name, town.lon, town.lat, rank] for town, rank in ranked(_towns())]
        drawing = {
            "terre": [steps(ring) for ring in land],
            "limites": [steps(line) for line in limits],
            "villes": towns,
        }
        file = Path(settings.BASE_DIR) / "static" / "img" / "fond-de-carte.json"
        file.write_text(json.dumps(drawing, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
        self.stdout.write(f"{file} : {file.stat().st_size} octets, {len(towns)} villes.")


def _rings(areas: Any) -> Iterator[Line]:
    for feature in areas["features"]:
        shape = feature["geometry"]
        for polygon in [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]:
            yield from map(rounded, polygon)


def _islands(world: Any) -> list[Line]:
    """What is French beyond Europe, from a TopoJSON of the world's countries."""
    (dx, dy), (x0, y0) = world["transform"]["scale"], world["transform"]["translate"]
    arcs = []
    for arc in world["arcs"]:
        x = y = 0
        points = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            points.append((x0 + x * dx, y0 + y * dy))
        arcs.append(points)
    found = []
    for country in world["objects"]["countries"]["geometries"]:
        if country["properties"]["name"] in OVERSEAS:
            polygons = [country["arcs"]] if country["type"] == "Polygon" else country["arcs"]
            for outer, *_holes in polygons:
                ring = [point for rank in outer for point in (arcs[rank] if rank >= 0 else arcs[~rank][::-1])]
                if not (-6 < ring[0][0] < 10 and 41 < ring[0][1] < 52):
                    found.append(simplified(rounded(ring), ISLANDS_TOLERANCE))
    return sorted(ring for ring in found if len(ring) > 3)


def _towns() -> Iterator[Town]:
    with (DATA / "communes.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            fewest = FEWEST_PEOPLE_OVERSEAS if len(row["departement"]) == 3 else FEWEST_PEOPLE
            if row["type"] == "commune-actuelle" and row["latitude"] and int(row["population"] or 0) >= fewest:
                place = round(float(row["longitude"]) * 1000), round(float(row["latitude"]) * 1000)
                yield Town(row["nom"], int(row["population"]), *place)
