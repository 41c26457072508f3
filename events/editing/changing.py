"""One date of an event changed: cancelled, moved, given a note, put back, added. Always through a revision."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from core.choices import ExceptionKind
from core.dates import day_words
from core.recurrence.rule import InvalidRule
from events import schedule
from events.editing.exceptions import MOST_ROWS, reach, refusal
from events.editing.publishing import Refused, Then, locked_event, save
from events.editing.schedule_form import given_days
from events.models import EventException, EventPage


class Act(models.TextChoices):
    """What one does with a date."""

    CANCEL = "cancel", "Annuler cette date"
    MOVE = "move", "Déplacer"
    NOTE = "note", "Enregistrer le mot"
    ADD = "add", "Ajouter cette date"
    RESTORE = "restore", "Rétablir"


KINDS = {
    Act.CANCEL: ExceptionKind.CANCELLED,
    Act.MOVE: ExceptionKind.MOVED,
    Act.NOTE: ExceptionKind.NOTE,
    Act.ADD: ExceptionKind.ADDED,
}


class RefusedAt(Refused):
    """The change is not possible because of one field."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class Change:
    """What is asked of one date, named by the day that the rule gives (for an added one, the day itself)."""

    act: Act
    day: date
    new_day: date | None = None
    new_start: time | None = None
    new_end: time | None = None
    note: str = ""


@transaction.atomic
def change_date(pk: int, change: Change, *, user: Any, base: str, then: Then) -> str:
    """
    Change one date of the event, and return what was done, in words.

    `base` is the name of what the person saw (`publishing.base_of`). `Then.ALONE` publishes this change alone: what
    else is in the draft stays a draft.

    :raises ChangedMeanwhile: somebody else saved the page since.
    :raises RefusedAt: a field of the change is wrong.
    :raises Refused: the page is locked, or not complete enough to be published.
    """
    event = locked_event(pk, user=user, base=base)

    def apply(page: EventPage) -> EventPage:
        apply_to(page, change)
        return page

    apply_everywhere(event, apply, user=user, then=then)
    return done_words(change)


def apply_everywhere(event: EventPage, apply: Callable[[EventPage], EventPage], *, user: Any, then: Then) -> None:
    """Apply a change to the latest draft, or (`Then.ALONE`) to what is public, then to the draft again."""
    draft_revision = event.latest_revision
    if then is Then.ALONE and event.live and draft_revision is not None:
        save(apply(EventPage.objects.get(pk=event.pk)), user=user, then=Then.PUBLISH)
        save(apply(draft_revision.as_object()), user=user, then=Then.DRAFT)
        return
    save(apply(event.get_latest_revision_as_object()), user=user, then=then)


def apply_to(page: EventPage, change: Change) -> None:
    """
    Change the date in this copy of the page.

    :raises RefusedAt: a field of the change is wrong.
    """
    rows = list(page.exceptions.all())
    known = next((one for one in rows if one.original_day == change.day), None)
    if change.act is Act.RESTORE:
        if known is not None:
            page.exceptions.remove(known)
        return
    if known is None and len(rows) >= MOST_ROWS:
        raise RefusedAt("day", f"Plus de {MOST_ROWS} dates différentes : c'est trop pour un seul événement.")
    if change.act is Act.ADD and known is not None:
        raise RefusedAt("day", f"Il y a déjà une date {day_words(change.day)} : changez-la dans la liste.")
    row = written(known, change)
    check(page, row, rows)
    page.exceptions.add(row)


def written(known: EventException | None, change: Change) -> EventException:
    """Return the row with what is asked for; an added date stays an added one, at its new day and hours."""
    row = known or EventException()
    row.note = change.note
    if known and change.act is Act.NOTE:
        return row
    was_added = known is not None and known.kind == ExceptionKind.ADDED
    if was_added and change.act is Act.CANCEL:
        raise RefusedAt("note", "Cette date a été ajoutée : retirez-la plutôt.")
    has_hours = change.act in (Act.MOVE, Act.ADD)
    row.new_start_time = change.new_start if has_hours else None
    row.new_end_time = change.new_end if has_hours else None
    if was_added:
        row.original_day = change.new_day or change.day
        return row
    row.kind, row.original_day = KINDS[change.act], change.day
    row.new_day = change.new_day if change.act is Act.MOVE else None
    return row


def check(page: EventPage, row: EventException, rows: list[EventException]) -> None:
    """:raises RefusedAt: the date cannot be so."""
    if any(one is not row and one.original_day == row.original_day for one in rows):
        raise RefusedAt("new_day", f"Il y a déjà une date {day_words(row.original_day)} : changez-la dans la liste.")
    try:
        its_rule = schedule.rule(page)
        given, left_out = given_days(page, its_rule, reach([row]) or row.original_day)
    except InvalidRule as error:
        raise RefusedAt("day", str(error)) from error
    if wrong := refusal(row, given, repeats=its_rule is not None, left_out=left_out):
        raise RefusedAt({"original_day": "day", "kind": "day"}.get(wrong[0], wrong[0]), wrong[1])
    try:
        row.full_clean(exclude=["event"], validate_unique=False)
    except ValidationError as error:
        raise RefusedAt("new_day" if row.kind == ExceptionKind.MOVED else "note", error.messages[0]) from error


def done_words(change: Change) -> str:
    """Say what was done."""
    day = day_words(change.day)
    match change.act:
        case Act.CANCEL:
            return f"La date du {day} est annulée."
        case Act.MOVE:
            return f"La date du {day} est déplacée{f' au {day_words(change.new_day)}' if change.new_day else ''}."
        case Act.ADD:
            return f"La date du {day} est ajoutée."
        case Act.NOTE:
            return f"Le mot de la date du {day} est enregistré."
        case Act.RESTORE:
            return f"La date du {day} est de nouveau comme la répétition la donne."
