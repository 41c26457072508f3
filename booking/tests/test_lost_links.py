"""Fresh links asked for by many at once: one an hour goes out about a booking."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from booking.services.lost_links import send_links
from booking.tests.factories import NOW, make_booking, make_session
from outbox.models import Message

CONTACT = "foyer@exemple.invalid"


def ask() -> int:
    try:
        return send_links(contact=CONTACT, now=NOW)
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_of_many_who_ask_at_the_same_moment_one_is_written_to() -> None:
    make_booking(make_session(), email=CONTACT)
    Message.objects.all().delete()
    with ThreadPoolExecutor(4) as people:
        written = list(people.map(lambda _: ask(), range(8)))
    assert sum(written) == 1
    assert Message.objects.filter(kind="booking_found", recipient=CONTACT).count() == 1
