"""Forgetting people: after the retention period a booking still counts, and says nobody's name."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from booking.models import Attendance, Booking, BookingLink


def forget_identities(*, now: datetime) -> int:
    """
    Make anonymous the bookings whose last session ended `IDENTITY_RETENTION_DAYS` ago (0: none), and return how many.

    The link that was mailed opens nothing any more. Idempotent: what is anonymous is left alone.
    """
    if not settings.IDENTITY_RETENTION_DAYS:
        return 0
    limit = now - timedelta(days=settings.IDENTITY_RETENTION_DAYS)
    still_needed = Attendance.objects.filter(session__end__gt=limit).values("booking")
    nobody = Concat(Value("anonyme-"), Cast(F("pk"), CharField()), output_field=CharField())
    forgotten = Booking.objects.filter(anonymised_at=None, created_at__lte=limit).exclude(pk__in=still_needed)
    BookingLink.objects.filter(booking__in=forgotten).delete()
    return forgotten.update(
        first_name="",
        last_name="",
        phone="",
        email="",
        companions="",
        needs="",
        idempotency_key=nobody,
        anonymised_at=now,
    )
