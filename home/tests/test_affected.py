"""Who sees what a closing place hits, and who may do something about it."""

import pytest
import time_machine
from django.contrib.auth.models import Group

from booking.tests.factories import make_booking
from core.models import User
from events.models import EventPage
from events.tests.factories import NOW, make_event, make_place, make_session
from events.tests.test_affected import address, post
from home.services.roles import ensure_roles


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("group", "opens", "names", "sessions"),
    [
        ("Communication", True, False, "scheduled"),
        ("Médiation", True, True, "cancelled"),
        ("Rédaction", False, False, "scheduled"),
    ],
)
def test_each_role_sees_and_changes_what_is_its_own(client, group, opens, names, sessions) -> None:
    ensure_roles()
    place = make_place()
    session, event = make_session(location=place), make_event(location=place)
    make_booking(session, now=NOW, first_name="Zénaïde")
    staff = User.objects.create_user("quelqu-un", password="x", is_staff=True)
    staff.groups.add(Group.objects.get(name=group))
    session.facilitators.set([staff] if group == "Médiation" else [])
    client.force_login(staff)
    with time_machine.travel(NOW, tick=False):
        answer = client.get(address(place))
        seen = (answer.status_code == 200, "Zénaïde" in answer.content.decode())
        if opens:
            post(client, place, "annuler")
    session.refresh_from_db()
    assert (seen, session.status) == ((opens, names), sessions)
    assert (EventPage.objects.get(pk=event.pk).status == "cancelled") == (group == "Communication")
