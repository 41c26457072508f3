"""What pages of other apps say of sessions."""

import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from booking.tests.factories import NOW, make_location, make_session
from locations.services.completion import derive
from locations.tests.factories import make_finder

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12
AROUND = "/points-accueil/?lat=48.84&lon=2.38"


def make_found_session() -> None:
    place = make_location()
    derive(place)
    place.save()
    make_session(location=place)


def test_each_place_of_the_finder_shows_its_next_session_in_as_many_queries_for_one_as_for_three(
    client: Client,
) -> None:
    make_finder()
    counts = []
    with time_machine.travel(NOW, tick=False):
        for more in (1, 2):
            for _place in range(more):
                make_found_session()
            client.get(AROUND)  # what a process reads once is read
            with CaptureQueriesContext(connection) as asked:
                html = client.get(AROUND).content.decode()
            counts.append(len(asked))
    shown = [
        " ".join(re.sub(r'<span class="vh">.*?</span>|<[^>]*>', "", line).split())
        for line in re.findall(r'<p class="place__session">(.*?)</p>', html, re.DOTALL)
    ]
    assert shown == ["Prochaine séance : mardi 3 mars à 14 h 8 places"] * 3
    assert counts[0] == counts[1] <= MOST_QUERIES
