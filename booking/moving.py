"""To which sessions a booking can move instead."""

from datetime import datetime

from django.db.models import Case, F, IntegerField, Q, Value, When

from booking.choices import Scope, SessionStatus
from booking.models import Attendance, Session
from booking.models.session import SessionQuerySet

HERE, NEAR, ELSEWHERE = 0, 1, 2


def sessions_instead(attendance: Attendance, *, now: datetime) -> SessionQuerySet:
    """
    Return the sessions of the same activity that have room for these people, with `nearness`.

    Those at the same place come first (`HERE`), then those of the same département (`NEAR`), then the others; the next
    date first among them. A course is not joined one date at a time. The attendance comes with its session and place.
    """
    session, people = attendance.session, attendance.party_size
    # Who was referred may have the places that are kept for referred people, and what is booked on referral only.
    sessions = _for_referred(people, now=now) if attendance.referred else Session.objects.with_room(people, now=now)
    nearness = Case(
        When(location=session.location_id, then=Value(HERE)),
        When(location__departement=session.location.departement, then=Value(NEAR)),
        default=Value(ELSEWHERE),
        output_field=IntegerField(),
    )
    taken = attendance.booking.attendances.values("session")
    return (
        sessions.filter(activity=session.activity_id, start__gt=now)
        .exclude(pk__in=taken)
        .exclude(series__scope=Scope.COURSE)
        .with_place()
        .annotate(nearness=nearness)
        .order_by("nearness", "start", "pk")
    )


def _for_referred(people: int, *, now: datetime) -> SessionQuerySet:
    window = (Q(opens_at=None) | Q(opens_at__lte=now)) & (Q(closes_at=None) | Q(closes_at__gt=now))
    return Session.objects.filter(
        window,
        status=SessionStatus.SCHEDULED,
        location__live=True,
        booked__lte=F("capacity") + F("overbooked") - people,
    )
