"""`/invitation/` : the mailed link, the pass that takes its place, and the two ways in."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from time_machine import TimeMachineFixture

from core.models import User
from locations.models import Invitation, Membership, Organisation
from locations.services.invitations import invite, withdraw
from locations.services.members import leave
from locations.tests.factories import make_member, make_organisation
from outbox.models import Message

pytestmark = pytest.mark.django_db

PAGE, SPACE = "/invitation/", "/admin/organisation/moulin/"
DEAD = "Cette invitation ne sert plus"
PASSWORD = "une longue phrase à moi"
TOLD = {"first_name": "Anne", "last_name": "Roux", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def ours() -> Organisation:
    """Ours."""
    return make_organisation(name="Bibliothèque du Moulin", slug="moulin")


@pytest.fixture
def token(ours: Organisation) -> str:
    """What the letter holds."""
    invite(organisation=ours, email="anne@exemple.invalid", by=None, now=timezone.now())
    return Message.objects.get().secret


def open_link(client: Client, token: str) -> HttpResponse:
    return client.get(f"{PAGE}{token}/")  # type: ignore[return-value]


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def test_the_link_is_exchanged_for_a_pass_and_leaves_the_address_bar(client: Client, token: str) -> None:
    """Opening it does nothing else: mail programs look at links before people do."""
    answer = open_link(client, token)
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("private, no-store", "no-referrer")
    cookie = answer.cookies["invitation"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], token in cookie.value) == (PAGE, True, "Lax", False)
    page = client.get(PAGE)
    assert "<h1>Bibliothèque du Moulin vous invite</h1>" in text(page)
    assert 'value="anne@exemple.invalid"' in text(page)
    assert f'href="/admin/login/?next={PAGE}"' in text(page)
    assert token not in text(page)
    assert (page.headers["Cache-Control"], page.headers["X-Robots-Tag"]) == ("private, no-store", "noindex, nofollow")
    assert (Membership.objects.count(), User.objects.count()) == (0, 0)


def test_a_new_account_joins_and_is_signed_in(client: Client, ours: Organisation, token: str) -> None:
    open_link(client, token)
    answer = client.post(PAGE, TOLD)
    assert (answer.status_code, answer.headers["Location"], answer.cookies["invitation"].value) == (303, SPACE, "")
    user = User.objects.get()
    assert (user.username, user.get_full_name(), user.check_password(PASSWORD)) == (
        "anne@exemple.invalid", "Anne Roux", True,
    )  # fmt: skip
    assert list(Membership.objects.values_list("user", "organisation")) == [(user.pk, ours.pk)]
    space = client.get(SPACE)
    assert (space.status_code, "Vous gérez maintenant les séances de Bibliothèque du Moulin." in text(space)) == (
        200,
        True,
    )
    assert open_link(Client(), token).status_code == 404


def test_who_has_an_account_signs_in_and_joins(client: Client, ours: Organisation, token: str) -> None:
    """Even one that left everything before, and may not enter the admin."""
    user = make_member(ours, username="zoe@exemple.invalid")
    user.set_password(PASSWORD)
    user.save()
    leave(user=user, organisation=ours)
    open_link(client, token)
    signed_in = client.post(
        f"/admin/login/?next={PAGE}", {"username": "Zoe@exemple.invalid ", "password": PASSWORD, "next": PAGE}
    )
    assert signed_in.headers["Location"] == PAGE
    assert "Vous êtes connecté : <strong>zoe@exemple.invalid</strong>" in text(client.get(PAGE))
    assert Membership.objects.count() == 0
    assert client.post(PAGE).headers["Location"] == SPACE
    assert (Membership.objects.get().user, client.get(SPACE).status_code) == (user, 200)
    assert Invitation.objects.get().accepted_at is not None


def test_somebody_else_who_was_signed_in_here_is_signed_out(client: Client, ours: Organisation, token: str) -> None:
    client.force_login(make_member(make_organisation()))
    open_link(client, token)
    assert client.post(PAGE, {"choix": "autre"}).headers["Location"] == PAGE
    assert "Créer mon compte et rejoindre" in text(client.get(PAGE))
    assert Membership.objects.filter(organisation=ours).count() == 0


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"first_name": " "}, "first_name", "Écrivez votre prénom."),
        ({"password": "quatorze signe", "again": "quatorze signe"}, "password", "au minimum 15 caractères"),
        ({"password": "anne@exemple.invalid", "again": "anne@exemple.invalid"}, "password", "trop semblable"),
        ({"again": "une autre longue phrase"}, "again", "Les deux mots de passe ne sont pas les mêmes."),
        ({"password": "x" * 300, "again": "x" * 300}, "password", "200"),
    ],
)
def test_what_is_wrong_comes_back_with_a_sentence_but_without_the_password(
    client: Client, token: str, wrong: dict[str, str], field: str, said: str
) -> None:
    open_link(client, token)
    answer = client.post(PAGE, TOLD | wrong)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert said in " ".join(answer.context["form"].errors[field])
    assert 'value="Roux"' in text(answer)
    assert (PASSWORD in text(answer), User.objects.count()) == (False, 0)


def test_an_account_of_that_name_is_not_taken_over(client: Client, ours: Organisation, token: str) -> None:
    User.objects.create_user(username="Anne@exemple.invalid", password=None)
    open_link(client, token)
    answer = client.post(PAGE, TOLD)
    assert (answer.status_code, "Un compte existe déjà avec cette adresse" in text(answer)) == (409, True)
    assert Membership.objects.count() == 0


def test_wrong_used_old_and_withdrawn_links_get_the_same_page(client: Client, ours: Organisation, token: str) -> None:
    """The page of an invitation that ended while it was open too."""
    invitation = Invitation.objects.get()
    ways: dict[str, HttpResponse] = {"wrong": open_link(Client(), "x" * 43)}

    open_link(client, token)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    ways |= {"old": open_link(Client(), token), "old page": client.get(PAGE), "old answer": client.post(PAGE, TOLD)}

    Invitation.objects.update(expires_at=invitation.expires_at, accepted_at=timezone.now())
    ways |= {"used": open_link(Client(), token), "used page": client.post(PAGE, TOLD)}

    withdraw(invitation)
    ways |= {"withdrawn": open_link(Client(), token), "nothing": Client().get(PAGE), "forged": forged().get(PAGE)}
    assert {name: (answer.status_code, DEAD in text(answer)) for name, answer in ways.items()} == dict.fromkeys(
        ways, (404, True)
    )
    assert len({text(answer).replace(f"{PAGE}{'x' * 43}/", PAGE).replace(token, "") for answer in ways.values()}) == 1
    assert (Membership.objects.count(), User.objects.count()) == (0, 0)


def forged() -> Client:
    """A browser with a pass that we never signed."""
    client = Client()
    client.cookies["invitation"] = "WzEsImEiXQ:1tEST:x"
    return client


def test_who_guesses_is_stopped_and_who_opens_theirs_is_not_counted(
    client: Client, token: str, settings: Any, time_machine: TimeMachineFixture
) -> None:
    settings.CODE_TRIES_PER_HOUR_PER_ADDRESS = 3
    time_machine.move_to(timezone.now().replace(minute=30, second=0, microsecond=0), tick=False)
    assert {open_link(client, token).status_code for _ in range(4)} == {303}
    tries = [open_link(Client(), f"{number:043}") for number in range(4)]
    assert [answer.status_code for answer in tries] == [404, 404, 404, 429]
    assert tries[-1].headers["Retry-After"] == "1800"
    assert open_link(Client(), token).status_code == 429  # from the same address, until the hour is over


def test_a_form_of_another_site_joins_nobody(token: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    open_link(browser, token)
    assert browser.post(PAGE, TOLD).status_code == 403
