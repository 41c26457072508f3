"""The space of an organisation: who enters it, and what it leads to."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import User
from locations.models import Membership, Organisation
from locations.space.registry import screens, space_url

pytestmark = pytest.mark.django_db


def make_partner(*organisations: Organisation, **fields: Any) -> User:
    """Somebody who manages these organisations, and nothing else."""
    user = User.objects.create_user(**{"username": f"membre-{User.objects.count()}", **fields})
    group, _ = Group.objects.get_or_create(name="Partenaires")
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    user.groups.add(group)
    for organisation in organisations:
        Membership.objects.create(user=user, organisation=organisation, since=timezone.now())
    return user


@pytest.fixture
def ours() -> Organisation:
    """Ours."""
    return Organisation.objects.create(name="Bibliothèque du Moulin", slug="moulin")


@pytest.fixture
def theirs() -> Organisation:
    """Somebody else's."""
    return Organisation.objects.create(name="Association des Quais", slug="quais")


def test_a_member_enters_its_own_space_and_no_other(client: Client, ours: Organisation, theirs: Organisation) -> None:
    """Every registered screen of another's is a page that is not there."""
    client.force_login(make_partner(ours))
    assert client.get(reverse("space:own")).headers["Location"] == "/admin/organisation/moulin/"
    for screen in screens():
        assert client.get(space_url(screen.name, ours)).status_code == 200, screen.name
        assert client.get(space_url(screen.name, theirs)).status_code == 404, screen.name


def test_staff_enter_all(client: Client, ours: Organisation, theirs: Organisation) -> None:
    """Who keeps organisations sees the space of each."""
    keeper = make_partner()
    keeper.user_permissions.add(Permission.objects.get(codename="change_organisation"))
    client.force_login(keeper)
    assert [client.get(space_url("overview", one)).status_code for one in (ours, theirs)] == [200, 200]
