"""The outlines that the finder's map is drawn on (`manage.py draw_outlines`), as a small drawing needs them."""

import json
from functools import cache
from itertools import accumulate

from django.conf import settings

from locations.map.drawing import Ground, Spot


@cache
def ground() -> Ground:
    """Read the file once."""
    file = settings.BASE_DIR / "static" / "img" / "fond-de-carte.json"
    drawn = json.loads(file.read_text(encoding="utf-8"))
    return Ground(
        land=[_line(steps) for steps in drawn["terre"]],
        limits=[_line(steps) for steps in drawn["limites"]],
        towns=[(name, lon, lat) for name, lon, lat, _zoom in drawn["villes"]],
    )


def _line(steps: list[int]) -> list[Spot]:
    """Return the points of a line of which each is written from the one before (`outlines.steps`)."""
    return list(zip(accumulate(steps[::2]), accumulate(steps[1::2]), strict=True))
