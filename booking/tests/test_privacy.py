"""After the retention period nobody can be named, reached or found, and the counts stay."""

from datetime import timedelta

import pytest

from booking.models import Attendance, Booking, Session
from booking.services.privacy import forget_identities
from booking.tests.factories import NOW, TUESDAY, make_booking, make_session

pytestmark = pytest.mark.django_db

END = TUESDAY + timedelta(hours=2)


def identity(booking: Booking) -> tuple[str, str, str, str, bool]:
    booking.refresh_from_db()
    named = (booking.first_name, booking.last_name, booking.phone, booking.email)
    return (*named, booking.anonymised_at is not None)


def test_a_booking_is_nobodys_ninety_days_after_its_session(settings) -> None:
    settings.IDENTITY_RETENTION_DAYS = 90
    session = make_session()
    booking = make_booking(session=session)
    before = identity(booking)

    assert forget_identities(now=END + timedelta(days=89, hours=23)) == 0
    assert identity(booking) == before
    assert forget_identities(now=END + timedelta(days=90)) == 1
    assert identity(booking) == ("", "", "", "", True)
    assert booking.links.count() == 0
    assert forget_identities(now=END + timedelta(days=91)) == 0
    assert Attendance.objects.get().party_size == 1
    assert Session.objects.get().booked == 1


def test_zero_keeps_everybody(settings) -> None:
    settings.IDENTITY_RETENTION_DAYS = 0
    make_booking(session=make_session())
    assert forget_identities(now=NOW + timedelta(days=10_000)) == 0
