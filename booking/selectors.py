"""Which sessions are asked for: the same filters for the list, the feed and the frames."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from booking import choices
from booking.models import Activity, Session
from booking.models.session import SessionQuerySet
from booking.rows import Course
from core.parameters import read_values
from locations.departements import departement_name
from locations.models import Location, Organisation


@dataclass(frozen=True, slots=True)
class Filters:
    """
    What an address asks for: slugs of places, of partners and of activities, codes of départements.

    Several values of one parameter mean OR, different parameters AND. `type` is an activity's slug or its kind.
    """

    lieu: tuple[str, ...] = ()
    partenaire: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    departement: tuple[str, ...] = ()

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        """Read them, sorted and each once, so that two ways to write the same question are one."""
        return cls(**{name: read_values(query, name) for name in cls.__dataclass_fields__})

    def __bool__(self) -> bool:
        """Whether anything is asked."""
        return any(getattr(self, name) for name in self.__dataclass_fields__)

    def query(self) -> list[tuple[str, str]]:
        """Return them as an address carries them."""
        return [(name, value) for name in self.__dataclass_fields__ for value in getattr(self, name)]

    def apply(self, sessions: SessionQuerySet) -> SessionQuerySet:
        """Keep what is asked for."""
        if self.lieu:
            sessions = sessions.filter(location__slug__in=self.lieu)
        if self.partenaire:
            sessions = sessions.filter(host__slug__in=self.partenaire)
        if self.type:
            sessions = sessions.filter(Q(activity__slug__in=self.type) | Q(activity__kind__in=self.type))
        if self.departement:
            sessions = sessions.filter(location__departement__in=self.departement)
        return sessions


@dataclass(frozen=True, slots=True)
class Asked:
    """One filter in words; `words` is empty for a value that nothing is named by."""

    name: str
    value: str
    words: str


def in_words(filters: Filters) -> list[Asked]:
    """Return each filter with what it names: one query for each parameter that is used."""
    known: dict[tuple[str, str], str] = {}
    if filters.lieu:
        places = Location.objects.filter(slug__in=filters.lieu, live=True).values_list("slug", "name")
        known |= {("lieu", slug): name for slug, name in places}
    if filters.partenaire:
        partners = Organisation.objects.filter(slug__in=filters.partenaire).values_list("slug", "name")
        known |= {("partenaire", slug): name for slug, name in partners}
    if filters.type:
        known |= {("type", kind): str(label) for kind, label in choices.ActivityKind.choices}
        activities = Activity.objects.filter(slug__in=filters.type).values_list("slug", "name")
        known |= {("type", slug): name for slug, name in activities}
    known |= {("departement", code): departement_name(code) for code in filters.departement}
    return [Asked(name, value, known.get((name, value), "")) for name, value in filters.query()]


def unknown_sentences(asked: list[Asked]) -> list[str]:
    """Say which values nothing is named by."""
    return [
        _("Nous ne connaissons pas «\u00a0%(value)s\u00a0».") % {"value": one.value[:60]}
        for one in asked
        if not one.words
    ]


def courses(sessions: Iterable[Session], *, now: datetime) -> dict[int, Course]:
    """Return what is known of the courses that these sessions (`with_place`) belong to: a query where there are any."""
    series = {one.series_id: one.series for one in sessions if one.series and one.series.scope == choices.Scope.COURSE}
    if not series:
        return {}
    dates: dict[int | None, list[Session]] = {pk: [] for pk in series}
    for one in Session.objects.filter(series__in=series.keys(), status=choices.SessionStatus.SCHEDULED).defer("note"):
        dates[one.series_id].append(one)
    return {pk: course_facts(dates[pk], one.join_until, now=now) for pk, one in series.items() if pk}


def course_facts(dates: list[Session], join_until: int, *, now: datetime) -> Course:
    """Return what is known of a course from the dates that take place."""
    coming = [one for one in dates if one.start > now]
    return Course(
        total=len(dates),
        left=len(coming),
        places=min((one.places_for(now=now) for one in coming), default=0),
        waiting_left=min((one.waiting_left for one in coming), default=0),
        open=bool(coming) and len(dates) - len(coming) < join_until,
    )
