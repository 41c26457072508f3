"""What the finder shows for a search: choices, a list, or what to do next."""

import math
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.geo import Point
from core.words import distance_words
from locations.departements import departement_name
from locations.finder.filters import Link, chips, further, kilometres, panels, places_words, removals
from locations.finder.search import LAST_PAGE, Search
from locations.hours.clocks import zone_at
from locations.hours.states import PARIS, zone_of
from locations.place.words import Result, result
from locations.selectors.around import Around, Window, places_around, places_of, places_off_the_map
from locations.selectors.meanings import DEPARTEMENT, Meaning, meanings
from locations.selectors.openings import in_table
from locations.selectors.spots import WIDE_M
from locations.selectors.towns import Town

PAGE_SIZE = 20
NEAR_KM = 10
BY_READING_KM = 50  # the hours of every place within it are read


@dataclass(frozen=True, slots=True)
class Centre:
    """
    Around what we look: a town, a place, an address, or the position that the person shared.

    Without a point it is a whole département, or a town that nobody has put on the map. ``zone`` is its clock.
    """

    words: str
    point: Point | None
    zone: ZoneInfo
    town: Town | None = None
    departement: str = ""
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """
    What a search means: a centre, or several meanings to choose from, or neither.

    ``remark``: how we read it; ``near``: where it means nothing to us, what is spelled most nearly so.
    """

    centre: Centre | None = None
    choices: tuple[Meaning, ...] = ()
    remark: str = ""
    near: tuple[Meaning, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """How far the list goes, and how far one counts. ``where`` says the latter: ``à moins de 10 km``."""

    within_m: float
    count_m: float
    where: str


def understand(search: Search) -> Understood:
    """Around what this search looks."""
    if search.point:
        words = _("ce point de la carte") if search.from_map else _("votre position")
        return Understood(Centre(words, search.point, zone_at(search.point)))
    if not search.q:
        code = search.departement
        return Understood(Centre(_departement(code), None, zone_of(code), departement=code) if code else None)
    found = meanings(search.q)
    if len(found.choices) != 1:
        return Understood(choices=found.choices, remark=found.remark, near=found.near)
    (meaning,) = found.choices
    departement = meaning.town.departement if meaning.town else meaning.departement
    zone = zone_of(departement) if departement else zone_at(meaning.point) if meaning.point else PARIS
    whole = meaning.departement if meaning.kind == DEPARTEMENT else ""
    point = None if whole else meaning.point
    return Understood(Centre(meaning.label, point, zone, meaning.town, whole, meaning.slug), remark=found.remark)


def finder_context(search: Search, *, now: datetime, path: str) -> dict[str, Any]:
    """Everything the finder's template needs; ``path`` is the finder's own address."""
    understood = Understood() if search.is_empty else understand(search)
    centre = understood.centre
    if centre:
        search = search.on_clock(centre.zone)
    context: dict[str, Any] = {
        "search": search,
        "path": path,
        "remarks": list(search.remarks),
        "understood": understood.remark,
        "panels": panels(search, None),
        "chips": chips(search, path),
        "towns": [_choice(meaning, search, path) for meaning in understood.choices],
        "near": [_choice(meaning, search, path) for meaning in understood.near],
        "unknown": not (search.is_empty or centre or understood.choices),
        "centre_words": centre.words if centre else "",
        "centre_point": centre.point if centre else None,
        "results": [],
        "elsewhere": [],
        "heading": "",
        "empty": None,
        "previous_url": "",
        "next_url": "",
        "page_words": "",
        "query": search.url("", page=1),
        "share_url": settings.PUBLIC_BASE_URL + search.url(path, page=1),
        "own": None,
        "to_call": None,
        "removals": [],
        "count_words": "",
        "whole_departement": False,
        "sessions_of": [],
    }
    return context | _found(centre, search, now, path) if centre else context


def _found(centre: Centre, search: Search, now: datetime, path: str) -> dict[str, Any]:
    scope, remark = _scope(search, now)
    around = _look(centre, search, scope, now)
    first = (search.page - 1) * PAGE_SIZE
    results = [
        result(
            place.location,
            now=now,
            moment=search.open_at,
            distance_m=place.distance_m,
            nearest=first + rank == 0 and place.distance_m is not None,
        )
        for rank, place in enumerate(around.page)
    ]
    elsewhere = [result(location, now=now, moment=search.open_at) for location in around.unlocated]
    where = "" if centre.departement else scope.where
    none_there = around.tally.total == 0
    return {
        "results": _marked(results, around, search, scope),
        "elsewhere": elsewhere,
        "heading": _heading(centre, around, scope, results),
        "remarks": [*search.remarks, *([remark] if remark else [])],
        "panels": panels(search, around.tally, whole_departement=bool(centre.departement)),
        "count_words": where,
        "whole_departement": bool(centre.departement),
        "own": _own(around, results, now) if search.page == 1 else None,
        "to_call": _to_call(around, [*results, *elsewhere], now),
        "removals": removals(search, around.tally, path, where) if none_there else [],
        "empty": None if results or elsewhere else _empty(search, around, path),
        "previous_url": search.url(path, page=search.page - 1) if search.page > 1 else "",
        "next_url": search.url(path, page=search.page + 1) if around.more and search.page < LAST_PAGE else "",
        "page_words": _("Page %(page)s") % {"page": search.page},
        "sessions_of": [place.location for place in around.page],
    }


def _look(centre: Centre, search: Search, scope: Scope, now: datetime) -> Around:
    window = Window((search.page - 1) * PAGE_SIZE, PAGE_SIZE)
    wanted = search.wanted(now=now)
    if centre.departement:
        return places_of(centre.departement, window, now=now, wanted=replace(wanted, departement=""))
    if centre.point is None:
        return places_off_the_map(centre.town, centre.slug, now=now, wanted=wanted)
    return places_around(
        centre.point,
        window,
        now=now,
        wanted=wanted,
        within_m=scope.within_m,
        count_m=scope.count_m,
        town=centre.town if search.page == 1 else None,
        leader=centre.slug,
    )


def _scope(search: Search, now: datetime) -> tuple[Scope, str]:
    """How far to look, and a sentence where that is less far than was asked."""
    km, remark = search.radius_km, ""
    if search.open_at and not in_table(search.open_at, now=now) and (km is None or km > BY_READING_KM):
        km = BY_READING_KM if km else NEAR_KM
        remark = _("Pour un moment aussi lointain, nous cherchons à moins de %(km)s km.") % {"km": kilometres(km)}
    within_m = km * 1000 if km else WIDE_M if search.open_now or search.open_at else float("inf")
    counted = km or NEAR_KM
    return Scope(within_m, counted * 1000, _("à moins de %(km)s km") % {"km": kilometres(counted)}), remark


def _heading(centre: Centre, around: Around, scope: Scope, results: list[Result]) -> str:
    count = around.tally.total
    if centre.departement:
        said = places_words(count) if count else _("aucun lieu")
        return f"{centre.words}\u00a0: {said}"
    told = {"count": count, "near": scope.where, "where": centre.words}
    if centre.point is None:
        count = len(around.unlocated)
        return ngettext("%(count)s lieu à %(where)s", "%(count)s lieux à %(where)s", count) % {**told, "count": count}
    if count:
        return ngettext("%(count)s lieu %(near)s de %(where)s", "%(count)s lieux %(near)s de %(where)s", count) % told
    nothing = _("Aucun lieu %(near)s de %(where)s") % told
    if results and results[0].nearest and results[0].distance_m is not None:
        nearest = {"distance": distance_words(results[0].distance_m)}
        return nothing + ". " + _("Le plus proche est %(distance)s") % nearest
    return nothing


def _marked(results: list[Result], around: Around, search: Search, scope: Scope) -> list[Result]:
    """The results, the first of those that stand beyond the distance of the heading saying so."""
    edge = around.tally.total - (search.page - 1) * PAGE_SIZE
    if around.tally.total == 0 or not 0 <= edge < len(results) or results[edge].distance_m is None:
        return results
    beyond = _("Plus loin, à plus de %(km)s km") % {"km": kilometres(scope.count_m / 1000)}
    if scope.within_m < math.inf:
        ends = {"km": kilometres(scope.count_m / 1000), "most": kilometres(scope.within_m / 1000)}
        beyond = _("Plus loin, entre %(km)s et %(most)s km") % ends
    return [replace(told, beyond=beyond) if rank == edge else told for rank, told in enumerate(results)]


def _own(around: Around, results: list[Result], now: datetime) -> Result | None:
    """The network's nearest point, where it is not the first of the list already."""
    if around.own is None or (results and results[0].slug == around.own.location.slug):
        return None
    return result(around.own.location, now=now, distance_m=around.own.distance_m)


def _to_call(around: Around, results: list[Result], now: datetime) -> Result | None:
    """The nearest place that can be called, where some place of the page cannot be and says nothing certain."""
    if around.to_call is None or not any(told.call_instead for told in results):
        return None
    return result(around.to_call.location, now=now, distance_m=around.to_call.distance_m)


def _empty(search: Search, around: Around, path: str) -> dict[str, Any]:
    links = []
    if link := further(search, around.tally, path):
        links.append(link)
    elif search.radius_km:
        links.append(Link(_("Chercher plus loin"), search.without("rayon").url(path)))
    links.append(Link(_("Nous écrire"), "/contact/"))
    return {
        "title": _("Aucun lieu ne correspond"),
        "text": _("Cherchez plus loin, enlevez un filtre, ou demandez-nous : nous vous répondons."),
        "links": links,
    }


def _choice(meaning: Meaning, search: Search, path: str) -> dict[str, str]:
    return {
        "kind": meaning.kind,
        "words": meaning.label,
        "departement": meaning.detail,
        "url": search.url(path, q=meaning.query, page=1),
    }


def _departement(code: str) -> str:
    return f"{departement_name(code)} ({code})"
