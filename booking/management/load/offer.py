"""Something to book."""

from datetime import datetime, timedelta
from uuid import uuid4

from booking.models import Activity, Session
from locations.models import Location, Organisation


def make_session(*, now: datetime, capacity: int, waiting_capacity: int = 0, people: int = 4) -> Session:
    """Make a session in three days, of an activity and at a place of its own."""
    name = f"charge-{uuid4().hex[:12]}"
    host = Organisation.objects.create(name=f"Bibliothèque {name}", slug=name)
    location = Location.objects.create(
        name=f"Médiathèque {name}",
        slug=name,
        address="12 rue des Lilas",
        postcode="75012",
        town="Paris",
        departement="75",
        latitude=48.84,
        longitude=2.38,
        live=True,
    )
    activity = Activity.objects.create(name="Permanence Connectée", slug=name, party_limit=people)
    start = now + timedelta(days=3)
    return Session.objects.create(
        activity=activity,
        location=location,
        host=host,
        start=start,
        end=start + timedelta(hours=2),
        capacity=capacity,
        waiting_capacity=waiting_capacity,
        created_at=now,
        changed_at=now,
    )
