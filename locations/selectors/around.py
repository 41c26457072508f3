"""
A page of what is around a point, or in a département, and how many there would be with each filter.

Everything within a wide circle is read once, five columns a place: it answers the list, its pages, and every count.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet

from core.geo import Point
from locations.finder.facets import CAN_BE_CALLED, Wanted
from locations.hours.states import Kind
from locations.models import Location
from locations.names import fold
from locations.selectors.openings import Openings, Where, in_table, inside_circle, open_places, openings
from locations.selectors.places import load, open_state, shown_places
from locations.selectors.spots import (
    WIDE_M,
    Spot,
    matching,
    nearest_spots,
    spots_of,
    surroundings,
)
from locations.selectors.tally import Tally, tally
from locations.selectors.towns import Town


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list: ``size`` places after the ``first`` ones."""

    first: int
    size: int

    def of(self, spots: Sequence[Spot]) -> Sequence[Spot]:
        return spots[self.first : self.first + self.size]

    def more(self, spots: Sequence[Spot]) -> bool:
        return len(spots) > self.first + self.size


@dataclass(frozen=True, slots=True)
class Listed:
    """A place of the list; the distance (metres) is absent where nobody knows it."""

    location: Location
    distance_m: float | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """
    A page of places, and what is said above and beside it.

    ``unlocated``: those of the town that nobody has put on the map. ``own``: the network's nearest point, whatever is
    asked for; ``to_call``: the nearest place asked for that has a telephone. Both absent where there is none.
    """

    page: list[Listed]
    more: bool
    tally: Tally
    unlocated: list[Location] = field(default_factory=list)
    own: Listed | None = None
    to_call: Listed | None = None


def places_around(
    point: Point,
    window: Window,
    *,
    now: datetime,
    wanted: Wanted | None = None,
    within_m: float = math.inf,
    count_m: float,
    town: Town | None = None,
    leader: str = "",
) -> Around:
    """
    The places of this window of the list, strictly by distance, and the counts within ``count_m`` (metres).

    ``town`` adds those of the town without coordinates; ``leader`` is the slug of the place that comes first of
    those that stand on one point with it. With a moment, nothing is listed beyond `WIDE_M`. Nine queries at most.
    """
    wanted = wanted or Wanted()
    by_hand = wanted.open_at is not None and not in_table(wanted.open_at, now=now)
    reach = max(min(within_m, WIDE_M) if by_hand else WIDE_M, count_m)
    open_within_m = reach if wanted.open_at == now else count_m
    around = surroundings(point, max(WIDE_M, count_m), now=now, open_within_m=open_within_m)
    open_now = {spot.pk for spot in around.spots if spot.is_open}
    opened = openings(open_now, inside_circle(point, reach), wanted, now=now)
    known = matching(around.spots, wanted, opened.then)
    found = [spot for spot in known if spot.distance_m <= within_m]
    if not wanted.open_at and not window.more(found) and within_m > max(WIDE_M, count_m):
        asked = shown_places(wanted, now=now)
        found = nearest_spots(asked, point, window.first + window.size + 1, within_m, first_m=0)
    if leader:
        key = Location.objects.filter(slug=leader).values_list("pk", flat=True).first()
        found.sort(key=lambda spot: (spot.distance_m, spot.pk != key, spot.pk))
    to_call = next((spot for spot in found if spot.facets & CAN_BE_CALLED), None)
    there = Q(pk__in=[spot.pk for spot in (*window.of(found), around.own, to_call) if spot])
    if town:
        there |= Q(pk__in=_unlocated(town, wanted, now).values("pk"))
    locations = load(there)
    return Around(
        page=_listed(window.of(found), locations),
        more=window.more(found),
        tally=tally((spot for spot in around.spots if spot.distance_m <= count_m), wanted, opened, known, reach),
        unlocated=_open_then([place for place in locations.values() if place.latitude is None], wanted, now),
        own=next(iter(_listed([around.own] if around.own else [], locations)), None),
        to_call=next(iter(_listed([to_call] if to_call else [], locations)), None),
    )


def places_of(departement: str, window: Window, *, now: datetime, wanted: Wanted | None = None) -> Around:
    """
    The places of a whole département: the network's own first, then its partners', then by town and name.

    Nobody stands at the middle of a département: no distance is said. Six queries at most.
    """
    wanted = wanted or Wanted()
    seen = spots_of(shown_places(Wanted(departement=departement), now=now))
    there: list[Where] = [{"departement": departement}]
    opened = openings(open_places(there, now, now=now), there, wanted, now=now)
    found = matching(seen, wanted, opened.then)
    to_call = next((spot for spot in found if spot.facets & CAN_BE_CALLED), None)
    locations = load(Q(pk__in=[spot.pk for spot in (*window.of(found), to_call) if spot]))
    return Around(
        page=[Listed(locations[spot.pk]) for spot in window.of(found) if spot.pk in locations],
        more=window.more(found),
        tally=tally(seen, wanted, opened),
        to_call=Listed(locations[to_call.pk]) if to_call and to_call.pk in locations else None,
    )


def places_off_the_map(town: Town | None, slug: str, *, now: datetime, wanted: Wanted | None = None) -> Around:
    """The places of a town that has no known point, or the one place of this slug: no distance is said."""
    wanted = wanted or Wanted()
    there = Q(pk__in=_unlocated(town, wanted, now).values("pk")) if town else Q(slug=slug, live=True)
    places = _open_then(list(load(there).values()), wanted, now)
    return Around(page=[], more=False, tally=tally([], wanted, Openings(set(), None)), unlocated=places)


def _listed(spots: Sequence[Spot], locations: dict[int, Location]) -> list[Listed]:
    return [Listed(locations[spot.pk], spot.distance_m) for spot in spots if spot.pk in locations]


def _unlocated(town: Town, wanted: Wanted, now: datetime) -> QuerySet[Location]:
    # Some rows name a former commune beside the code of today's: so the town as written counts.
    written = Q(departement=town.departement, search_text__regex=rf"\d{{5}} {fold(town.name)}( |$)")
    there = Q(insee_code__in=town.insee_codes) | Q(insee_code="", postcode__in=town.postcodes) | written
    return shown_places(wanted, now=now).filter(there, latitude=None)


def _open_then(places: list[Location], wanted: Wanted, now: datetime) -> list[Location]:
    """Those open at the moment asked for, where the table of intervals has not told so already."""
    moment = wanted.open_at
    if moment is None or in_table(moment, now=now):
        return places
    return [place for place in places if open_state(place, moment).kind is Kind.OPEN]
