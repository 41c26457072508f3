"""
How many dates there are of each kind, at each place, by each partner, in each year: in one query, whatever there is.

Dates are counted in the database by kind and place, which are few however many dates there are; what remains of the
filters is then applied to those few. So every choice tells how many dates it would give with all the others in force.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db.models import CharField, Count, F, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Substr

from booking.choices import ActivityKind
from booking.models import Activity
from booking.selectors import Asked
from booking.selectors import Filters as Where
from events import choices
from events.agenda.filters import Filters
from events.selectors.agenda import Found, found
from locations.departements import departement_name
from locations.models import Location, Organisation

COLUMNS = ("what", "value", "words", "sort", "place", "place_words", "departement")
NAMED = "nom-"
KEPT_FROM = 500
KEPT_FOR = 20
NOTHING = Value("", output_field=CharField())


@dataclass(frozen=True, slots=True)
class Group:
    """Dates of one kind at one place: `kind` is an event's, or an activity's slug, whose own is `sort`."""

    kind: str
    words: str
    sort: str
    place: str
    place_words: str
    departement: str
    count: int

    def matches(self, where: Where, *, but_for: str = "") -> bool:
        """Whether the filters (but for one, by its name) let these dates through."""
        return (
            (but_for == "type" or not where.type or self.kind in where.type or self.sort in where.type)
            and (but_for == "lieu" or not where.lieu or self.place in where.lieu)
            and (but_for == "departement" or not where.departement or self.departement in where.departement)
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """What is counted; `names` are those of what is asked for by name, and `years` those of what is over."""

    where: Where
    groups: list[Group] = field(default_factory=list)
    partners: Counter[str] = field(default_factory=Counter)
    years: Counter[int] = field(default_factory=Counter)
    names: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many dates are found."""
        return sum(group.count for group in self.groups if group.matches(self.where))

    def each(self, name: str, value: Callable[[Group], str]) -> Counter[str]:
        """Return how many dates each value of a filter would give, all others in force."""
        counted: Counter[str] = Counter()
        everything = not any(getattr(self.where, other) for other in ("type", "lieu", "departement") if other != name)
        for group in self.groups:
            if everything or group.matches(self.where, but_for=name):
                counted[value(group)] += group.count
        return counted

    def asked(self) -> list[Asked]:
        """Return what is asked by name, in words; they are empty for a value that nothing is named by."""
        return [Asked(name, value, self.names.get((name, value), "")) for name, value in self.where.query()]


def tally(filters: Filters, *, now: datetime) -> Tally:
    """Count what these filters find; where that is a lot, as it was `KEPT_FOR` seconds ago at most."""
    question = f"{filters.query()} {filters.days} {now:%Y-%m-%d}"
    key = f"agenda-compte-{sha256(question.encode()).hexdigest()}"
    known: Tally | None = cache.get(key)
    if known is None:
        known = count(filters, now=now)
        if sum(group.count for group in known.groups) >= KEPT_FROM:
            cache.set(key, known, KEPT_FOR)
    return known


def count(filters: Filters, *, now: datetime) -> Tally:
    """Count what these filters find: one query."""
    where = filters.where
    counted = found(replace(filters, where=Where(partenaire=where.partenaire)), now=now)
    hosted = found(replace(filters, where=replace(where, partenaire=())), now=now)
    over = found(replace(filters.without_days(), past=True), now=now)
    first, *others = [*by_kind_and_place(counted), *by_partner(hosted), *by_year(over), *named(where)]
    told = Tally(where, names=known_names(where))
    for what, value, words, sort, place, place_words, departement, count in first.union(*others, all=True):
        if what == "group":
            told.groups.append(Group(value, words, sort, place, place_words, departement, count))
            told.names.setdefault(("type", value), words)
            told.names.setdefault(("lieu", place), place_words)
        elif what == "partenaire":
            told.partners[value] += count
            told.names["partenaire", value] = words
        elif what == "annee":
            told.years[int(value)] += count
        else:
            told.names[what.removeprefix(NAMED), value] = words
    return told


def known_names(where: Where) -> dict[tuple[str, str], str]:
    """Return the names that need no query."""
    kinds = [*ActivityKind.choices, *choices.EventKind.choices]
    names = {("type", str(kind)): str(words) for kind, words in kinds}
    return names | {("departement", code): departement_name(code) for code in where.departement}


def by_kind_and_place(one: Found) -> Iterator[QuerySet[Any, Any]]:
    """Yield the groups."""
    yield grouped(
        one.dates,
        "group",
        value=F("event__kind"),
        place=Coalesce("event__location__slug", NOTHING),
        place_words=Coalesce("event__location__name", NOTHING),
        departement=Coalesce("event__location__departement", "event__commune__departement", NOTHING),
    )
    yield grouped(
        one.sessions,
        "group",
        value=F("activity__slug"),
        words=F("activity__name"),
        sort=F("activity__kind"),
        place=F("location__slug"),
        place_words=F("location__name"),
        departement=F("location__departement"),
    )
    yield grouped(
        one.imported,
        "group",
        value=F("calendar__kind"),
        place=Coalesce("calendar__location__slug", NOTHING),
        place_words=Coalesce("calendar__location__name", NOTHING),
        departement=Coalesce("calendar__location__departement", NOTHING),
    )


def by_partner(one: Found) -> Iterator[QuerySet[Any, Any]]:
    """Yield the organisations that dates come from; a date of several counts for each."""
    organised = one.dates.filter(event__organisers__isnull=False)
    yield grouped(organised, "partenaire", value=F("event__organisers__slug"), words=F("event__organisers__name"))
    yield grouped(one.sessions, "partenaire", value=F("host__slug"), words=F("host__name"))
    organisation = "calendar__organisation__"
    yield grouped(one.imported, "partenaire", value=F(f"{organisation}slug"), words=F(f"{organisation}name"))


def by_year(over: Found) -> Iterator[QuerySet[Any, Any]]:
    """Yield the years of what is over."""
    # Both databases write a day as 2014-05-22; SQLite would call Python for each row to extract the year.
    year = Substr(Cast("first_day", CharField()), 1, 4)
    yield grouped(over.dates, "annee", value=year)
    yield grouped(over.imported, "annee", value=year)


def named(where: Where) -> Iterator[QuerySet[Any, Any]]:
    """Yield the names of what is asked for, which may have no date."""
    if where.lieu:
        places = Location.objects.filter(slug__in=where.lieu, live=True)
        yield grouped(places, f"{NAMED}lieu", value=F("slug"), words=F("name"))
    if where.partenaire:
        partners = Organisation.objects.filter(slug__in=where.partenaire)
        yield grouped(partners, f"{NAMED}partenaire", value=F("slug"), words=F("name"))
    if where.type:
        activities = Activity.objects.filter(slug__in=where.type)
        yield grouped(activities, f"{NAMED}type", value=F("slug"), words=F("name"))


def grouped(rows: QuerySet[Any], what: str, **columns: Any) -> QuerySet[Any, Any]:
    """Return how many rows there are of each, in columns that all of these queries share."""
    values = {**columns, "what": Value(what, output_field=CharField())}
    # Under names that no model has a field of.
    told = {f"told_{name}": values.get(name, NOTHING) for name in COLUMNS}
    labelled: QuerySet[Any, Any] = rows.order_by().annotate(**told).values(*told).annotate(told_count=Count("pk"))
    return labelled.values_list(*told, "told_count")
