"""What a member loses in the sessions of an organisation, however they came to hold them."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from booking.models import PrivateFeed, Session
from booking.services.private_feeds import find, renew
from booking.tests.factories import NOW, make_organisation, make_series, make_session
from core.models import User
from locations.models import Organisation
from locations.services.members import leave
from locations.tests.factories import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def left() -> Organisation:
    """The organisation that somebody leaves."""
    return make_organisation()


@pytest.fixture
def kept() -> Organisation:
    """The one that they stay in."""
    return make_organisation()


def hold(user: User, *sessions: Session) -> None:
    """Make them the facilitator of these."""
    for session in sessions:
        session.facilitators.add(user)


def statuses(client: Client, *sessions: Session) -> list[int]:
    """What the lists of their participants answer."""
    urls = [reverse("admin_sessions:participants", args=[session.pk]) for session in sessions]
    return [client.get(url).status_code for url in urls]


def test_who_held_sessions_of_the_organisation_holds_them_no_more(
    client: Client, left: Organisation, kept: Organisation
) -> None:
    """They are still signed in, and in the admin for another organisation."""
    user = make_member(left, kept)
    by_series = make_series(host=left)
    by_series.facilitators.add(user)
    by_series.save()
    sessions = [make_session(host=left), make_session(host=left, series=by_series), make_session(host=kept)]
    hold(user, sessions[0], sessions[2])
    client.force_login(user)
    assert statuses(client, *sessions) == [200, 200, 200]
    leave(user=user, organisation=left)
    assert statuses(client, *sessions)[2] == 200
    assert set(statuses(client, *sessions[:2])) <= {403, 404}
    assert [list(session.facilitators.all()) for session in sessions] == [[], [], [user]]


def test_a_facilitator_of_the_network_goes_on_holding_them(client: Client, left: Organisation) -> None:
    user = make_member(left)
    user.user_permissions.add(*Permission.objects.filter(codename__in=("view_session", "access_admin")))
    session = make_session(host=left)
    hold(user, session)
    leave(user=user, organisation=left)
    client.force_login(user)
    assert statuses(client, session) == [200]


def test_the_address_of_its_planning_ends_and_does_not_come_back(left: Organisation, kept: Organisation) -> None:
    user = make_member(left, kept)
    tokens = [renew(user=user, organisation=organisation, now=NOW) for organisation in (left, kept)]
    leave(user=user, organisation=left)
    assert [find(token, of_organisation=True) is not None for token in tokens] == [False, True]
    assert list(PrivateFeed.objects.values_list("organisation", flat=True)) == [kept.pk]
