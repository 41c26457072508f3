"""The space of an organisation: who enters it, what it leads to, and how leaving ends it."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from core.models import User
from locations.models import Organisation
from locations.services.members import leave
from locations.space.registry import screens, space_url
from locations.tests.factories import make_member, make_organisation

pytestmark = pytest.mark.django_db

MENU = "Mon organisation"


@pytest.fixture
def ours() -> Organisation:
    """Ours."""
    return make_organisation(name="Bibliothèque du Moulin", slug="moulin")


@pytest.fixture
def theirs() -> Organisation:
    """Somebody else's."""
    return make_organisation(name="Association des Quais", slug="quais")


def keeper() -> User:
    """One of the network's staff, who keeps organisations."""
    user = User.objects.create_user(username="communication")
    user.user_permissions.add(*Permission.objects.filter(codename__in=("access_admin", "change_organisation")))
    return user


def answers(client: Client, organisation: Organisation) -> dict[str, int]:
    """What every registered screen of an organisation answers."""
    return {screen.name: client.get(space_url(screen.name, organisation)).status_code for screen in screens()}


def test_a_member_enters_its_own_space_and_no_other(client: Client, ours: Organisation, theirs: Organisation) -> None:
    client.force_login(make_member(ours))
    assert set(answers(client, ours).values()) == {200}
    assert set(answers(client, theirs).values()) == {404}
    assert MENU in client.get("/admin/").content.decode()


def test_staff_enter_all_and_a_stranger_none(client: Client, ours: Organisation, theirs: Organisation) -> None:
    client.force_login(keeper())
    assert [client.get(space_url("overview", one)).status_code for one in (ours, theirs)] == [200, 200]
    assert MENU not in client.get("/admin/").content.decode()
    form = client.get(reverse("wagtailsnippets_locations_organisation:edit", args=[ours.pk]))
    assert 'href="/admin/organisation/moulin/"' in form.content.decode()

    stranger = make_member()
    stranger.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(stranger)
    assert set(answers(client, ours).values()) == {404}
    assert "d'aucune organisation" in client.get(reverse("space:own")).content.decode()


def test_the_menu_leads_to_the_only_one_or_to_the_choice(
    client: Client, ours: Organisation, theirs: Organisation
) -> None:
    client.force_login(make_member(ours))
    assert client.get(reverse("space:own")).headers["Location"] == "/admin/organisation/moulin/"
    client.force_login(make_member(ours, theirs))
    page = client.get(reverse("space:own"))
    assert [one.slug for one in page.context["organisations"]] == ["quais", "moulin"]


def test_who_leaves_has_nothing_any_more_at_the_next_request(
    client: Client, ours: Organisation, theirs: Organisation
) -> None:
    """The session in the browser is the same all along."""
    user = make_member(ours, theirs)
    client.force_login(user)
    assert set(answers(client, ours).values()) == {200}

    assert leave(user=user, organisation=ours) is True
    assert (set(answers(client, ours).values()), set(answers(client, theirs).values())) == ({404}, {200})

    assert leave(user=user, organisation=theirs) is True
    gone = client.get(space_url("overview", theirs))
    assert (gone.status_code, gone.headers["Location"]) == (302, "/admin/login/?next=/admin/organisation/quais/")
    assert client.get("/admin/").status_code == 302
    assert leave(user=user, organisation=theirs) is False


def test_the_overview_says_how_things_stand(
    client: Client, ours: Organisation, django_assert_max_num_queries: object
) -> None:
    client.force_login(make_member(ours))
    ours.embed_origins = ["https://www.exemple.fr"]
    ours.embed_presets = ["wix"]
    ours.save()
    parts = {part["screen"].name: part["said"] for part in client.get(space_url("overview", ours)).context["parts"]}
    assert (parts["members"], parts["sites"]) == ("1 personne", "1 adresse, Wix")
