"""Sessions do not take place, or do after all; a series stops. Everybody is told, once."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from booking import choices, schedule
from booking.models import Series, Session
from booking.services.sessions.changing import change_each, drop_exceptions
from core.recurrence.fields import recurrence_from_rule

CANCELLED, SCHEDULED = choices.SessionStatus.CANCELLED, choices.SessionStatus.SCHEDULED


def cancel_sessions(pks: Iterable[int], *, now: datetime, note: str = "") -> int:
    """
    Cancel those of these sessions that are not over, and return how many were not cancelled already.

    Their series leaves them alone from then on. Who waits for one waits no more.
    """

    def decide(session: Session) -> dict[str, Any]:
        if session.is_cancelled or session.end <= now:
            return {}
        return {"status": CANCELLED, "note": note or session.note, "by_hand": True}

    return change_each(pks, decide, now=now)


def restore_sessions(pks: Iterable[int], *, now: datetime) -> int:
    """
    Let those of these sessions take place after all that are still to come, and return how many were cancelled.

    Who had a place has it again, and is told; the note that said why goes. A waiting list does not come back.
    """

    def decide(session: Session) -> dict[str, Any]:
        if not session.is_cancelled or session.start <= now:
            return {}
        drop_exceptions(session)
        return {"status": SCHEDULED, "note": "", "by_hand": True}

    return change_each(pks, decide, now=now)


def move_sessions(pks: Iterable[int], *, location_id: int, now: datetime, note: str = "") -> int:
    """Let those of these sessions that are still to come take place elsewhere; return how many were not there yet."""

    def decide(session: Session) -> dict[str, Any]:
        if session.is_cancelled or session.start <= now or session.location_id == location_id:
            return {}
        return {"location_id": location_id, "note": note or session.note, "by_hand": True}

    return change_each(pks, decide, now=now)


def note_sessions(pks: Iterable[int], *, note: str, now: datetime) -> int:
    """Say this to the public beside those of these sessions that are still to come; return how many did not yet."""

    def decide(session: Session) -> dict[str, Any]:
        return {} if session.start <= now else {"note": note, "by_hand": True}

    return change_each(pks, decide, now=now)


def cancel_session(*, session: Session, now: datetime, note: str = "") -> None:
    """Cancel a session and tell everybody; cancelling twice is harmless."""
    cancel_sessions([session.pk], note=note, now=now)
    session.refresh_from_db()


def move_session(*, session: Session, start: datetime, end: datetime, now: datetime) -> None:
    """Give the session another time and tell everybody."""
    change_each([session.pk], lambda _before: {"start": start, "end": end}, now=now)
    session.refresh_from_db()


@transaction.atomic
def stop_series(series: Series, *, before: date) -> None:
    """
    Let the series give no date from this day on; its sessions are not touched (`cancel_sessions`, `making.follow`).

    What stops before its first date is not active any more.
    """
    row = Series.objects.select_for_update(of=("self",)).get(pk=series.pk)
    its_rule = schedule.rule(row)
    if its_rule is None or before <= row.first_day:
        row.active = False
    else:
        row.recurrence = recurrence_from_rule(replace(its_rule, until=before - timedelta(days=1), count=None), row.tz)
    row.save(update_fields=["active", "recurrence"])
