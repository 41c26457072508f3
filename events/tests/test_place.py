"""A place's page tells what happens there, whichever app knows it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from events.tests.factories import make_event, make_place
from locations.tests.factories import make_finder

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [1, 7])
def test_the_next_events_of_a_place_stand_on_its_page(client, django_assert_num_queries, number: int) -> None:
    make_finder()
    place, elsewhere = make_place(), make_place()
    soon = timezone.localdate() + timedelta(days=3)
    for day in range(number):
        make_event(title=f"Atelier {day + 1}", location=place, first_day=soon + timedelta(days=day))
    make_event(title="Ailleurs", location=elsewhere, first_day=soon)
    make_event(title="Avant", location=place, first_day=date(2020, 1, 1))
    client.get(place.get_absolute_url())  # Wagtail remembers the site's root

    with django_assert_num_queries(10):
        page = client.get(place.get_absolute_url()).content.decode()

    shown = [
        title for title in ("Ailleurs", "Avant", *(f"Atelier {day}" for day in range(1, 8))) if f">{title}<" in page
    ]
    assert shown == [f"Atelier {day}" for day in range(1, min(number, 5) + 1)]
