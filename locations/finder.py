"""What the finder shows for a search: choices, a list, or what to do next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.geo import Point
from core.words import distance_words
from locations import choices
from locations.place_words import Result, labels, result
from locations.search import NOW, RADII_KM, Search
from locations.selectors.around import Window, places_around
from locations.selectors.towns import Town, find_places_named

PAGE_SIZE = 20
NEAR_KM = 10


@dataclass(frozen=True, slots=True)
class Centre:
    """Around what we look: a town, or the position that the person shared."""

    words: str
    point: Point | None
    town: Town | None = None


def finder_context(search: Search, *, now: datetime, path: str) -> dict[str, Any]:
    """Everything the finder's template needs; ``path`` is the finder's own address."""
    context: dict[str, Any] = {
        "search": search,
        "path": path,
        "remarks": list(search.remarks),
        "filters": _filters(search),
        "chips": _chips(search, path),
        "towns": [],
        "unknown": False,
        "results": [],
        "elsewhere": [],
        "heading": "",
        "empty": None,
        "previous_url": "",
        "next_url": "",
        "page_words": "",
    }
    if search.is_empty:
        return context
    centre: Centre | None = None
    if search.point:
        centre = Centre(_("votre position"), search.point)
    else:
        towns = find_places_named(search.q)
        if len(towns) > 1:
            return context | {"towns": [_choice(town, search, path) for town in towns]}
        if towns:
            centre = Centre(towns[0].label, towns[0].point, towns[0])
    if centre is None:
        return context | {"unknown": True}
    return context | _around(centre, search, now, path)


def _around(centre: Centre, search: Search, now: datetime, path: str) -> dict[str, Any]:
    radius_m = search.radius_km * 1000 if search.radius_km else float("inf")
    first = (search.page - 1) * PAGE_SIZE
    around = places_around(
        centre.point,
        Window(first, PAGE_SIZE),
        now=now,
        town=centre.town if search.page == 1 else None,
        wanted=search.wanted(now=now),
        within_m=radius_m,
        count_m=(search.radius_km or NEAR_KM) * 1000,
    )
    count = around.tally.total
    results = [
        result(place.location, now=now, distance_m=place.distance_m, nearest=first + rank == 0)
        for rank, place in enumerate(around.page)
    ]
    elsewhere = [result(location, now=now) for location in around.unlocated]
    more = around.more
    return {
        "results": results,
        "elsewhere": elsewhere,
        "centre_words": centre.words,
        "centre_point": centre.point,
        "heading": _heading(centre, search, count, results),
        "empty": None if results or elsewhere else _empty(search, path),
        "previous_url": search.url(path, page=search.page - 1) if search.page > 1 else "",
        "next_url": search.url(path, page=search.page + 1) if more else "",
        "page_words": _("Page %(page)s") % {"page": search.page},
    }


def _heading(centre: Centre, search: Search, count: int, results: list[Result]) -> str:
    told = {"count": count, "km": f"{search.radius_km or NEAR_KM:g}".replace(".", ","), "where": centre.words}
    if count:
        return (
            ngettext(
                "%(count)s lieu à moins de %(km)s km de %(where)s",
                "%(count)s lieux à moins de %(km)s km de %(where)s",
                count,
            )
            % told
        )
    nothing = _("Aucun lieu à moins de %(km)s km de %(where)s") % told
    if results and results[0].nearest and results[0].distance_m is not None:
        return (
            nothing + ". " + _("Le plus proche est %(distance)s") % {"distance": distance_words(results[0].distance_m)}
        )
    return nothing


def _empty(search: Search, path: str) -> dict[str, Any]:
    links = []
    if search.services or search.audiences or search.networks or search.open_now or search.open_at:
        everything: dict[str, Any] = {
            "services": (), "audiences": (), "networks": (), "open_now": False, "open_at": None, "page": 1,
        }  # fmt: skip
        links.append({"words": _("Voir tous les lieux"), "url": search.url(path, **everything)})
    if search.radius_km:
        links.append({"words": _("Chercher plus loin"), "url": search.url(path, radius_km=None, page=1)})
    links.append({"words": _("Nous écrire"), "url": "/contact/"})
    return {
        "title": _("Aucun lieu ne correspond"),
        "text": _("Cherchez plus loin, enlevez un filtre, ou demandez-nous : nous vous répondons."),
        "links": links,
    }


def _choice(town: Town, search: Search, path: str) -> dict[str, str]:
    return {
        "words": town.label,
        "departement": town.departement_words,
        "url": search.url(path, q=town.query, page=1),
    }


def _filters(search: Search) -> list[dict[str, Any]]:
    """The check boxes of the form, group by group, and the distance."""
    return [
        _group("service", _("Ce que vous cherchez"), choices.Service, search.services),
        _group("public", _("Pour qui"), choices.Audience, search.audiences),
        _group("reseau", _("Type de lieu"), choices.Network, search.networks),
        {
            "name": "ouvert",
            "legend": _("Horaires"),
            "options": [{"value": NOW, "words": _("Ouvert maintenant"), "chosen": search.open_now}],
        },
        {
            "name": "rayon",
            "legend": _("Distance"),
            "radio": True,
            "options": [
                {"value": "", "words": _("Sans limite"), "chosen": search.radius_km is None},
                *(
                    {"value": str(km), "words": _("%(km)s km") % {"km": km}, "chosen": search.radius_km == km}
                    for km in RADII_KM
                ),
            ],
        },
    ]


def _group(name: str, legend: str, vocabulary: type[TextChoices], chosen: tuple[str, ...]) -> dict[str, Any]:
    options = [
        {"value": str(code), "words": str(label), "chosen": code in chosen} for code, label in vocabulary.choices
    ]
    return {"name": name, "legend": legend, "options": options}


def _chips(search: Search, path: str) -> list[dict[str, str]]:
    """The filters in force, each with the address without it."""
    chips = []
    for name, vocabulary, codes in (
        ("services", choices.Service, search.services),
        ("audiences", choices.Audience, search.audiences),
        ("networks", choices.Network, search.networks),
    ):
        for code, words in zip(codes, labels(vocabulary, list(codes)), strict=True):
            rest = tuple(other for other in codes if other != code)
            chips.append({"words": words, "url": search.url(path, **{name: rest, "page": 1})})
    if search.open_now or search.open_at:
        words = _("Ouvert maintenant") if search.open_now else _("Ouvert au moment choisi")
        chips.append({"words": words, "url": search.url(path, open_now=False, open_at=None, page=1)})
    if search.radius_km:
        words = _("À moins de %(km)s km") % {"km": f"{search.radius_km:g}".replace(".", ",")}
        chips.append({"words": words, "url": search.url(path, radius_km=None, page=1)})
    return chips
