"""A visitor of their own booking, for tests."""

import re
from datetime import timedelta

from booking.models import Booking, Session
from booking.services.access import new_link
from booking.tests.factories import (
    NOW,
    TUESDAY,
    make_activity,
    make_location,
    make_organisation,
    make_series,
    make_session,
)
from core.tests.fixtures.strictness import StrictClient

OWN = "/rendez-vous/reservation/"


def text(response) -> str:
    """Return what a page says in <main>, tags and spaces apart."""
    html = response.content.decode()
    main = re.sub(r"(?s).*<main[^>]*>|</main>.*", "", html)
    plain = re.sub(r"<[^>]+>", " ", main).replace("&#x27;", "'").replace("&amp;", "&").replace("\u00a0", " ")
    return " ".join(plain.split())


def visitor_of(booking: Booking) -> StrictClient:
    """Return a browser that has just opened the link to this booking."""
    browser = StrictClient()
    assert browser.get(f"/r/{new_link(booking, now=NOW)}").status_code == 303
    return browser


def make_course(dates: int = 6, **values) -> list[Session]:
    """A course of one date a week; all of it is booked together."""
    activity, place = make_activity(name="Parcours numérique"), make_location()
    host = make_organisation()
    series = make_series(activity=activity, location=place, host=host, scope="course")
    starts = [TUESDAY + timedelta(weeks=week) for week in range(dates)]
    return [
        make_session(
            activity=activity, location=place, host=host, series=series, start=start, original_start=start, **values
        )
        for start in starts
    ]
