"""What the agenda says, ready for its template, which applies no rule of its own."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.selectors import unknown_sentences
from core.dates import following_month, preceding_month
from core.words import number_words
from events.agenda import choosing, days
from events.agenda.filters import FIRST_YEAR, LAST_YEAR, Chosen, Filters, chosen, page_number, read_filters
from events.agenda.subscribe import subscription
from events.choices import View
from events.selectors import agenda as selectors
from events.selectors.tally import Tally, tally
from locations.finder.near import Near, near_words
from locations.selectors.meanings import Meaning

if TYPE_CHECKING:
    from events.models import AgendaPage

PAGE_SIZE = 20
PANEL_NAMES = ("quand", "du", "au", "departement", "lieu", "type", "partenaire", "public", "rayon")


def agenda(root: "AgendaPage", params: QueryDict, *, now: datetime, path: str) -> dict[str, Any]:
    """
    Return what the agenda shows for these parameters, as a list (paged, from 1), a week or a month.

    Seven queries at most, two more where a town is asked for; one less where a lot was counted moments ago.
    """
    filters = read_filters(params, now=now)
    first, last = span(filters, now=now)
    counts = tally(within(filters, first, last), now=now)
    asked = counts.asked()
    in_force = chosen(filters, asked)
    shown = layout(filters, counts, first, now=now, path=path, page=page_number(params.get("page", "")))
    heading = heading_of(root, filters)
    return {
        "filters": filters,
        "view": filters.view.value,
        "heading": heading,
        "title": ", ".join(filter(None, [heading, shown["span_words"]])),
        "crumbs": crumbs(root, filters, path),
        "remarks": [*filters.remarks, *unknown_sentences(asked)],
        "understood": filters.near.remark,
        "towns": town_links(filters, filters.near.choices, path),
        "alike": town_links(filters, filters.near.alike, path),
        "unknown_town": filters.near.q if filters.near.is_unknown else "",
        "total_words": total_words(filters, counts.total),
        "path": path,
        "views": view_links(filters, shown["anchor"], path, now=now),
        "quick": choosing.quick_links(filters, path),
        "panels": choosing.panels(filters, counts),
        "panel_hidden": choosing.hidden(filters, PANEL_NAMES),
        "search_hidden": choosing.hidden(filters, ("q", "lat", "lon")),
        "around_url": path + replace(filters, near=Near()).query(),
        "chosen": [{"words": one.words, "url": path + one.left.query()} for one in in_force],
        "years": year_links(filters, counts, path),
        "upcoming_url": path + filters.without_days().query(),
        "subscription": subscription(filters, path=path, asked=asked),
        **shown,
        **({} if counts.total else empty(filters, in_force, path, now=now)),
    }  # fmt: skip


def layout(
    filters: Filters, counts: Tally, first: date | None, *, now: datetime, path: str, page: int
) -> dict[str, Any]:
    """Return the days or the weeks, and where what comes before and after them is."""
    if first is None:
        return as_list(filters, counts.total, now=now, path=path, page=page)
    shown: dict[str, Any] = {
        "span_words": days.span_words(filters, first),
        "anchor": first,
        "days": [],
        "weeks": [],
        "page_words": "",
    }
    if filters.view == View.MONTH:
        shown["weeks"] = days.month(filters, first, now=now, path=path)
        before, after = preceding_month(first), following_month(first)
    else:
        shown["days"] = days.week(filters, first, now=now, path=path)
        before, after = first - timedelta(days=7), first + timedelta(days=7)
    return shown | {
        "previous_url": path + turned(filters, before, now=now).query() if before.year >= FIRST_YEAR else "",
        "next_url": path + turned(filters, after, now=now).query() if after.year <= LAST_YEAR else "",
        "now_url": "" if turned(filters, first, now=now) == turned(filters, selectors.today(now), now=now)
        else path + turned(filters, selectors.today(now), now=now).query(),
    }  # fmt: skip


def as_list(filters: Filters, total: int, *, now: datetime, path: str, page: int) -> dict[str, Any]:
    """Return a page of the list; one that there is not is the last."""
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(page, pages)
    today = selectors.today(now)
    since = today if filters.past else filters.days[0] or today
    keys = selectors.in_order(filters, now=now)[(page - 1) * PAGE_SIZE : page * PAGE_SIZE] if total else ()
    lines = selectors.entries(keys, now=now, since=since, partners=False)
    listed = days.listed(lines, today=today, latest_first=filters.past)
    return {
        "span_words": "",
        "anchor": listed[0].day if listed and filters.past else filters.days[0],
        "days": listed,
        "weeks": [],
        "page_words": _("Page %(page)d sur %(pages)d") % {"page": page, "pages": pages},
        "previous_url": path + filters.query(page=str(page - 1)) if page > 1 else "",
        "next_url": path + filters.query(page=str(page + 1)) if page < pages else "",
        "now_url": "",
    }


def span(filters: Filters, *, now: datetime) -> tuple[date | None, date | None]:
    """Return the first and the last day of the week or the month shown; neither for a list."""
    day = filters.days[0] or selectors.today(now)
    if filters.view == View.MONTH:
        day = min(max(day, date(FIRST_YEAR, 1, 1)), date(LAST_YEAR, 12, 31))
        first = filters.month or day.replace(day=1)
        return first, following_month(first) - timedelta(days=1)
    if filters.view == View.WEEK:
        day = min(max(day, date(FIRST_YEAR, 1, 8)), date(LAST_YEAR, 12, 24))
        monday = filters.week or day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    return None, None


def within(filters: Filters, first: date | None, last: date | None) -> Filters:
    """Return the same for the days shown."""
    if first is None or last is None:
        return filters
    asked_first, asked_last = filters.days
    return replace(filters, first=max(asked_first or first, first), last=min(asked_last or last, last))


def turned(filters: Filters, day: date, *, now: datetime) -> Filters:
    """Return the same view of the week or the month of this day; today's is not named, so that it stays today's."""
    today = selectors.today(now)
    if filters.view == View.MONTH:
        return replace(
            filters, week=None, month=None if day.replace(day=1) == today.replace(day=1) else day.replace(day=1)
        )
    monday, this_monday = (one - timedelta(days=one.weekday()) for one in (day, today))
    return replace(filters, month=None, week=None if monday == this_monday else monday)


def view_links(filters: Filters, anchor: date | None, path: str, *, now: datetime) -> list[dict[str, Any]]:
    """Return a link to each view, with all that is chosen; the week and the month are those of what is shown."""
    found = []
    for view in View:
        other = replace(filters, view=view, month=None, week=None)
        if view != View.LIST:
            other = turned(replace(other, past=False, year=None), anchor or selectors.today(now), now=now)
        here = view == filters.view
        found.append({"words": str(view.label), "url": path + (filters if here else other).query(), "here": here})
    return found


def heading_of(root: "AgendaPage", filters: Filters) -> str:
    """Return the title of the page."""
    if filters.year:
        return _("Agenda de %s") % filters.year
    return _("Agenda passé") if filters.past else root.title


def crumbs(root: "AgendaPage", filters: Filters, path: str) -> list[dict[str, str]]:
    """Return the way here: the agenda always stands below the front page."""
    above = [{"words": _("Accueil"), "url": "/"}]
    return [*above, {"words": root.title, "url": path}] if filters.past else above


def total_words(filters: Filters, total: int) -> str:
    """Return how many dates there are, as a sentence would: "12 dates à venir à moins de 10 km de Grenoble (38000)"."""
    number = number_words(total)
    if filters.past:
        said = (
            ngettext("%s événement passé", "%s événements passés", total) % number
            if total
            else _("Aucun événement passé")
        )
    elif filters.view != View.LIST or (filters.days != (None, None) and not filters.when):
        said = ngettext("%s date", "%s dates", total) % number if total else _("Aucune date")
    else:
        said = ngettext("%s date à venir", "%s dates à venir", total) % number if total else _("Aucune date à venir")
    where = near_words(filters.near)
    if filters.near.departement:
        where = f"({where})"
    return f"{said} {where}".strip()


def town_links(filters: Filters, meanings: Sequence[Meaning], path: str) -> list[dict[str, str]]:
    """Return what may have been meant, each as a link to exactly that."""
    return [
        {
            "words": one.label,
            "departement": one.detail,
            "url": path + replace(filters, near=Near(one.query, radius_km=filters.near.radius_km)).query(),
        }
        for one in meanings
    ]


def year_links(filters: Filters, counts: Tally, path: str) -> list[dict[str, Any]]:
    """Return a link for each year that has something in its past, latest first, and how many dates."""
    kept = replace(filters.without_days(), past=True)
    return [
        {
            "words": str(year),
            "count": number_words(count),
            "said": ngettext(" date", " dates", count),
            "url": path + replace(kept, year=year).query(),
            "here": year == filters.year,
        }
        for year, count in sorted(counts.years.items(), reverse=True)
    ]


def empty(filters: Filters, in_force: list[Chosen], path: str, *, now: datetime) -> dict[str, Any]:
    """Return what to do where nothing is found: two queries at most."""
    links = [link for link in [choosing.next_link(filters, path, now=now)] if link]
    if filters:
        links.append({"words": _("Voir toutes les dates à venir"), "url": path})
    finder = "/points-accueil/" + replace(Filters(), near=filters.near).query() if filters.near else "/points-accueil/"
    links.append({"words": _("Trouver un lieu d'aide numérique"), "url": finder})
    return {
        "empty_title": _("Rien pour ce choix, pour l'instant") if filters else _("Rien pour l'instant"),
        "empty_text": _("L'agenda change chaque semaine. Les lieux reçoivent aussi sans rendez-vous."),
        "empty_links": links,
        "removals": choosing.removals(filters, in_force, path, now=now),
    }
