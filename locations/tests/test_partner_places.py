"""What a partner sees and does in the admin of places, organisations and pictures: its own, and nothing else."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, GroupPagePermission, Page

from core.models import Image, User
from locations.models import Location, Organisation
from locations.services.collections import ensure_collection
from locations.services.members import leave
from locations.tests.factories import make_member, make_organisation, make_place

pytestmark = pytest.mark.django_db

PLACES = "wagtailsnippets_locations_location"
ORGANISATIONS = "wagtailsnippets_locations_organisation"
CHOICE = "wagtailsnippetchoosers_locations_location"
SIGHT = {"ouest": -5, "sud": 41, "est": 10, "nord": 51, "zoom": 6}
CLOSED_FOR_ALL = {"closures-TOTAL_FORMS": 0, "closures-INITIAL_FORMS": 0, "body-count": 0}


@pytest.fixture
def ours() -> Organisation:
    organisation = make_organisation(name="Bibliothèque du Pont", slug="pont")
    make_place(name="Du Pont", operator=organisation, facts_date=None)
    make_place(name="D'en face", operator=make_organisation(slug="face"), facts_date=None)
    make_place(name="De personne", facts_date=None)
    return organisation


@pytest.fixture
def partner(client: Client, ours: Organisation) -> User:
    user = make_member(ours)
    client.force_login(user)
    return user


def place(name: str) -> Location:
    return Location.objects.get(name=name)


def picture(title: str, collection: Collection) -> Image:
    return Image.objects.create(title=title, file=get_test_image_file(), collection=collection)


def typed(location: Location, **changes: Any) -> dict[str, Any]:
    """What the editing screen sends, publishing."""
    kept = {"name": location.name, "town": location.town, "operator": location.operator_id or "", "status": "open"}
    return {**CLOSED_FOR_ALL, **kept, "action-publish": "1", **changes}


@pytest.mark.parametrize("name", [f"{PLACES}:list", "lieux_a_completer:index", "lieux_a_verifier:index"])
def test_lists_hold_its_own_places(client: Client, partner: User, name: str) -> None:
    answer = client.get(reverse(name))
    assert [one.name for one in answer.context["object_list"]] == ["Du Pont"]
    assert b"data-bulk-action" not in answer.content
    exported = client.get(f"{reverse(name)}?export=csv")
    assert [line.split(",")[0] for line in b"".join(exported).decode().splitlines()[1:]] == ["Du Pont"]


def test_what_is_to_be_checked_is_counted_among_its_own(client: Client, partner: User) -> None:
    reasons = client.get(reverse("lieux_a_verifier:index")).context["filters"].filters["reason"].extra["choices"]
    assert [label for _reason, label in reasons if not label.endswith("(0)")] == ["Date des informations inconnue (1)"]


def test_the_map_and_the_choosers_hold_its_own(client: Client, partner: User) -> None:
    seen = client.get(reverse(f"{PLACES}:on_map"), SIGHT).json()
    assert ([one["properties"]["nom"] for one in seen["features"]], seen["total"]) == (["Du Pont"], 1)
    assert client.get(reverse(f"{PLACES}:map")).context["located"] == 1
    offered = client.get(reverse(f"{CHOICE}:choose")).context["results"]
    assert [one.name for one in offered] == ["Du Pont"]
    keys = {"id": [place("Du Pont").pk, place("D'en face").pk]}
    chosen = json.loads(client.get(reverse(f"{CHOICE}:chosen_multiple"), keys).content)["result"]
    assert [one["id"] for one in chosen] == [str(place("Du Pont").pk)]
    organisations = client.get(reverse(f"{ORGANISATIONS}:list")).context["object_list"]
    assert [one.slug for one in organisations] == ["pont"]


def test_who_writes_events_chooses_any_place(client: Client, ours: Organisation) -> None:
    writer, writers = make_member(ours), Group.objects.create(name="Plume")
    add = Permission.objects.get(content_type__app_label="wagtailcore", codename="add_page")
    GroupPagePermission.objects.create(group=writers, page=Page.get_first_root_node(), permission=add)
    writer.groups.add(writers)
    client.force_login(writer)
    offered = client.get(reverse(f"{CHOICE}:choose")).context["results"]
    assert sorted(one.name for one in offered) == ["D'en face", "De personne", "Du Pont"]
    assert client.get(reverse(f"{PLACES}:edit", args=[place("D'en face").pk])).status_code == 404


def test_it_publishes_its_place_and_leaves_what_is_the_networks(client: Client, partner: User) -> None:
    ours = place("Du Pont")
    changes = {"summary": "Au bord de l'eau.", "network": "emmaus", "source": "Moi", "facts_date": "2026-03-01"}
    screen = client.get(reverse(f"{PLACES}:edit", args=[ours.pk])).content.decode()
    assert ('name="action-publish"' in screen, reverse(f"{PLACES}:unpublish", args=[ours.pk]) in screen) == (True, True)
    answer = client.post(reverse(f"{PLACES}:edit", args=[ours.pk]), typed(ours, **changes))
    assert answer.status_code == 302
    ours.refresh_from_db()
    assert (ours.summary, ours.network, ours.source) == ("Au bord de l'eau.", "annuaire", "Essai")


def test_a_new_place_is_its_own_and_a_partners(client: Client, partner: User, ours: Organisation) -> None:
    screen = client.get(reverse(f"{PLACES}:add"))
    assert screen.context["form"].initial["operator"] == ours.pk
    client.post(reverse(f"{PLACES}:add"), typed(Location(name="Annexe", town="Paris", operator=ours)))
    assert (place("Annexe").operator, place("Annexe").network, place("Annexe").live) == (ours, "partenaire", True)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"operator": "face"}, "Choisissez parmi ce que gère votre organisation."),
        ({"operator": ""}, "Choisissez l'organisation responsable du lieu."),
        ({"moved_to": "D'en face"}, "Choisissez parmi ce que gère votre organisation."),
        ({"photo": "D'en face"}, "Choisissez parmi ce que gère votre organisation."),
    ],
)
def test_what_is_anothers_is_refused_with_a_sentence(
    client: Client, partner: User, changes: dict[str, str], said: str
) -> None:
    ours = place("Du Pont")
    theirs = picture("D'en face", ensure_collection(Organisation.objects.get(slug="face")))
    keys = {"face": Organisation.objects.get(slug="face").pk, "": ""}
    ((name, value),) = changes.items()
    key = theirs.pk if name == "photo" else keys.get(value) if value in keys else place(value).pk
    answer = client.post(reverse(f"{PLACES}:edit", args=[ours.pk]), typed(ours, **{name: key}))
    assert answer.context["form"].errors == {name: [said]}


def test_nothing_is_done_to_anothers_place(client: Client, partner: User) -> None:
    theirs = place("D'en face")
    for name in ("edit", "delete", "unpublish", "preview_on_edit"):
        assert client.post(reverse(f"{PLACES}:{name}", args=[theirs.pk]), typed(theirs, name="Pris")).status_code == 404
    for action in ("publish", "unpublish", "verify", "reassign", "regroup", "delete"):
        for one in (theirs.pk, place("Du Pont").pk, "all"):
            url = reverse("wagtail_bulk_action", args=["locations", "location", action])
            assert client.post(f"{url}?id={one}").status_code == 404
    theirs.refresh_from_db()
    assert (theirs.name, theirs.live, theirs.operator.slug) == ("D'en face", True, "face")


def test_its_organisation_says_what_it_is_and_not_where_it_stands(client: Client, partner: User) -> None:
    ours, theirs = Organisation.objects.get(slug="pont"), Organisation.objects.get(slug="face")
    sent = {
        "name": "Le Pont",
        "kind": "bibliotheque",
        "slug": "autre",
        "sort_order": 1,
        "website": "javascript:alert(1)",
    }
    refused = client.post(reverse(f"{ORGANISATIONS}:edit", args=[ours.pk]), sent)
    assert list(refused.context["form"].errors) == ["website"]
    client.post(reverse(f"{ORGANISATIONS}:edit", args=[ours.pk]), {**sent, "website": "https://pont.exemple.fr"})
    ours.refresh_from_db()
    assert (ours.name, ours.slug, ours.sort_order) == ("Le Pont", "pont", 100)
    assert client.post(reverse(f"{ORGANISATIONS}:edit", args=[theirs.pk]), sent).status_code == 404


def test_its_pictures_go_to_its_collection_and_it_sees_no_others(client: Client, partner: User) -> None:
    ours = Organisation.objects.get(slug="pont")
    theirs = picture("Autre", ensure_collection(Organisation.objects.get(slug="face")))
    picture("Du réseau", Collection.get_first_root_node())
    sent = {"title": "Façade", "file": SimpleUploadedFile("f.png", get_test_image_file().file.getvalue(), "image/png")}
    answer = client.post(reverse("wagtailimages:add"), sent)
    assert answer.status_code == 302, answer.context["form"].errors
    mine = Image.objects.get(title="Façade")
    assert (mine.collection, mine.uploaded_by_user) == (ours.collection, partner)
    for name in ("wagtailimages:index", "wagtailimages_chooser:choose"):
        context = client.get(reverse(name)).context
        assert [one.title for one in context.get("images") or context["results"]] == ["Façade"]
    assert client.get(reverse("wagtailimages:edit", args=[mine.pk])).status_code == 200
    for name in ("wagtailimages:edit", "wagtailimages:delete", "wagtailimages:image_usage"):
        assert client.get(reverse(name, args=[theirs.pk])).status_code == 404
    url = reverse("wagtail_bulk_action", args=["core", "image", "delete"])
    assert client.post(f"{url}?id={theirs.pk}&id={mine.pk}").status_code == 404
    client.post(f"{url}?id={mine.pk}")
    assert [one.title for one in Image.objects.order_by("title")] == ["Autre", "Du réseau"]


def test_the_menu_has_the_doors_that_are_open(client: Client, partner: User) -> None:
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert all(f'"/admin/{path}' in page for path in ("organisation/", "snippets/locations/location/", "images/"))
    closed = ("reports/", "collections/", "documents/", "users/", "redirects/", "donnees-ouvertes/", "messages/")
    assert [path for path in closed if f'"/admin/{path}' in page] == []
    assert "wagtailadmin_explore" not in page
    assert '"explorer"' not in page


def test_who_leaves_finds_nothing_at_the_next_click(client: Client, partner: User, ours: Organisation) -> None:
    url = reverse(f"{PLACES}:edit", args=[place("Du Pont").pk])
    assert client.get(url).status_code == 200
    leave(user=partner, organisation=ours)
    assert client.get(url)["Location"].startswith(reverse("wagtailadmin_login"))


def test_whose_organisation_is_deleted_finds_no_other_door(client: Client) -> None:
    """The rows go with the organisation, past `leave`, and the group is still there."""
    make_place(name="D'en face")
    gone = make_organisation()
    client.force_login(make_member(gone))
    gone.delete()
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    for name in ("wagtailadmin_choose_page", "wagtailadmin_reports:site_history", "wagtailadmin_api:pages:listing"):
        assert client.get(reverse(name)).status_code == 404
    assert list(client.get(reverse(f"{CHOICE}:choose")).context["results"]) == []
    assert client.get(reverse(f"{PLACES}:list"))["Location"] == reverse("wagtailadmin_home")


def test_its_list_costs_the_same_however_long(client: Client, partner: User, django_assert_num_queries: Any) -> None:
    client.get(reverse(f"{PLACES}:list"))
    for more in (0, 2, 5):
        for _ in range(more):
            make_place(operator=Organisation.objects.get(slug="pont"))
        with django_assert_num_queries(12):
            client.get(reverse(f"{PLACES}:list"))
