"""What somebody decides about a partner's calendar that would lose too many dates."""

import zlib
from datetime import datetime

from django.db import transaction

from events.choices import CalendarState
from events.external.comparing import Difference
from events.external.following import taken_from
from events.external.row import note
from events.external.taking import Taken
from events.external.writing import difference, write
from events.models import ExternalCalendar, ExternalDate, HeldReading


class NothingHeld(ValueError):
    """There is nothing to decide any more, or something else than what was seen; the message is for the person."""

    def __init__(self) -> None:
        super().__init__(
            "Cet agenda a changé depuis que vous l'avez regardé. Rien n'a été fait : regardez-le de nouveau."
        )


def accept(calendar: ExternalCalendar, digest: str, *, now: datetime) -> Difference:
    """
    Let the dates go that the partner no longer gives; return what was written.

    :raises NothingHeld: what is held is not what was seen.
    :raises NotGiven: it can no longer be read.
    """
    held = held_reading(calendar, digest)
    return settle(held, contents(held, now=now), keep=False, now=now)


def refuse(calendar: ExternalCalendar, digest: str, *, now: datetime) -> Difference:
    """
    Keep the dates that the partner no longer gives until they are over, and take the rest; return what was written.

    :raises NothingHeld: what is held is not what was seen.
    :raises NotGiven: it can no longer be read.
    """
    held = held_reading(calendar, digest)
    return settle(held, contents(held, now=now), keep=True, now=now)


@transaction.atomic
def drop_kept(calendar: ExternalCalendar, *, now: datetime) -> int:
    """Let the dates go that were kept though the partner no longer gives them; how many that was."""
    dropped = ExternalDate.objects.filter(calendar=calendar, kept=True, end__gt=now).delete()[0]
    if dropped:
        note(calendar, changed_at=now)
    return dropped


def held_reading(calendar: ExternalCalendar, digest: str) -> HeldReading:
    """
    Return what is held, if it is that.

    :raises NothingHeld: it is not.
    """
    found = HeldReading.objects.select_related("calendar").filter(calendar=calendar, digest=digest).first()
    if found is None:
        raise NothingHeld
    return found


def contents(held: HeldReading, *, now: datetime) -> Taken:
    """
    Read what is held once more; no lock is taken meanwhile.

    :raises NotGiven: it can no longer be read.
    """
    return taken_from(zlib.decompress(held.content), held.calendar, now=now)


@transaction.atomic
def settle(held: HeldReading, taken: Taken, *, keep: bool, now: datetime) -> Difference:
    """
    Write what was held, as it is or without its losses, and follow the calendar as before.

    :raises NothingHeld: somebody was faster.
    """
    calendar = held.calendar
    waiting = ExternalCalendar.objects.filter(pk=calendar.pk, state=CalendarState.HELD)
    changes = {"state": CalendarState.LIVE, "changed_at": now, "report": taken.report}
    if not waiting.update(**changes) or not HeldReading.objects.filter(pk=held.pk, digest=held.digest).delete()[0]:
        raise NothingHeld
    if keep:
        ExternalDate.objects.filter(calendar=calendar, pk__in=held.gone).update(kept=True)
    found = difference(calendar, taken, now=now)
    write(calendar, found)
    return found
