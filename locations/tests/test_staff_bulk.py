"""What staff do to several places at once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from core.models import User
from locations.models import Location, Organisation
from locations.staff.bulk import MOST
from locations.tests.factories import make_place

pytestmark = pytest.mark.django_db

LIST = "wagtailsnippets_locations_location:list"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser(username="equipe", email="equipe@exemple.fr", password="x"))
    return client


def member(client: Client, *codenames: str) -> Client:
    """Someone who may enter, and do this to places."""
    group = Group.objects.create(name="essai")
    group.permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    user = User.objects.create_user(username="membre", email="membre@exemple.fr", password="x")
    user.groups.add(group)
    client.force_login(user)
    return client


def address(action: str, *places: Location, **query: Any) -> str:
    url = reverse("wagtail_bulk_action", args=["locations", "location", action])
    asked = "&".join([*(f"id={place.pk}" for place in places), *(f"{name}={value}" for name, value in query.items())])
    return f"{url}?{asked}&next={reverse(LIST)}"


def logged(place: Location) -> list[str]:
    return [entry.action for entry in ModelLogEntry.objects.filter(object_id=str(place.pk)).order_by("pk")]


def messages(response: Any) -> list[str]:
    return [str(message).strip() for message in response.context["messages"]]


def test_each_action_asks_first_in_french(staff: Client) -> None:
    place = make_place(name="Accueil")
    for action, button in {
        "publish": "Oui, publier",
        "unpublish": "Oui, dépublier",
        "verify": "Oui, c&#x27;est vérifié",
        "reassign": "Changer",
        "regroup": "Regrouper",
        "delete": "Oui, supprimer",
    }.items():
        html = staff.get(address(action, place)).content.decode()
        assert (action, "Accueil, Grenoble" in html, button in html) == (action, True, True)


def test_drafts_are_published_and_what_cannot_be_is_named(staff: Client) -> None:
    good, bad = make_place(name="Prêt", live=False), make_place(name="Perdu", live=False, town="")
    live = make_place(name="Déjà là")
    response = staff.post(address("publish", good, bad, live), follow=True)
    assert [Location.objects.get(pk=place.pk).live for place in (good, bad)] == [True, False]
    assert messages(response) == [
        "« Perdu » n'est pas publié : Un lieu publié a un nom et une commune.",
        "Publier : 2 lieux.",
    ]
    assert (logged(good), logged(bad), logged(live)) == (["wagtail.publish"], [], [])


def test_an_open_draft_is_what_is_published(staff: Client) -> None:
    place = make_place(name="Ancien nom")
    place.name = "Nouveau nom"
    place.save_revision()
    staff.post(address("publish", place))
    place.refresh_from_db()
    assert (place.name, place.live, place.has_unpublished_changes) == ("Nouveau nom", True, False)


def test_places_are_unpublished(staff: Client) -> None:
    place, draft = make_place(), make_place(live=False)
    response = staff.post(address("unpublish", place, draft), follow=True)
    assert list(Location.objects.filter(live=True)) == []
    assert messages(response) == ["Dépublier : 1 lieu."]
    assert (logged(place), logged(draft)) == (["wagtail.unpublish"], [])


def test_facts_are_dated_of_today_in_france_and_drafts_stay_drafts(client: Client) -> None:
    plain = make_place(facts_date=date(2022, 6, 1))
    open_draft = make_place(name="Publié", facts_date=date(2022, 6, 1))
    open_draft.name = "En préparation"
    open_draft.save_revision()
    never = make_place(live=False, facts_date=None)
    with time_machine.travel(datetime(2026, 11, 23, 23, 30, tzinfo=UTC), tick=False):
        member(client, "change_location", "publish_location")
        client.post(address("verify", plain, open_draft, never))
    today = date(2026, 11, 24)
    for place in (plain, open_draft, never):
        place.refresh_from_db()
        assert (place.facts_date, logged(place)) == (today, ["locations.verified"])
    assert (plain.live, plain.has_unpublished_changes) == (True, False)
    assert (open_draft.name, open_draft.has_unpublished_changes) == ("Publié", True)
    draft = open_draft.get_latest_revision_as_object()
    assert (draft.name, draft.facts_date) == ("En préparation", today)
    assert never.live is False


def test_a_schedule_receives_the_change_and_stays_scheduled(staff: Client) -> None:
    place = make_place(name="Publié", facts_date=None)
    goes_live = datetime.now(UTC) + timedelta(days=3)
    place.save_revision().publish()
    place.refresh_from_db()
    place.name, place.go_live_at = "Prévu", goes_live
    place.save_revision().publish()
    staff.post(address("verify", place))
    place.refresh_from_db()
    (revision,) = place.revisions.exclude(approved_go_live_at=None)
    scheduled = revision.as_object()
    assert (place.name, revision.approved_go_live_at, scheduled.name) == ("Publié", goes_live, "Prévu")
    assert scheduled.facts_date == place.facts_date
    assert place.facts_date is not None


def test_the_network_and_the_operator_are_set_or_left(staff: Client) -> None:
    city = Organisation.objects.create(name="La Ville", slug="la-ville")
    place, other = make_place(), make_place(operator=city)
    wrong = staff.post(address("reassign", place), {"network": "", "operator": ""}).content.decode()
    assert "Choisissez ce que vous voulez changer." in wrong
    staff.post(address("reassign", place, other), {"network": "partenaire", "operator": ""})
    assert list(Location.objects.order_by("pk").values_list("network", "operator__name")) == [
        ("partenaire", None),
        ("partenaire", "La Ville"),
    ]
    staff.post(address("reassign", place), {"network": "", "operator": str(city.pk)})
    place.refresh_from_db()
    assert (place.network, place.operator, logged(place)) == (
        "partenaire", city, ["locations.reassigned"] * 2,
    )  # fmt: skip


def test_duplicates_are_grouped_under_one_and_parted_again(staff: Client) -> None:
    poor, rich = make_place(phone=""), make_place()
    follower = make_place(duplicate_of=poor)
    html = staff.get(address("regroup", poor, rich)).content.decode()
    assert f'<option value="{rich.pk}" selected>' in html
    staff.post(address("regroup", poor, rich), {"leader": str(rich.pk)})
    led = dict(Location.objects.values_list("pk", "duplicate_of"))
    assert led == {poor.pk: rich.pk, rich.pk: None, follower.pk: rich.pk}
    staff.post(address("regroup", poor, rich), {"leader": ""})
    assert Location.objects.get(pk=poor.pk).duplicate_of is None
    assert logged(poor) == ["locations.regrouped"] * 2


def test_a_draft_published_later_leaves_the_group_as_it_is(staff: Client) -> None:
    leader, place = make_place(), make_place(name="Avant")
    place.name = "Après"
    place.save_revision()
    staff.post(address("regroup", leader, place), {"leader": str(leader.pk)})
    staff.post(address("publish", place))
    place.refresh_from_db()
    assert (place.name, place.duplicate_of) == ("Après", leader)


def test_all_means_all_that_is_listed(staff: Client) -> None:
    there, elsewhere = make_place(name="Ici"), make_place(name="Ailleurs", insee_code="69381", postcode="69001")
    staff.post(address("unpublish", id="all", departement="38", q="ici"))
    assert set(Location.objects.filter(live=True)) == {elsewhere}
    staff.post(address("delete", id="all", departement="38"))
    assert set(Location.objects.values_list("pk", flat=True)) == {elsewhere.pk}
    assert there.pk != elsewhere.pk


def test_too_many_at_once_are_refused_before_they_are_read(staff: Client, django_assert_max_num_queries: Any) -> None:
    first = make_place()
    Location.objects.bulk_create(
        Location(name="Lieu", town="Lyon", slug=f"lieu-{n}", standard_id=f"x-{n}") for n in range(MOST)
    )
    with django_assert_max_num_queries(10):
        response = staff.get(address("verify", id="all"))
    assert (response.status_code, response["Location"]) == (302, reverse(LIST))
    page = staff.get(response["Location"])
    assert f"Choisissez {MOST} lieux au plus à la fois : vous en avez choisi {MOST + 1}." in page.content.decode()
    assert staff.get(address("verify", first)).status_code == 200


@pytest.mark.parametrize("ids", ["id=x", "id=99999999999999999999999999", "id=-1", "id=%00", ""])
def test_an_address_that_names_no_place_is_not_found(staff: Client, ids: str) -> None:
    url = reverse("wagtail_bulk_action", args=["locations", "location", "verify"])
    assert staff.get(f"{url}?{ids}").status_code == 404


def test_who_may_change_but_not_publish_changes_drafts_only(client: Client) -> None:
    member(client, "change_location")
    live, draft = make_place(facts_date=None), make_place(live=False, facts_date=None)
    client.post(address("verify", live, draft))
    client.post(address("publish", draft))
    client.post(address("unpublish", live))
    client.post(address("delete", draft))
    found = {place.pk: (place.live, place.facts_date is None) for place in Location.objects.all()}
    assert found == {live.pk: (True, True), draft.pk: (False, False)}
    html = client.get(address("publish", draft)).content.decode()
    assert "Vous ne pouvez pas le faire pour ceux-ci" in html


def test_what_somebody_locked_is_left(client: Client) -> None:
    place = make_place(facts_date=None, locked=True)
    member(client, "change_location", "publish_location")
    client.post(address("verify", place))
    place.refresh_from_db()
    assert place.facts_date is None


def test_who_may_nothing_sees_nothing(client: Client) -> None:
    place = make_place(facts_date=None)
    member(client)
    client.post(address("verify", place))
    place.refresh_from_db()
    assert place.facts_date is None
    assert client.get(reverse(LIST)).status_code == 302
