"""« Sites » : which sites may show the sessions; what is refused, and what is kept of a pasted address."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.http import HttpResponse
from django.test import Client

from locations.framing.origins import MOST_ORIGINS, PRESETS
from locations.models import Organisation
from locations.services import sites as services
from locations.space.sites import SiteForm
from locations.tests.factories import make_member, make_organisation

pytestmark = pytest.mark.django_db

SITES = "/admin/organisation/moulin/sites/"


@pytest.fixture
def ours(client: Client) -> Organisation:
    """Ours, one of whose members is signed in."""
    organisation = make_organisation(name="Bibliothèque du Moulin", slug="moulin")
    client.force_login(make_member(organisation))
    return organisation


def kept(organisation: Organisation) -> list[str]:
    organisation.refresh_from_db()
    return list(organisation.embed_origins)


def add(client: Client, address: str, **more: str) -> HttpResponse:
    return client.post(SITES, {"choix": "ajouter", "address": address, **more}, follow=True)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("typed", "origins"),
    [
        ("https://www.exemple.fr", ["https://www.exemple.fr", "https://exemple.fr"]),
        ("https://Exemple.fr/agenda/?page=2#ici", ["https://exemple.fr", "https://www.exemple.fr"]),
        (" https://exemple.fr:8443/ ", ["https://exemple.fr:8443", "https://www.exemple.fr:8443"]),
        ("https://médiathèque.fr", ["https://xn--mdiathque-53af.fr", "https://www.xn--mdiathque-53af.fr"]),
    ],
)
def test_a_site_is_kept_with_its_twin(typed: str, origins: list[str]) -> None:
    form, organisation = SiteForm({"address": typed}), make_organisation()
    assert form.is_valid()
    assert services.allow(organisation, form.cleaned_data["address"], with_www=True) == origins
    assert kept(organisation) == origins


def test_a_site_is_added(client: Client, ours: Organisation) -> None:
    page = add(client, "https://www.exemple.fr/agenda", with_www="on").content.decode()
    assert kept(ours) == ["https://www.exemple.fr", "https://exemple.fr"]
    said = "https://www.exemple.fr et https://exemple.fr : vos séances peuvent s&#x27;y afficher."
    assert f"{said} Le changement vaut dans la minute." in page


def test_one_alone_is_added_once(client: Client, ours: Organisation) -> None:
    add(client, "https://exemple.fr/")
    assert "est déjà dans la liste" in add(client, "https://exemple.fr").content.decode()
    assert kept(ours) == ["https://exemple.fr"]


@pytest.mark.parametrize(
    "typed",
    [
        "", "exemple.fr", "http://exemple.fr", "javascript:alert(1)", "data:text/html,x", "https://", "https:///x",
        "https://*.exemple.fr", "https://exemple.fr; script-src *", "https://exemple.fr\r\nSet-Cookie: a=b",
        "https://exemple.fr https://autre.fr", "https://moi@exemple.fr", "https://exemple.fr:0", "https://exemple.fr:x",
        "https://[::1", "'self'", "*", "https://exemple.fr," + "x" * 400, "ftp://exemple.fr", "https://exemple_.fr",
    ],
)  # fmt: skip
def test_what_is_no_site_is_refused(typed: str) -> None:
    assert [*SiteForm({"address": typed}).errors] == ["address"]


def test_what_is_no_site_comes_back_as_it_was_typed(client: Client, ours: Organisation) -> None:
    answer = add(client, "javascript:alert(1)", with_www="on")
    assert (answer.status_code, kept(ours)) == (422, [])
    assert len(answer.context["form"].errors["address"]) == 1
    assert answer.context["form"]["address"].value() == "javascript:alert(1)"


def test_a_list_that_is_full_takes_no_more(client: Client, ours: Organisation) -> None:
    full = [f"https://site-{number}.exemple" for number in range(MOST_ORIGINS - 1)]
    Organisation.objects.update(embed_origins=full)
    answer = add(client, "https://un-de-plus.exemple", with_www="on")  # there is room for one, not for both
    assert (answer.status_code, "Votre liste a déjà 20 adresses" in answer.content.decode()) == (422, True)
    assert kept(ours) == full


def test_a_site_is_taken_away(client: Client, ours: Organisation) -> None:
    Organisation.objects.update(embed_origins=["https://a.exemple", "https://b.exemple"])
    client.post(SITES, {"choix": "retirer", "site": "https://a.exemple"})
    again = client.post(SITES, {"choix": "retirer", "site": "https://a.exemple"}, follow=True)
    assert kept(ours) == ["https://b.exemple"]
    assert "n&#x27;était plus dans la liste" in again.content.decode()


def test_tools_are_ticked_and_unticked(client: Client, ours: Organisation) -> None:
    def tick(*keys: str) -> tuple[int, list[str]]:
        status = client.post(SITES, {"choix": "outils", "presets": keys}).status_code
        ours.refresh_from_db()
        return status, ours.embed_presets

    assert tick("wix", "google-sites") == (302, list(PRESETS))
    assert tick("https://*") == (422, list(PRESETS))
    assert tick() == (302, [])
    assert client.post(SITES, {"choix": "autre"}).status_code == 302


def test_two_changes_at_once_are_both_kept(ours: Organisation) -> None:
    """Each was read before the other was written."""
    one, two = Organisation.objects.get(), Organisation.objects.get()
    services.allow(one, "https://a.exemple", with_www=False)
    services.allow(two, "https://b.exemple", with_www=False)
    assert kept(ours) == ["https://a.exemple", "https://b.exemple"]


def test_another_organisations_list_is_not_there(client: Client, ours: Organisation) -> None:
    theirs = make_organisation(slug="quais")
    sent = {"choix": "ajouter", "address": "https://exemple.fr"}
    assert client.post("/admin/organisation/quais/sites/", sent).status_code == 404
    assert kept(theirs) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(
    client: Client,
    ours: Organisation,
    count: int,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    Organisation.objects.update(embed_origins=[f"https://site-{number}.exemple" for number in range(count)])
    client.get(SITES)
    with django_assert_num_queries(11):
        client.get(SITES)
