"""What may be chosen, with how many sessions each choice gives, and what to take off where nothing is found."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.models import Session
from booking.models.session import SessionQuerySet
from booking.offer_list.asked import Chosen, Question, within
from booking.selectors import Filters
from core.words import number_words
from locations.departements import departement_name
from locations.finder.filters import Group, Option, kilometres
from locations.finder.near import NEAR_KM, wider
from locations.finder.search import RADII_KM

MOST = 8
"""Activities, départements or partners to choose from: those with the most sessions. Old phones count the elements."""
PEOPLE = 4
"""For how many one may ask places in the form; an address may ask for more."""
FARTHEST_KM = 50.0


@dataclass(frozen=True, slots=True)
class Sort:
    """Sessions of one activity, at one place, by one partner, and how many there are."""

    type: str
    kind: str
    lieu: str
    departement: str
    partenaire: str
    count: int

    def matches(self, where: Filters, *, but_for: str = "") -> bool:
        """Whether the filters (but for one, by its name) let these sessions through."""
        return all(
            not asked or name == but_for or getattr(self, name) in asked or (name == "type" and self.kind in asked)
            for name, asked in ((name, getattr(where, name)) for name in Filters.__dataclass_fields__)
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """What is counted, for the `where` asked; `names` are in words, by the filter and its value."""

    where: Filters
    sorts: list[Sort]
    names: dict[tuple[str, str], str]

    @property
    def total(self) -> int:
        """How many sessions are found."""
        return sum(sort.count for sort in self.sorts if sort.matches(self.where))

    def each(self, name: str) -> Counter[str]:
        """Return how many sessions each value of a filter would give, all others in force."""
        counted: Counter[str] = Counter()
        for sort in self.sorts:
            if sort.matches(self.where, but_for=name):
                counted[getattr(sort, name)] += sort.count
        return counted


def found(question: Question, *, now: datetime) -> SessionQuerySet:
    """Return the sessions to come that are asked for."""
    return question.apply(Session.objects.listed(now=now).upcoming(now=now), now=now)


def tally(question: Question, *, now: datetime) -> Tally:
    """Count what is asked for by activity, place and partner: one query."""
    columns = ("activity__slug", "activity__kind", "location__slug", "location__departement", "host__slug")
    words = ("activity__name", "location__name", "host__name")
    rows = found(replace(question, where=Filters()), now=now).order_by().values(*columns, *words)
    sorts, names = [], {}
    for row in rows.annotate(count=Count("pk")):
        kind, place, host = row["activity__slug"], row["location__slug"], row["host__slug"]
        code = row["location__departement"]
        sorts.append(Sort(kind, row["activity__kind"], place, code, host, row["count"]))
        names |= {
            ("type", kind): row["activity__name"],
            ("lieu", place): row["location__name"],
            ("partenaire", host): row["host__name"],
            ("departement", code): f"{departement_name(code)} ({code})",
        }
    return Tally(question.where, sorts, names)


def groups(question: Question, counts: Tally) -> list[Group]:
    """Return the lists that open, each of one choice; those without a choice are left out."""
    people: list[Option] = [Option("", _("Peu importe"), not question.people)]
    people += [
        Option(str(size), ngettext("%s personne", "%s personnes", size) % size, size == question.people)
        for size in sorted({*range(1, PEOPLE + 1), question.people} - {0})
    ]
    kept = [
        *_radius(question),
        _named("type", _("Activité"), _("Toutes"), counts),
        # A place is typed by its name, as a town is; near either, it says where.
        *([] if question.near else [_named("departement", _("Département"), _("Tous"), counts)]),
        *([_named("partenaire", _("Organisé par"), _("Tous"), counts)] if question.where.partenaire else []),
        Group("places", _("Avec assez de places pour"), people),
    ]
    return [group for group in kept if len(group.options) > 1]


def unseen(question: Question, shown: Sequence[Group]) -> list[tuple[str, str]]:
    """Return what has no list in the form, which carries it along."""
    listed = {(group.name, option.value) for group in shown for option in group.options}
    unlisted = [pair for pair in question.where.query() if pair not in listed]
    return [*unlisted, ("via", question.via)] if question.via else unlisted


def _radius(question: Question) -> list[Group]:
    """Return how far from the town, where there is one."""
    near = question.near
    if not near.point:
        return []
    options = [
        Option("" if km == NEAR_KM else f"{km:g}", _("%(km)s km") % {"km": kilometres(km)}, km == near.radius_km)
        for km in sorted({*map(float, RADII_KM), near.radius_km})
    ]
    return [Group("rayon", _("À moins de"), options)]


def _named(name: str, legend: str, every: str, counts: Tally) -> Group:
    """Return a list of what there is most of, and of what is chosen, by name."""
    chosen, counted = getattr(counts.where, name), counts.each(name)
    kept = {value for value, _count in counted.most_common(MOST)} | set(chosen)
    options: list[Option] = [
        Option(value, counts.names[name, value], value in chosen, counted[value])
        for value in kept
        if value and (name, value) in counts.names
    ]
    options.sort(key=lambda one: one.words.casefold())
    return Group(name, legend, [Option("", every, not chosen), *options])


def sessions_words(count: int) -> str:
    """Return "1 séance", "1 240 séances"."""
    return ngettext("%s séance", "%s séances", count) % number_words(count)


def ways_out(question: Question, in_force: Sequence[Chosen], *, now: datetime) -> list[dict[str, str]]:
    """
    Return what looking further around, or taking off one filter, would bring, the most first: two queries at most.

    Where no single change would bring anything, what taking all filters off would.
    """
    singles = [
        (_("Sans «\u00a0%(filter)s\u00a0» : %(sessions)s"), one.words, one.left)
        for one in in_force
        if len(in_force) > 1 or not question.near
    ]
    if question.near.point and question.near.radius_km < FARTHEST_KM:
        further = replace(question, near=wider(question.near, FARTHEST_KM, within=within))
        singles.append((_("À moins de %(filter)s km : %(sessions)s"), kilometres(FARTHEST_KM), further))
    tried = [*singles, (_("Toutes les séances : %(sessions)s"), "", Question(via=question.via))]
    brought = list(zip(tried, _counts([left for _words, _filter, left in tried], now=now), strict=True))
    some = sorted(((one, count) for one, count in brought[:-1] if count), key=lambda pair: -pair[1])
    return [
        {"words": words % {"filter": said, "sessions": sessions_words(count)}, "url": left.query() or "?"}
        for (words, said, left), count in some or brought[-1:]
        if count
    ]


def _counts(asked: Sequence[Question], *, now: datetime) -> list[int]:
    """Return how many sessions each of these questions finds: one query."""
    parts: list[QuerySet[Any, Any]] = [
        found(question, now=now)
        .order_by()
        .annotate(what=Value(number, output_field=IntegerField()))
        .values("what")
        .annotate(n=Count("pk"))
        .values_list("what", "n")
        for number, question in enumerate(asked)
    ]
    totals = [0] * len(asked)
    for number, count in parts[0].union(*parts[1:], all=True):
        totals[number] += count
    return totals
