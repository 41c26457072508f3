"""What may be chosen, with how many dates each choice gives, and what to take off where nothing is found."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.choices import ActivityKind
from events import choices
from events.agenda.days import dates_words, near_words, of_day
from events.agenda.filters import Chosen, Filters
from events.choices import View, When
from events.selectors import agenda as selectors
from events.selectors.tally import Tally
from locations.departements import departement_name
from locations.finder.filters import WORDS, Group, Option, Panel, kilometres
from locations.finder.near import NEAR_KM
from locations.finder.search import RADII_KM

MOST = 80
"""Places, or partners, to choose from: those with the most dates."""


class DateOption(Option):
    """A choice that counts dates."""

    @property
    def said(self) -> str:
        """What goes on from the number for those who listen."""
        return "" if self.count is None else ngettext(" date", " dates", self.count)


@dataclass(frozen=True, slots=True)
class Select(Group):
    """Many choices, of which one is taken: a list that opens."""

    type: str = "select"


@dataclass(frozen=True, slots=True)
class Days(Group):
    """Two days to fill in."""

    type: str = "days"
    first: date | None = None
    last: date | None = None


def panels(filters: Filters, counts: Tally) -> list[Panel]:
    """Return the form, chip by chip."""
    where = filters.where
    places: Counter[str] = counts.each("lieu", lambda group: group.place)
    codes = counts.each("departement", lambda group: group.departement)
    names = {slug: words for (name, slug), words in counts.names.items() if name == "lieu"}
    hosts = {slug: words for (name, slug), words in counts.names.items() if name == "partenaire"}
    areas = {code: f"{departement_name(code)} ({code})" for code in {*codes, *where.departement} if code}
    found = [
        Panel("quand", _("Quand"), [whens(filters), Days("du", _("Ou entre deux dates"), [], **days(filters))]),
        Panel(
            "ou",
            _("Où"),
            [
                *radius(filters),
                boxes("departement", _("Département"), areas, codes, where.departement),
                select("lieu", _("Lieu"), _("Tous les lieux"), names, places, where.lieu),
            ],
        ),
        Panel("quoi", _("Quoi"), [boxes("type", _("Ce qui s'y passe"), *kinds(counts), where.type)]),
        Panel(
            "qui",
            _("Par qui"),
            [select("partenaire", _("Organisé par"), _("Tous"), hosts, counts.partners, where.partenaire)],
        ),
        Panel("public", _("Pour qui"), [publics(filters)]),
    ]  # fmt: skip
    kept = [
        replace(panel, groups=[one for one in panel.groups if one.options or one.type == "days"]) for panel in found
    ]
    return [panel for panel in kept if panel.groups]


def whens(filters: Filters) -> Group:
    """Return the days that have a name."""
    options: list[Option] = [Option("", _("Peu importe"), filters.when is None)]
    options += [Option(when.value, str(when.label), when is filters.when) for when in When]
    return Group("quand", _("Quand"), options, type="radio")


def days(filters: Filters) -> dict[str, Any]:
    """Return the days filled in."""
    return {"first": filters.first, "last": filters.last}


def radius(filters: Filters) -> list[Group]:
    """Return how far from the town, where there is one."""
    near = filters.near
    if not near.is_understood or near.departement:
        return []
    distances = sorted({*map(float, RADII_KM), near.radius_km})
    options: list[Option] = [
        Option(
            "" if km == NEAR_KM else f"{km:g}",
            _("%(km)s km") % {"km": kilometres(km)},
            km == near.radius_km,
        )
        for km in distances
    ]
    return [Group("rayon", _("À moins de"), options, type="radio")]


def kinds(counts: Tally) -> tuple[dict[str, str], Counter[str]]:
    """Return the kinds of events and the activities that there are, in words, and how many dates each has."""
    counted = counts.each("type", lambda group: group.kind)
    sorts = {str(kind) for kind in ActivityKind.values}
    for group in counts.groups:
        # An activity's own kind, where it is asked for by name.
        if group.sort in sorts and group.sort in counts.where.type and group.matches(counts.where, but_for="type"):
            counted[group.sort] += group.count
    order = [*choices.EventKind.values, *counted]
    return {kind: counts.names.get(("type", kind), kind) for kind in dict.fromkeys(order)}, counted


def boxes(name: str, legend: str, words: dict[str, str], counted: Counter[str], chosen: tuple[str, ...]) -> Group:
    """Return boxes for what there is, and for what is chosen."""
    options: list[Option] = [
        DateOption(value, said, value in chosen, counted[value])
        for value, said in words.items()
        if counted[value] or (value in chosen and said)
    ]
    return Group(name, legend, sorted(options, key=lambda one: one.words.casefold()))


def select(
    name: str, legend: str, every: str, words: dict[str, str], counted: Counter[str], chosen: tuple[str, ...]
) -> Group:
    """Return a list of what there is most of, and of what is chosen, by name."""
    kept = {value for value, _count in counted.most_common(MOST)} | set(chosen)
    options: list[Option] = [
        DateOption(value, words[value], value in chosen, counted[value]) for value in kept if words.get(value) and value
    ]
    if not options:
        return Select(name, legend, [])
    options.sort(key=lambda one: one.words.casefold())
    return Select(name, legend, [Option("", every, not chosen), *options])


def publics(filters: Filters) -> Group:
    """Return for whom it may be."""
    options: list[Option] = [
        Option(str(code), str(words), str(code) in filters.publics) for code, words in WORDS["public"].items()
    ]
    return Group("public", _("Pour qui"), options)


def quick_links(filters: Filters, path: str) -> list[dict[str, Any]]:
    """Return the days that are asked for most, each a link; the one in force leads back to any day."""
    asked = replace(filters, first=None, last=None, when=None, year=None, past=False)
    listed = replace(asked, view=View.LIST, month=None, week=None)
    return [
        {
            "words": str(when.label),
            "url": path + (listed if when is filters.when else replace(listed, when=when)).query(),
            "here": when is filters.when,
        }
        for when in (When.TODAY, When.WEEK, When.WEEKEND)
    ]


def removals(filters: Filters, in_force: list[Chosen], path: str, *, now: datetime) -> list[dict[str, str]]:
    """
    Return what taking off one filter would bring back, the most first: "Sans « Forum » : 14 dates". One query.

    Where no single one would, what taking them all off would.
    """
    if not in_force:
        return []
    everything = replace(Filters(), today=filters.today, past=filters.past)
    asked = [*in_force, Chosen("", "", everything)] if len(in_force) > 1 else in_force
    brought = list(zip(asked, selectors.counts([one.left for one in asked], now=now), strict=True))
    singles = sorted(((one, count) for one, count in brought if one.name and count), key=lambda pair: -pair[1])
    if not singles:
        words = _("Sans aucun filtre : %s")
        return [
            {"words": words % dates_words(count), "url": path + one.left.query()} for one, count in brought if count
        ]
    return [
        {
            "words": _("Sans «\u00a0%(filter)s\u00a0» : %(dates)s")
            % {"filter": one.words, "dates": dates_words(count)},
            "url": path + one.left.query(),
        }
        for one, count in singles
    ]


def next_link(filters: Filters, path: str, *, now: datetime) -> dict[str, str] | None:
    """Return the next day with something after the days asked for, as a link to it; one query where there are days."""
    if filters.past or not filters.days[1]:
        return None
    day = selectors.next_day(filters, now=now)
    if day is None:
        return None
    words = near_words(day, today=selectors.today(now))
    said = _("Prochaine date : %s") % f"{words[:1].lower()}{words[1:]}"
    return {"words": said, "url": path + of_day(filters, day).query()}


def hidden(filters: Filters, names: Iterable[str]) -> list[tuple[str, str]]:
    """Return what a form carries along unseen: all that is asked, but for what its own fields ask."""
    return [pair for pair in filters.pairs() if pair[0] not in set(names)]
