"""What an address of the list asks for: where, what, when, for how many."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.models import Session
from booking.models.session import SessionQuerySet
from booking.selectors import Asked, Filters
from core.dates import day_words
from core.geo import Point, distance_from
from locations.finder.facets import WITHOUT_APPOINTMENT
from locations.finder.near import MOST_PLACES, Keys, Near, near_words, read_near
from locations.finder.search import read_search
from locations.models import Location
from locations.selectors.openings import inside_circle

MOST_PEOPLE = 20
PARTNER = re.compile(r"[\w-]{1,100}", re.ASCII)
"""A partner's slug, whoever it is: it is looked up once somebody books."""

Span = tuple[date | None, date | None]
"""Days, both included; `None` is without end."""


@dataclass(frozen=True, slots=True)
class Question:
    """
    What is asked for; nothing asked is everything.

    `where` is what feeds and the agenda are asked by too. `people`: only where so many can still book (0: wherever it
    is). `drop_in`: only where one may come without a booking. `remarks`: what could not be read, in sentences.
    `via` asks nothing: it names the partner whose poster or site led here, and goes along to what is booked.
    """

    where: Filters = field(default_factory=Filters)
    near: Near = field(default_factory=Near)
    first: date | None = None
    last: date | None = None
    people: int = 0
    drop_in: bool = False
    remarks: tuple[str, ...] = ()
    via: str = ""

    def __bool__(self) -> bool:
        """Whether anything is asked."""
        return bool(self.pairs())

    def pairs(self) -> list[tuple[str, str]]:
        """Return what an address carries, in one order."""
        pairs = self.near.query() + self.where.query()
        pairs += [("du", self.first.isoformat())] if self.first else []
        pairs += [("au", self.last.isoformat())] if self.last else []
        pairs += [("places", str(self.people))] if self.people else []
        return [*pairs, ("rdv", WITHOUT_APPOINTMENT)] if self.drop_in else pairs

    def query(self, **more: str) -> str:
        """Return the query string with its question mark: "" where nothing is asked."""
        beside = {"via": self.via, **more}
        encoded = urlencode([*self.pairs(), *((name, value) for name, value in beside.items() if value)])
        return f"?{encoded}" if encoded else ""

    def apply(self, sessions: SessionQuerySet, *, now: datetime) -> SessionQuerySet:
        """Keep what is asked for."""
        found = self.where.apply(sessions)
        if self.near:
            found = found.filter(self.near.condition("location"))
        found = on_days(found, self.first, self.last)
        if self.drop_in:
            found = found.without_appointment()
        return found.with_room(self.people, now=now) if self.people else found


@dataclass(frozen=True, slots=True)
class Chosen:
    """One filter in words, and what is asked without it."""

    words: str
    left: Question


def read_question(params: QueryDict) -> Question:
    """
    Read the parameters; what is no date, no number or no distance is left out, and remarked on.

    Where something is asked near a town, five queries at most; else none.
    """
    remarks: list[str] = []
    first, last = read_days(params, remarks)
    # Where is read as the finder does, from the same names.
    shared = QueryDict(mutable=True)
    for name in ("q", "lat", "lon", "rayon"):
        shared.setlist(name, params.getlist(name))
    search = read_search(shared, zone=ZoneInfo(settings.TIME_ZONE))
    return Question(
        where=Filters.from_query(params),
        near=read_near(search, within=within),
        first=first,
        last=last,
        people=read_people(params, remarks),
        drop_in=params.get("rdv") == WITHOUT_APPOINTMENT,
        remarks=(*search.remarks, *remarks),
        via=via if PARTNER.fullmatch(via := params.get("via", "")) else "",
    )


def read_days(params: QueryDict, remarks: list[str]) -> Span:
    """Return the days from `du` to `au`, in their order."""
    first, last = read_day(params, "du", remarks), read_day(params, "au", remarks)
    if first and last and last < first:
        remarks.append(_("La date de fin est avant la date de début : nous les avons échangées."))
        return last, first
    return first, last


def read_day(params: QueryDict, name: str, remarks: list[str]) -> date | None:
    """Return the ISO date of this parameter, or remark that it is none."""
    text = params.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        remarks.append(_("«\u00a0%s\u00a0» n'est pas une date\u00a0: écrivez-la comme 2026-03-03.") % text[:40])
        return None


def read_people(params: QueryDict, remarks: list[str]) -> int:
    """Return for how many there must be places, 0 where nobody says."""
    text = params.get("places", "").strip()
    if text.isascii() and text.isdigit() and 0 < int(text[:4]) <= MOST_PEOPLE and len(text) < 4:
        return int(text)
    if text:
        words = _("«\u00a0%(text)s\u00a0» n'est pas un nombre de personnes entre 1 et %(most)s.")
        remarks.append(words % {"text": text[:40], "most": MOST_PEOPLE})
    return 0


def on_days(sessions: SessionQuerySet, first: date | None, last: date | None) -> SessionQuerySet:
    """Keep those of these days."""
    # The day of a session overseas may differ by hours from the site's: near enough for a filter by days.
    if first:
        sessions = sessions.filter(start__gte=midnight(first))
    if last and last < date.max:
        sessions = sessions.filter(start__lt=midnight(last + timedelta(days=1)))
    return sessions


def midnight(day: date) -> datetime:
    """Return the beginning of the day on the site's clock."""
    # In the first year of all, Paris's midnight would lie before time itself.
    return datetime.combine(max(day, date(1900, 1, 1)), time(), ZoneInfo(settings.TIME_ZONE)).astimezone(UTC)


def within(point: Point, radius_km: float) -> tuple[Keys, Keys]:
    """Return the keys of the places, nearest first, that have sessions so near: one query."""
    held = Exists(Session.objects.filter(location=OuterRef("pk")))
    parts = [
        Location.objects.filter(held, live=True, **there).order_by().values_list("pk", "latitude", "longitude")
        for there in inside_circle(point, radius_km * 1000)
    ]
    distance = distance_from(point)
    measured = sorted((distance(lat, lon), pk) for pk, lat, lon in parts[0].union(*parts[1:], all=True))
    return tuple(pk for metres, pk in measured if metres <= radius_km * 1000)[:MOST_PLACES], ()


def chosen(question: Question, asked: Sequence[Asked]) -> list[Chosen]:
    """Return each filter in force, with what is left without it."""
    found = []
    if question.near:
        words = near_words(question.near) or question.near.q
        found.append(Chosen(words[:1].upper() + words[1:], replace(question, near=Near())))
    for one in asked:
        others: dict[str, Any] = {
            one.name: tuple(value for value in getattr(question.where, one.name) if value != one.value)
        }
        left = replace(question, where=replace(question.where, **others))
        found.append(Chosen(one.words or one.value, left))
    if question.first:
        words = _("À partir du %s") % day_words(question.first, weekday=False)
        found.append(Chosen(words, replace(question, first=None)))
    if question.last:
        words = _("Jusqu'au %s") % day_words(question.last, weekday=False)
        found.append(Chosen(words, replace(question, last=None)))
    if question.people:
        words = ngettext("Encore %s place", "Encore %s places", question.people) % question.people
        found.append(Chosen(words, replace(question, people=0)))
    if question.drop_in:
        found.append(Chosen(_("Sans rendez-vous"), replace(question, drop_in=False)))
    return found
