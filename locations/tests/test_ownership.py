"""Whose it is: what a member of an organisation may do, on a model and on one thing, at a fixed cost."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Page

from core.models import User
from locations.models import Location, Membership, Organisation
from locations.ownership.members import is_partner, manages
from locations.ownership.policy import OwnedPolicy
from locations.tests.factories import make_place

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
POLICY = OwnedPolicy(Location, owner="operator", members_may=frozenset({"view", "change"}))


@pytest.fixture
def places() -> dict[str, Location]:
    """One of each of two organisations, and one of nobody."""
    return {
        slug: make_place(
            name=slug, operator=Organisation.objects.create(name=slug, slug=slug) if slug != "rien" else None
        )
        for slug in ("notre", "autre", "rien")
    }


def member(*slugs: str, **fields: Any) -> User:
    user = User.objects.create_user(username="-".join(slugs) or "personne", **fields)
    for slug in slugs:
        Membership.objects.create(user=user, organisation=Organisation.objects.get(slug=slug), since=NOW)
    return user


def fresh(user: User) -> User:
    """The person as the next request reads it."""
    return User.objects.get(pk=user.pk)


def seen(user: User, *actions: str) -> list[str]:
    return sorted(place.name for place in POLICY.instances_user_has_any_permission_for(user, actions))


def test_a_member_has_what_its_organisations_own(places: dict[str, Location]) -> None:
    one, both, none = member("notre"), member("notre", "autre"), member()
    assert [seen(user, "view", "delete") for user in (one, both, none)] == [["notre"], ["autre", "notre"], []]
    assert seen(one, "delete", "add") == []
    allowed = [
        (slug, action)
        for slug, place in places.items()
        for action in ("view", "change", "delete")
        if POLICY.user_has_permission_for_instance(one, action, place)
    ]
    assert allowed == [("notre", "view"), ("notre", "change")]
    assert [POLICY.user_has_permission(user, "change") for user in (one, both, none)] == [True, True, False]
    assert not POLICY.user_has_any_permission(one, ["delete", "publish"])
    assert set(POLICY.users_with_permission("change")) == {one, both}
    assert set(POLICY.users_with_permission_for_instance("change", places["autre"])) == {both}
    assert set(POLICY.users_with_permission_for_instance("delete", places["autre"])) == set()


def test_the_row_is_the_right(places: dict[str, Location]) -> None:
    one = member("notre")
    assert manages(one, Organisation.objects.get(slug="notre"))
    Membership.objects.all().delete()
    assert not manages(fresh(one), Organisation.objects.get(slug="notre"))
    assert (seen(fresh(one), "view"), POLICY.user_has_permission(fresh(one), "view")) == ([], False)


def test_who_may_no_longer_sign_in_has_nothing(places: dict[str, Location]) -> None:
    gone = member("notre", is_active=False)
    assert (seen(gone, "view"), list(POLICY.users_with_permission("view"))) == ([], [])


def test_staff_have_everything_and_a_member_beside_only_its_own(places: dict[str, Location]) -> None:
    looks_up = member("notre")
    looks_up.user_permissions.add(Permission.objects.get(codename="view_location"))
    looks_up = fresh(looks_up)
    assert seen(looks_up, "view") == ["autre", "notre", "rien"]
    assert seen(looks_up, "change") == ["notre"]
    assert not POLICY.user_has_permission_for_instance(looks_up, "change", places["autre"])


def test_a_partner_is_who_is_in_the_admin_as_a_member_alone(places: dict[str, Location]) -> None:
    enters = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    partner = member("notre")
    partner.user_permissions.add(enters)
    facilitator = member("autre")
    facilitator.user_permissions.add(enters, Permission.objects.get(codename="view_location"))
    writer = member("notre", "autre")
    writers = Group.objects.create(name="Plume")
    GroupPagePermission.objects.create(
        group=writers, page=Page.get_first_root_node(), permission=Permission.objects.get(codename="add_page")
    )
    writer.groups.add(writers)
    nobody = member()
    assert [is_partner(fresh(one)) for one in (partner, facilitator, writer, nobody)] == [True, False, False, False]


def test_it_costs_one_query_a_request_to_know_where_somebody_belongs(
    places: dict[str, Location], django_assert_num_queries: Any
) -> None:
    one = fresh(member("notre"))
    with django_assert_num_queries(3):  # the person's own permissions, its groups', where it belongs
        for place in places.values():
            POLICY.user_has_permission_for_instance(one, "change", place)
            POLICY.user_has_permission(one, "change")
            POLICY.user_has_any_permission(one, ["add", "delete"])


def test_the_way_to_the_owner_may_pass_through_several_rows(places: dict[str, Location]) -> None:
    make_place(name="second", operator=places["notre"].operator)
    policy = OwnedPolicy(Organisation, owner="memberships__organisation", members_may=frozenset({"view"}))
    first = member("notre")
    Membership.objects.create(user=member(), organisation=places["notre"].operator, since=NOW)
    assert [one.slug for one in policy.instances_user_has_permission_for(first, "view")] == ["notre"]
    assert policy.user_has_permission_for_instance(first, "view", places["notre"].operator)
    assert not policy.user_has_permission_for_instance(first, "view", places["autre"].operator)
    own = OwnedPolicy(Organisation, owner="pk", members_may=frozenset({"view"}))
    assert [one.slug for one in own.instances_user_has_permission_for(first, "view")] == ["notre"]
