"""Activities, places, series, sessions and bookings for tests: only what a test says is particular."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import F

from booking.choices import AttendanceStatus
from booking.models import Activity, Attendance, Booking, Series, Session, Webhook
from booking.services.booking import Person, book
from core.recurrence import fields
from core.recurrence.rule import Rule
from locations.models import Location, Organisation

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""A Monday, 10:00 in Paris."""

TUESDAY = datetime(2026, 3, 3, 13, 0, tzinfo=UTC)
"""Tomorrow, 14:00 in Paris."""

_numbers = itertools.count(1)


def make_organisation(**values: Any) -> Organisation:
    number = next(_numbers)
    return Organisation.objects.create(**{"name": f"Bibliothèque {number}", "slug": f"bibliotheque-{number}", **values})


def make_location(**values: Any) -> Location:
    number = next(_numbers)
    return Location.objects.create(
        **{
            "name": f"Médiathèque {number}",
            "slug": f"mediatheque-{number}",
            "address": "12 rue des Lilas",
            "postcode": "75012",
            "town": "Paris",
            "departement": "75",
            "latitude": 48.84,
            "longitude": 2.38,
            "live": True,
            **values,
        }
    )


def make_activity(**values: Any) -> Activity:
    number = next(_numbers)
    return Activity.objects.create(
        **{"name": "Permanence Connectée", "slug": f"permanence-{number}", "to_bring": "Votre téléphone", **values}
    )


def make_session(*, now: datetime = NOW, **values: Any) -> Session:
    start = values.pop("start", TUESDAY)
    return Session.objects.create(
        **{
            "activity": values.pop("activity", None) or make_activity(),
            "location": values.pop("location", None) or make_location(),
            "host": values.pop("host", None) or make_organisation(),
            "start": start,
            "end": start + timedelta(hours=2),
            "capacity": 8,
            "created_at": now,
            "changed_at": now,
            **values,
        }
    )


def make_series(*, rule: Rule | None = None, **values: Any) -> Series:
    series = Series.objects.create(
        **{
            "activity": values.pop("activity", None) or make_activity(),
            "location": values.pop("location", None) or make_location(),
            "host": values.pop("host", None) or make_organisation(),
            "first_day": date(2026, 3, 3),
            "start_time": time(14, 0),
            **values,
        }
    )
    if rule is not None:
        series.recurrence = fields.recurrence_from_rule(rule, series.tz)
        series.save()
    return series


def make_booking(session: Session, *, now: datetime = NOW, party_size: int = 1, **person: Any) -> Booking:
    number = next(_numbers)
    who = Person(**{"first_name": f"Personne {number}", "phone": f"+336{number:08}", **person})
    return book(session=session, person=who, party_size=party_size, idempotency_key=f"essai-{number:04}", now=now)


def make_waiting(session: Session, *, now: datetime = NOW, party_size: int = 1, **values: Any) -> Attendance:
    """A group on the waiting list, which has room for it whatever the session says."""
    number = next(_numbers)
    person = {name: values.pop(name) for name in ("first_name", "phone", "email", "course") if name in values}
    booking = values.pop("booking", None) or Booking.objects.create(
        code=f"ATT{number:05}",
        idempotency_key=f"attente-{number:04}",
        created_at=now,
        **{"first_name": f"Personne {number}", "email": f"personne-{number}@exemple.invalid", **person},
    )
    Session.objects.filter(pk=session.pk).update(
        waiting=F("waiting") + party_size, waiting_capacity=F("waiting_capacity") + party_size
    )
    return Attendance.objects.create(
        booking=booking,
        session=session,
        party_size=party_size,
        status=AttendanceStatus.WAITING,
        created_at=now,
        changed_at=now,
        **{"queued_at": now, **values},
    )


def make_webhook(organisation: Organisation, **values: Any) -> Webhook:
    number = next(_numbers)
    url = f"https://www.exemple.invalid/appels/{number}"
    return Webhook.objects.create(organisation=organisation, **{"url": url, "created_at": NOW, **values})
