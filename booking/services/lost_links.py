"""A fresh link for who lost the code: it goes to the contact that was given when booking, and to nobody else."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from booking import choices, messages
from booking.choices import MessageKind
from booking.models import Attendance, Booking
from booking.services.access import new_link
from booking.services.patience import patient

MOST = 5
"""Bookings of one contact that are written about at once, soonest first: a shelter's phone may have made sixty."""


def send_links(*, contact: str, now: datetime) -> int:
    """
    Send a fresh link for each booking to come of this (normalised) contact, and return how many were written.

    About one booking at most one an hour goes out, however often it is asked for.

    :raises Busy: one could not be written just now.
    """
    return sum(_send(attendance, now=now) for attendance in _to_come(contact, now=now)) if contact else 0


def _to_come(contact: str, *, now: datetime) -> list[Attendance]:
    """Return the next date of each booking, soonest first."""
    meant = (
        Attendance.objects.filter(
            Q(booking__phone=contact) | Q(booking__email=contact),
            booking__anonymised_at=None,
            status__in=choices.STILL_MEANT,
            session__end__gt=now,
        )
        .select_related("booking", "session__activity", "session__location")
        .order_by("session__start", "pk")[: MOST * 10]
    )
    first: dict[int, Attendance] = {}
    for attendance in meant:
        first.setdefault(attendance.booking_id, attendance)
    return list(first.values())[:MOST]


@patient
def _send(attendance: Attendance, *, now: datetime) -> bool:
    with transaction.atomic():
        # Two who ask at the same moment wait for each other here: the second then finds the first one's message.
        Booking.objects.select_for_update().get(pk=attendance.booking_id)
        if not messages.may_remind(attendance, now=now):
            return False
        messages.tell(MessageKind.FOUND, [attendance], token=new_link(attendance.booking, now=now), now=now)
    return True
