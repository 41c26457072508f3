"""« À appeler » of an organisation: the people of its sessions, for its members and for staff who call."""

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.test import Client

from booking.tests.factories import NOW, make_booking, make_organisation, make_session
from core.models import User
from locations.models import Organisation
from locations.tests.factories import make_member
from outbox.models import Message
from outbox.tests.factories import make_message

pytestmark = pytest.mark.django_db

CALLS = "/admin/organisation/moulin/a-appeler/"


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ours() -> Organisation:
    return make_organisation(slug="moulin")


@pytest.fixture
def member(client: Client, ours: Organisation) -> Client:
    client.force_login(make_member(ours))
    return client


def to_call(host: Organisation, text: str) -> Message:
    booking = make_booking(make_session(host=host))
    return make_message(
        now=NOW, channel="call", about=f"booking:{booking.pk}", recipient="+33639980011", subject="", text=text
    )


def texts(client: Client) -> list[str]:
    return [call["message"].text for call in client.get(CALLS).context["calls"]]


def test_a_member_calls_the_people_of_its_sessions_and_nobody_elses(member, ours) -> None:
    own, other = to_call(ours, "Le nôtre"), to_call(make_organisation(), "Un autre")
    make_message(now=NOW, channel="call", about="webhook:1", recipient="+33639980012", text="Autre chose")
    assert texts(member) == ["Le nôtre"]
    assert "1 personne à appeler" in member.get("/admin/organisation/moulin/").content.decode()

    for message in (own, other):
        member.post(CALLS, {"message": message.pk, "essais": "0", "issue": "appele"})
    assert sorted(Message.objects.filter(channel="call").values_list("text", "status")) == [
        ("Autre chose", "to_call"), ("Le nôtre", "sent"), ("Un autre", "to_call"),
    ]  # fmt: skip
    assert texts(member) == []


@pytest.mark.parametrize(("permission", "seen"), [("make_calls", ["Le nôtre"]), ("view_location", [])])
def test_of_the_networks_staff_those_who_call_see_it_too(client, ours, permission, seen) -> None:
    call = to_call(ours, "Le nôtre")
    staff = User.objects.create_user(username="equipe")
    may = Permission.objects.filter(codename__in=("access_admin", "change_organisation", permission))
    staff.user_permissions.set(may)
    client.force_login(staff)
    assert texts(client) == seen
    client.post(CALLS, {"message": call.pk, "essais": "0", "issue": "appele"})
    call.refresh_from_db()
    assert call.status == ("sent" if seen else "to_call")


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_however_many(member, ours, count, django_assert_num_queries) -> None:
    for number in range(count):
        to_call(ours, str(number))
    member.get(CALLS)
    with django_assert_num_queries(14):
        member.get(CALLS)
