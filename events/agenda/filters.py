"""What an address of the agenda or of a feed asks for: what, where, by whom, for whom, and when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from booking.offer_list.asked import Span, read_days
from booking.selectors import Asked, in_words
from booking.selectors import Filters as Where
from core.dates import day_words, local_day, read_month
from events import choices
from events.agenda.near import within
from events.choices import View, When
from locations.finder.filters import WORDS
from locations.finder.near import Near, near_words, read_near
from locations.finder.search import read_search

PAST = "passe"
FIRST_YEAR, LAST_YEAR = 1900, 2100
Choice = TypeVar("Choice", View, When)


@dataclass(frozen=True, slots=True)
class Filters:
    """
    What is asked for; nothing asked is everything.

    `where` is what sessions are asked by too (its `type` may also be an event's kind), `publics` the standard's codes,
    `near` a town and around it; `first`, `last`, `when` and `year` are about days, which `days` puts together. A value
    that nothing is named by matches nothing; `remarks` says so in sentences. `view`, `month` (its first day), `week`
    (its Monday) and `past` are how the page is laid out: what is found does not depend on them, but for `past`.
    """

    where: Where = field(default_factory=Where)
    publics: tuple[str, ...] = ()
    near: Near = field(default_factory=Near)
    first: date | None = None
    last: date | None = None
    when: When | None = None
    today: date | None = None
    year: int | None = None
    past: bool = False
    view: View = View.LIST
    month: date | None = None
    week: date | None = None
    remarks: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is asked."""
        return bool(self.where or self.publics or self.near or self.days != (None, None))

    @property
    def days(self) -> Span:
        """The days asked for, on the site's clock."""
        spans: list[Span] = [(self.first, self.last)]
        if self.when and self.today:
            spans.append(days_of(self.when, today=self.today))
        if self.year:
            spans.append((date(self.year, 1, 1), date(self.year, 12, 31)))
        firsts, lasts = [first for first, _last in spans if first], [last for _first, last in spans if last]
        return max(firsts, default=None), min(lasts, default=None)

    def without_days(self) -> "Filters":
        """Return the same for any day, however laid out: what a calendar can follow."""
        return replace(
            self, first=None, last=None, when=None, year=None, past=False, view=View.LIST, month=None, week=None
        )

    def pairs(self) -> list[tuple[str, str]]:
        """Return what an address carries, in one order."""
        pairs = [("quand", self.when.value)] if self.when else []
        pairs += [("du", self.first.isoformat())] if self.first else []
        pairs += [("au", self.last.isoformat())] if self.last else []
        pairs += self.near.query() + self.where.query() + [("public", code) for code in self.publics]
        pairs += [("vue", self.view.value)] if self.view != View.LIST else []
        if self.view == View.MONTH and self.month:
            pairs.append(("mois", f"{self.month:%Y-%m}"))
        if self.view == View.WEEK and self.week:
            pairs.append(("semaine", f"{self.week:%G-W%V}"))
        pairs += [("periode", PAST)] if self.past else []
        return [*pairs, ("annee", str(self.year))] if self.year else pairs

    def query(self, **more: str) -> str:
        """Return the query string with its question mark: one question is one string, "" where nothing is asked."""
        encoded = urlencode([*self.pairs(), *((name, value) for name, value in more.items() if value)])
        return f"?{encoded}" if encoded else ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One filter in words, by its name in the address, and what is asked without it."""

    name: str
    words: str
    left: Filters


def read_filters(params: QueryDict, *, now: datetime) -> Filters:
    """
    Read the parameters; a date, a distance or a choice that is none is left out, and remarked on.

    Where something is asked near a town, five queries; else none.
    """
    remarks: list[str] = []
    first, last = read_days(params, remarks)
    # Where and for whom are read as the finder does, from the same names.
    shared = QueryDict(mutable=True)
    for name in ("q", "lat", "lon", "rayon", "public"):
        shared.setlist(name, params.getlist(name))
    zone = ZoneInfo(settings.TIME_ZONE)
    search = read_search(shared, zone=zone)
    view = read_choice(params, "vue", View, remarks) or View.LIST
    year = read_year(params, remarks) if view == View.LIST else None
    return Filters(
        where=Where.from_query(params),
        publics=search.audiences,
        near=read_near(search, within=within),
        first=first,
        last=last,
        when=read_choice(params, "quand", When, remarks),
        today=local_day(now, zone),
        year=year,
        past=view == View.LIST and (read_period(params, remarks) or year is not None),
        view=view,
        month=asked_month(params, remarks),
        week=read_week(params, remarks),
        remarks=(*search.remarks, *remarks),
    )


def asked_month(params: QueryDict, remarks: list[str]) -> date | None:
    """Return the first day of the month `mois`, written 2026-11."""
    text = params.get("mois", "").strip()
    month = read_month(text)
    if month and FIRST_YEAR <= month.year <= LAST_YEAR:
        return month
    if text:
        remarks.append(_("«\u00a0%s\u00a0» n'est pas un mois\u00a0: écrivez-le comme 2026-03.") % text[:40])
    return None


def read_week(params: QueryDict, remarks: list[str]) -> date | None:
    """Return the Monday of the week `semaine`, written 2026-W48 (ISO 8601)."""
    text = params.get("semaine", "").strip()
    if match := re.fullmatch(r"(\d{4})-?W(\d{1,2})", text.upper(), re.ASCII):
        try:
            monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        except ValueError:
            monday = date.min
        if FIRST_YEAR <= monday.year <= LAST_YEAR:
            return monday
    if text:
        remarks.append(_("«\u00a0%s\u00a0» n'est pas une semaine\u00a0: écrivez-la comme 2026-W10.") % text[:40])
    return None


def read_year(params: QueryDict, remarks: list[str]) -> int | None:
    """Return the year `annee`."""
    text = params.get("annee", "").strip()
    if re.fullmatch(r"\d{4}", text, re.ASCII) and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    if text:
        remarks.append(_("«\u00a0%s\u00a0» n'est pas une année.") % text[:40])
    return None


def read_period(params: QueryDict, remarks: list[str]) -> bool:
    """Whether what is over is asked for."""
    text = params.get("periode", "").strip()
    if text and text != PAST:
        remarks.append(_("Nous ne connaissons pas «\u00a0%(value)s\u00a0».") % {"value": text[:60]})
    return text == PAST


def read_choice(params: QueryDict, name: str, known: type[Choice], remarks: list[str]) -> Choice | None:
    """Return the value of this parameter, or remark that it is not one of those known."""
    text = params.get(name, "").strip()
    if text in known.values:
        return known(text)
    if text:
        remarks.append(_("Nous ne connaissons pas «\u00a0%(value)s\u00a0».") % {"value": text[:60]})
    return None


def page_number(text: str) -> int:
    """Return the page asked for, 1 where that is no number."""
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def days_of(when: When, *, today: date) -> tuple[date, date]:
    """Return the days of that name that are still to come, both included; on a Sunday the week-end is that day."""
    sunday = today + timedelta(days=6 - today.weekday())
    if when == When.TODAY:
        return today, today
    if when == When.WEEK:
        return today, sunday
    if when == When.WEEKEND:
        return max(today, sunday - timedelta(days=1)), sunday
    following = (today.replace(day=28) + timedelta(days=4)).replace(day=1)
    return today, following - timedelta(days=1)


def named(filters: Filters) -> list[Asked]:
    """Return what is asked by name, in words; they are empty for a value that nothing is named by."""
    kinds = dict(choices.EventKind.choices)
    return [
        replace(one, words=one.words or str(kinds.get(one.value, ""))) if one.name == "type" else one
        for one in in_words(filters.where)
    ]


def chosen(filters: Filters, asked: Sequence[Asked]) -> list[Chosen]:
    """Return each filter in force, with what is left without it."""
    found = []
    if filters.when:
        found.append(Chosen("quand", str(filters.when.label), replace(filters, when=None)))
    if filters.first:
        words = _("à partir du %s") % day_words(filters.first, weekday=False)
        found.append(Chosen("du", words, replace(filters, first=None)))
    if filters.last:
        words = _("jusqu'au %s") % day_words(filters.last, weekday=False)
        found.append(Chosen("au", words, replace(filters, last=None)))
    if filters.year:
        found.append(Chosen("annee", str(filters.year), replace(filters, year=None)))
    if filters.near:
        words = near_words(filters.near) or filters.near.q
        found.append(Chosen("q", words[:1].upper() + words[1:], replace(filters, near=Near())))
    for one in asked:
        others = tuple(value for value in getattr(filters.where, one.name) if value != one.value)
        without: dict[str, Any] = {one.name: others}
        left = replace(filters, where=replace(filters.where, **without))
        found.append(Chosen(one.name, one.words or one.value, left))
    for code in filters.publics:
        others = tuple(other for other in filters.publics if other != code)
        found.append(Chosen("public", str(WORDS["public"][code]), replace(filters, publics=others)))
    return found
