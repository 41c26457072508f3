"""What the agenda and an event's page say, ready for their templates, which apply no rule of their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.selectors import offered_activities, unknown_sentences
from core.dates import day_words
from events import choices
from events.agenda.entries import Entry
from events.agenda.filters import PAST, Filters, chosen, named, read_filters
from events.agenda.form import FilterForm
from events.selectors import agenda as selectors
from locations.departements import departement_name

if TYPE_CHECKING:
    from events.models import AgendaPage

PAGE_SIZE = 20
NEXT_DATES = 10


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the thread, with its lines."""

    day: date
    words: str
    now: bool
    entries: list[Entry]


def agenda(root: "AgendaPage", params: QueryDict, *, now: datetime, path: str) -> dict[str, Any]:
    """
    Return what the agenda shows for these parameters: `days`, `filters`, the choices, the pages, the addresses.

    `periode=passe` is what is over, latest first; `page` counts from 1, and one that there is not is the last.
    """
    filters = read_filters(params, now=now)
    asked = named(filters)
    past = filters.past
    found, total = (selectors.past if past else selectors.upcoming)(filters, now=now)
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(page_number(params.get("page", "")), pages)
    lines = selectors.entries(found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], now=now)
    return {
        "filters": filters,
        "past": past,
        "heading": _("Agenda passé") if past else root.title,
        "crumbs": [*root.crumbs, {"words": root.title, "url": path}] if past else root.crumbs,
        "total_words": total_words(total, past=past),
        "days": by_day(lines, today=selectors.today(now), past=past),
        "remarks": [*filters.remarks, *filter(None, [filters.near.remark]), *unknown_sentences(asked)],
        "chosen": [{"words": one.words, "url": path + one.left.query()} for one in chosen(filters, asked)],
        "form": filter_form(filters, now=now),
        "years": year_links(path, now=now),
        "upcoming_url": path,
        "page_words": _("Page %(page)d sur %(pages)d") % {"page": page, "pages": pages},
        "previous_url": path + filters.query(page=str(page - 1)) if page > 1 else "",
        "next_url": path + filters.query(page=str(page + 1)) if page < pages else "",
        "feed_url": f"{settings.PUBLIC_BASE_URL}/flux/tout.ics{filters.without_days().query()}",
        "empty_links": empty_links(filters, path, past=past),
    }


def page_number(text: str) -> int:
    """Return the page asked for, 1 where that is no number."""
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def total_words(total: int, *, past: bool) -> str:
    """Return how many dates there are, as a sentence would."""
    if not total:
        return _("Aucun événement passé") if past else _("Aucune date à venir")
    if past:
        return ngettext("%d événement passé", "%d événements passés", total) % total
    return ngettext("%d date à venir", "%d dates à venir", total) % total


def by_day(lines: Iterable[Entry], *, today: date, past: bool) -> list[Day]:
    """Return the lines under their days, in the order of time (the other way round for what is past)."""
    found: dict[date, list[Entry]] = {}
    for line in lines:
        found.setdefault(line.day, []).append(line)
    return [Day(day, near_words(day, today=today), day == today, found[day]) for day in sorted(found, reverse=past)]


def near_words(day: date, *, today: date) -> str:
    """Return a day as a heading says it: "Aujourd'hui, mardi 3 mars", "Demain…", with its year if it is another."""
    words = day_words(day, year=day.year != today.year)
    if day == today:
        return _("Aujourd'hui, %s") % words
    if day == today + timedelta(days=1):
        return _("Demain, %s") % words
    return words[:1].upper() + words[1:]


def filter_form(filters: Filters, *, now: datetime) -> FilterForm:
    """Return what may be chosen: the kinds of events and the activities, and where something happens, and by whom."""
    places = list(selectors.places_to_choose(now=now))
    codes = sorted({place.departement for place in places} | set(filters.where.departement))
    return FilterForm(
        filters,
        kinds=list(dict([*choices.EventKind.choices, *offered_activities(now=now)]).items()),
        places=[(place.slug, str(place)) for place in places],
        partners=[(partner.slug, partner.name) for partner in selectors.partners_to_choose(now=now)],
        departements=[(code, f"{departement_name(code)} ({code})") for code in codes if departement_name(code)],
    )


def year_links(path: str, *, now: datetime) -> list[dict[str, str]]:
    """Return a link for each year that has something in its past."""
    return [
        {"words": str(year), "url": f"{path}?periode={PAST}&annee={year}"} for year in selectors.past_years(now=now)
    ]


def empty_links(filters: Filters, path: str, *, past: bool) -> list[dict[str, str]]:
    """Return what to do where nothing is found."""
    links = []
    if filters or past:
        links.append({"words": _("Voir toutes les dates à venir"), "url": path})
    links.append({"words": _("Trouver un lieu d'aide numérique"), "url": "/points-accueil/"})
    if not past:
        links.append({"words": _("Voir l'agenda passé"), "url": f"{path}?periode={PAST}"})
    return links
