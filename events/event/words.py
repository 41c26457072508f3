"""What an event's page says in sentences: whether it takes place, how it repeats, what went before and comes after."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.clocks import zone_words
from core.dates import day_words, days_words, moment_words, range_words, time_words
from core.recurrence.rule import InvalidRule
from core.recurrence.words import rule_words
from core.words import listing
from events import choices, schedule
from events.agenda.entries import occurrence_words
from events.models.occurrence import Occurrence

if TYPE_CHECKING:  # the page imports its own context from below
    from events.models import EventPage


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence that stands above everything: `kind` is that of `components/notice.html`."""

    kind: str
    title: str
    text: str


def notices(event: "EventPage", shown: Occurrence | None, *, is_over: bool, asked_for: bool) -> list[Notice]:
    """
    Return what must be known first of the event, and of the date that its page shows; nothing where all is well.

    `asked_for` tells that this very date was asked for, and is not simply the next one.
    """
    both = of_the_event(event, is_over=is_over), of_the_date(event, shown, asked_for=asked_for)
    found = [one for one in both if one]
    if is_over and event.status != choices.EventStatus.CANCELLED:
        found.append(Notice("info", "", _("Cet événement est passé.")))
    return found


def of_the_event(event: "EventPage", *, is_over: bool) -> Notice | None:
    """Return what is to be said of all its dates: the staff's own sentence, or a ready one."""
    said = event.status_note.strip()
    match event.status:
        case choices.EventStatus.CANCELLED:
            ready = _("Cet événement n'a pas eu lieu.") if is_over else _("Cet événement n'aura pas lieu.")
            return Notice("stop", _("Annulé"), said or ready)
        case choices.EventStatus.POSTPONED:
            ready = _("Cet événement n'aura pas lieu à la date prévue. La nouvelle date sera donnée ici.")
            return Notice("caution", _("Reporté"), said or ready)
        case choices.EventStatus.ONLINE if not is_over:
            return Notice("info", _("En ligne"), said or _("Cet événement se tient en ligne, et non sur place."))
    return Notice("info", "", said) if said and not is_over else None


def of_the_date(event: "EventPage", shown: Occurrence | None, *, asked_for: bool) -> Notice | None:
    """Return what is to be said of the date that the page shows."""
    if shown is None or event.status in {choices.EventStatus.CANCELLED, choices.EventStatus.POSTPONED}:
        return None
    if shown.cancelled:
        one, none = _("Cette date est annulée."), _("Aucune des prochaines dates n'aura lieu.")
        return Notice("stop", _("Annulé"), " ".join(part for part in (one if asked_for else none, shown.note) if part))
    if shown.moved:
        was = moment_words(shown.original_start.astimezone(event.tz))
        if event.all_day:
            was = day_words(shown.original_start.astimezone(event.tz))
        said = _("C'était prévu le %s.") % was
        return Notice("caution", _("Déplacé"), " ".join(part for part in (said, shown.note) if part))
    return Notice("info", "", shown.note) if shown.note else None


def when_words(event: "EventPage", shown: Occurrence | None) -> str:
    """Return day and hour in words, with whose hour it is where that is not the site's."""
    words = occurrence_words(shown) if shown else days_words(event.first_day, event.end_day)
    return words if event.all_day else f"{words}{clock_words(event)}"


def planned_words(event: "EventPage") -> str:
    """Return when it was planned, of which no date need be known: "Mardi 10 mars 2026 de 14 h à 16 h"."""
    start = schedule.first_start(event)
    words = days_words(event.first_day, event.end_day)
    if not event.all_day:
        words = f"{range_words(start, start + schedule.duration(event))}{clock_words(event)}"
    repeats = repeats_words(event)
    words = f"{words[:1].upper()}{words[1:]}"
    return _("%(first)s, puis %(repeats)s") % {"first": words, "repeats": repeats} if repeats else words


def clock_words(event: "EventPage") -> str:
    """Return " (heure de la Martinique)", "" on the site's own clock."""
    words = zone_words(event.zone)
    return f" ({words})" if words else ""


def repeats_words(event: "EventPage") -> str:
    """Return how the event repeats, "" where it does not (or where what is stored is no rule of ours)."""
    try:
        rule = schedule.rule(event)
    except InvalidRule:
        return ""
    if rule is None:
        return ""
    return f"{rule_words(rule, schedule.first_start(event), all_day=event.all_day)}{left_out_words(event)}"


def left_out_words(event: "EventPage") -> str:
    """Return ", sauf les jours fériés et les vacances scolaires de la zone A", "" where nothing is left out."""
    left_out = [_("les jours fériés")] if event.without_public_holidays else []
    if event.school_zone:
        label = str(event.get_school_zone_display()).partition(" (")[0]
        left_out.append(_("les vacances scolaires (%s)") % f"{label[:1].lower()}{label[1:]}")
    return _(", sauf %s") % listing(left_out) if left_out else ""


def sequel_words(event: "EventPage", sequel: "EventPage") -> str:
    """Return "À partir du mardi 3 mars 2026, à 15 h", the hour where it is another."""
    words = _("À partir du %s") % day_words(sequel.first_day)
    if sequel.start_time and not sequel.all_day and sequel.start_time != event.start_time:
        words = _("%(day)s, à %(hour)s") % {"day": words, "hour": time_words(sequel.start_time)}
    return words


def prequel_words(event: "EventPage") -> str:
    """Return "Avant le mardi 3 mars 2026"."""
    return _("Avant le %s") % day_words(event.first_day)


def no_such_date_words(day: date) -> str:
    """Say that nothing is planned for the day asked for."""
    return _("Rien n'est prévu le %s : voici la prochaine date.") % day_words(day)
