"""By which clock people live at a point: rough boxes around the territories overseas, Paris elsewhere. Pure."""

from zoneinfo import ZoneInfo

from core.geo import Box, Point
from locations.hours.states import PARIS, zone_of

_OVERSEAS = {
    "971": Box(15.7, 18.3, -63.3, -60.9),  # with Saint-Martin and Saint-Barthélemy, which keep the same time
    "972": Box(14.2, 15.1, -61.4, -60.6),
    "973": Box(2.0, 6.0, -54.8, -51.5),
    "974": Box(-21.6, -20.7, 55.0, 56.0),
    "975": Box(46.6, 47.3, -56.6, -56.0),
    "976": Box(-13.2, -12.4, 44.8, 45.5),
    "986": Box(-15.0, -13.0, -179.0, -175.5),
    "987": Box(-28.5, -7.5, -155.0, -134.0),
    "988": Box(-23.5, -18.0, 158.0, 172.5),
}


def zone_at(point: Point) -> ZoneInfo:
    """The time zone of a point of France; that of Paris anywhere else."""
    return next((zone_of(code) for code, box in _OVERSEAS.items() if box.holds(point)), PARIS)
