"""What staff read about partners' calendars: how each fares, and what was found in it."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from core.dates import days_words, range_words
from core.words import listing, number_words
from events.choices import CalendarState
from events.models import ExternalCalendar, ExternalDate


def health_words(calendar: ExternalCalendar) -> str:
    """Return how a calendar fares, in a sentence."""
    match calendar.state:
        case CalendarState.DRAFT:
            words = "À vérifier : le public n'en voit rien. Regardez ce qui a été lu, puis mettez-le en ligne."
        case CalendarState.PAUSED:
            words = "En pause : le public n'en voit rien, et il n'est plus lu."
        case CalendarState.HELD:
            words = "Retenu : trop de dates ont disparu. Le public voit les anciennes, en attendant votre décision."
        case _ if calendar.last_error:
            words = "En ligne, mais la dernière lecture a échoué : le public voit la dernière bonne copie."
        case _:
            words = "En ligne."
    return words


def error_words(calendar: ExternalCalendar) -> str:
    """Return what went wrong last, and how often, or ""."""
    if not calendar.last_error:
        return ""
    return calendar.last_error + (f" {calendar.failures} échecs de suite." if calendar.failures > 1 else "")


def wants_words(calendar: ExternalCalendar) -> str:
    """Return what a person should do about a calendar, or what goes wrong, or ""."""
    asked = {
        CalendarState.DRAFT: "Regardez ce qui a été lu, puis mettez-le en ligne.",
        CalendarState.HELD: "Trop de dates ont disparu : à vous de décider.",
    }.get(CalendarState(calendar.state), "")
    return " ".join(filter(None, [asked, error_words(calendar)]))


def wants_somebody(calendar: ExternalCalendar) -> bool:
    """Whether a person should look at it."""
    return bool(wants_words(calendar))


def summary_words(counts: dict[str, int]) -> str:
    """Return how all calendars fare, in a sentence; `counts` are those of `external.selectors.counts`."""
    if not counts["all"]:
        return "Aucun agenda n'est suivi."
    parts = [
        (counts["live"], "en ligne"),
        (counts["failing"], "en échec"),
        (counts["held"], "en attente de votre décision"),
        (counts["draft"], "à vérifier"),
        (counts["paused"], "en pause"),
    ]
    said = [f"{number_words(number)} {words}" for number, words in parts if number]
    return f"{_count(counts['all'], 'agenda')} : {listing(said)}."


def found_words(report: dict[str, Any]) -> list[str]:
    """Return what a reading found and left out, in sentences."""
    if not report:
        return ["Cet agenda n'a pas encore été lu."]
    words = [f"{_count(report['events'], 'événement')} dans l'agenda, {_count(report['dates'], 'date')} pour le nôtre."]
    if report["truncated"]:
        words.append("L'agenda a plus de dates que nous n'en prenons : les dernières manquent.")
    if report["loops"]:
        words.append(
            f"{_count(report['loops'], 'date')} de notre propre agenda, que le partenaire publie à son tour : "
            "nous ne les prenons pas une deuxième fois."
        )
    if report["refused"]:
        words.append(f"{_count(report['refused'], 'événement')} n'ont pas pu être lus, ou en partie : voir plus bas.")
    if report["refused"] == 1:
        words[-1] = "1 événement n'a pas pu être lu, ou en partie : voir plus bas."
    return words + [str(note) for note in report["notes"]]


def when_words(one: ExternalDate) -> str:
    """Return when a date is, by its own clock."""
    if one.all_day:
        return days_words(one.first_day, one.last_day)
    return range_words(one.local_start, one.local_end)


def date_line(one: ExternalDate) -> dict[str, Any]:
    """Return a date as staff's lists show it."""
    return {
        "when": when_words(one),
        "title": one.title,
        "where": one.where,
        "url": one.url,
        "cancelled": one.cancelled,
        "kept": one.kept,
    }


def written_words(made: int, changed: int, gone: int) -> str:
    """Return what was written, in a sentence."""
    return (
        f"Dates ajoutées : {number_words(made)}, changées : {number_words(changed)}, retirées : {number_words(gone)}."
    )


def moment_said(moment: datetime | None) -> str:
    """Return a moment as lists show it, on the site's clock."""
    return timezone.localtime(moment).strftime("%d/%m/%Y à %H:%M") if moment else "–"


def _count(number: int, noun: str) -> str:
    return f"{number_words(number)} {noun}{'s' if number > 1 else ''}"
