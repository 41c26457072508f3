"""Dates of an event called off, moved elsewhere or given a word, all of one event in one revision."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models, transaction

from core.choices import ExceptionKind
from events import schedule
from events.choices import EventStatus
from events.editing.changing import Act, Change, apply_everywhere, apply_to
from events.editing.publishing import Then, base_of, locked_event, standing
from events.models import EventPage
from locations.models import Location

LONGEST_NOTE = 200


class What(models.TextChoices):
    """What becomes of what was to take place there."""

    CANCEL = "annuler", "Annuler, et prévenir"
    MOVE = "deplacer", "Déplacer dans un autre lieu, et prévenir"
    NOTE = "garder", "Garder, avec un mot pour le public (« Chez l'association voisine »)"


@transaction.atomic
def change_event(pk: int, days: Iterable[date], what: What, *, user: Any, note: str, place: Location | None) -> Then:
    """
    Change these dates (by the days that the rule gives) of an event, and return what follows for the public.

    What happens once is called off or moved as a whole. Of what repeats, one date has no place of its own: a date that
    moves says where in its note. Drafts keep what they say beside.

    :raises events.editing.publishing.Refused: the page is locked, or the person may not.
    """
    seen = EventPage.objects.select_related("latest_revision").get(pk=pk)
    event = locked_event(pk, user=user, base=base_of(seen))
    then = standing(event, user).choices[0]
    wanted = list(days)

    def apply(page: EventPage) -> EventPage:
        if schedule.rule(page) is None and not page.exceptions.all():
            whole(page, what, note=note, place=place)
        else:
            for day in wanted:
                one_date(page, day, what, note=note, place=place)
        return page

    apply_everywhere(event, apply, user=user, then=then)
    return then


def whole(page: EventPage, what: What, *, note: str, place: Location | None) -> None:
    """Change an event that happens once."""
    if what is What.CANCEL:
        page.status = EventStatus.CANCELLED
    elif what is What.MOVE:
        page.location = place
    if note or what is not What.MOVE:
        page.status_note = note or page.status_note


def one_date(page: EventPage, day: date, what: What, *, note: str, place: Location | None) -> None:
    """Change one date of what repeats."""
    known = next((one for one in page.exceptions.all() if one.original_day == day), None)
    if what is What.CANCEL:
        added = known is not None and known.kind == ExceptionKind.ADDED
        apply_to(page, Change(Act.RESTORE if added else Act.CANCEL, day, note="" if added else note))
        return
    said = where_words(place, note) if what is What.MOVE and place is not None else note
    apply_to(page, Change(Act.NOTE, day, note=said[:LONGEST_NOTE]))


def where_words(place: Location, note: str) -> str:
    """Return where a date takes place that has no place of its own."""
    where = f"Ce jour-là : {place}" + (f", {place.address}" if place.address else "")
    return f"{where}. {note}" if note else f"{where}."
