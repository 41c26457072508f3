"""Who came to a session: written down by the staff who were there."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from booking.choices import AttendanceStatus
from booking.models import Attendance, Session
from booking.services import places
from booking.services.patience import patient
from core.dates import local_day

PRESENCES = (
    AttendanceStatus.CONFIRMED,
    AttendanceStatus.ATTENDED,
    AttendanceStatus.ABSENT,
    AttendanceStatus.EXCUSED,
)
"""What may be written of who holds a place, "confirmed" taking it back; all of them hold their places."""


def may_be_noted(session: Session, *, now: datetime) -> bool:
    """Whether its day has come, by the clock of its place."""
    return session.local_start.date() <= local_day(now, session.tz)


@patient
@transaction.atomic
def note(*, session: Session, marks: Mapping[int, str], now: datetime) -> list[Attendance]:
    """
    Write down who came (`marks`: by the attendance's id), and return those for whom that was new.

    Who cancelled meanwhile, or holds no place here, is left alone.
    """
    places.lock_each([session.pk])
    held = session.attendances.filter(pk__in=marks, status__in=PRESENCES).select_related("booking").order_by("pk")
    changed = [one for one in held if marks[one.pk] in PRESENCES and marks[one.pk] != one.status]
    for one in changed:
        one.status, one.changed_at = marks[one.pk], now
    Attendance.objects.bulk_update(changed, ["status", "changed_at"])
    return changed
