"""« Membres » : inviting, withdrawing, removing, leaving; what the services promise, and what the screen says."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone
from time_machine import TimeMachineFixture

from core.codes import token_digest
from core.forgetting import forget_due
from core.models import User
from core.throttle import Throttled
from locations.models import Invitation, Membership, Organisation
from locations.services import invitations as services
from locations.services.members import PARTNERS, join, leave
from locations.tests.factories import make_member, make_organisation
from outbox.models import Message

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MEMBERS = "/admin/organisation/moulin/membres/"


@pytest.fixture
def ours() -> Organisation:
    """Ours."""
    return make_organisation(name="Bibliothèque du Moulin", slug="moulin")


def invite(organisation: Organisation, email: str = "anne@exemple.invalid", now: datetime = NOW) -> Invitation:
    return services.invite(organisation=organisation, email=email, by=None, now=now)


def groups(user: User) -> list[str]:
    return list(user.groups.values_list("name", flat=True))


# Belonging


def test_the_group_lets_into_the_admin_and_gives_nothing_else(ours: Organisation) -> None:
    user = make_member(ours)
    assert groups(user) == [PARTNERS]
    assert User.objects.get(pk=user.pk).get_all_permissions() == {"wagtailadmin.access_admin"}
    assert join(user=user, organisation=ours, now=NOW) is False


def test_the_group_goes_with_the_last_membership_and_no_other_goes(ours: Organisation) -> None:
    theirs = make_organisation()
    user = make_member(ours, theirs)
    user.groups.add(Group.objects.create(name="Médiation"))
    assert (leave(user=user, organisation=ours), sorted(groups(user))) == (True, ["Médiation", PARTNERS])
    assert (leave(user=user, organisation=theirs), groups(user)) == (True, ["Médiation"])


def test_staff_who_keep_organisations_do_not_make_themselves_members(client: Client, ours: Organisation) -> None:
    keeper = User.objects.create_user(username="communication", email="communication@exemple.invalid")
    keeper.user_permissions.add(*Permission.objects.filter(codename__in=("access_admin", "change_organisation")))
    client.force_login(keeper)
    screen = client.get(MEMBERS).content.decode()
    assert "Envoyer l'invitation" not in screen
    assert "l'administration du site qui invite la première personne" in screen
    client.post(MEMBERS, {"email": keeper.email})
    assert not Invitation.objects.exists()

    keeper.user_permissions.add(Permission.objects.get(codename="add_invitation"))
    assert client.post(MEMBERS, {"email": "anne@exemple.invalid"}).status_code == 302
    assert Invitation.objects.get().email == "anne@exemple.invalid"


# Inviting


def test_an_invitation_is_written_with_a_link_that_only_the_letter_knows(ours: Organisation) -> None:
    by = make_member(ours, first_name="Zoé", last_name="Petit")
    invitation = services.invite(organisation=ours, email=" Anne@Exemple.INVALID ", by=by, now=NOW)
    message = Message.objects.get()
    assert (message.recipient, message.kind, message.expires_at) == (
        "anne@exemple.invalid", "partner_invitation", NOW + timedelta(days=7),
    )  # fmt: skip
    assert invitation.token_hash == token_digest(message.secret)
    assert message.subject == "Bibliothèque du Moulin vous invite à gérer ses séances"
    assert f"/invitation/{message.secret}/" in message.text
    assert "Zoé Petit vous invite" in message.text
    assert "jusqu'au lundi 30 novembre 2026 à 10 h." in message.text
    assert f'href="{settings.PUBLIC_BASE_URL}/invitation/{message.secret}/"' in message.html


def test_the_name_of_an_organisation_is_only_a_name_in_the_letter(ours: Organisation) -> None:
    ours.name = "<b>Moulin</b>\r\nBcc: tous@exemple.invalid"
    ours.save()
    invite(ours)
    message = Message.objects.get()
    assert message.subject == "<b>Moulin</b> Bcc: tous@exemple.invalid vous invite à gérer ses séances"
    assert ("<b>Moulin</b>" in message.html, "&lt;b&gt;Moulin&lt;/b&gt;" in message.html) == (False, True)


def test_one_sent_again_kills_the_first_and_stays_one(ours: Organisation) -> None:
    invite(ours)
    first = Message.objects.get().secret
    later = NOW + timedelta(days=10)
    invite(ours, "ANNE@exemple.invalid", now=later)
    second = Message.objects.get().secret  # the first letter, of no use any more, is gone
    assert services.opened_by(first, now=later) is None
    assert services.opened_by(second, now=later) == Invitation.objects.get()


def test_a_member_is_not_invited(ours: Organisation) -> None:
    make_member(ours, email="Anne@exemple.invalid")
    with pytest.raises(services.AlreadyMember):
        invite(ours)
    assert Invitation.objects.count() == 0


def test_nobody_writes_to_the_whole_world_through_us(ours: Organisation) -> None:
    for number in range(services.MOST_AN_HOUR):
        invite(ours, f"personne-{number}@exemple.invalid")
    with pytest.raises(Throttled):
        invite(ours, "une-de-trop@exemple.invalid")
    assert Message.objects.count() == services.MOST_AN_HOUR


def test_nobody_is_written_to_all_day(ours: Organisation) -> None:
    for _ in range(services.MOST_TO_ONE):
        invite(make_organisation())
    with pytest.raises(Throttled):
        invite(ours)


def test_a_link_works_once_for_a_week_until_withdrawn(ours: Organisation) -> None:
    invitation, users = invite(ours), [make_member(), make_member()]
    assert services.opened_by("autre", now=NOW) is None
    token = Message.objects.get().secret
    last = invitation.expires_at
    assert services.opened_by(token, now=last - timedelta(seconds=1)) == invitation
    assert services.opened_by(token, now=last) is None
    with pytest.raises(services.DeadLink):
        services.accept(invitation, user=users[0], now=last)

    services.accept(invitation, user=users[0], now=NOW)
    with pytest.raises(services.DeadLink):
        services.accept(invitation, user=users[1], now=NOW)
    assert list(Membership.objects.values_list("user", "organisation")) == [(users[0].pk, ours.pk)]

    other = invite(ours, "bruno@exemple.invalid")
    services.withdraw(other)
    assert services.opened_by(Message.objects.get().secret, now=NOW) is None  # only the first one's letter is left
    assert Invitation.objects.get() == invitation


def test_a_new_account_is_made_with_the_membership_or_not_at_all(ours: Organisation) -> None:
    invitation = invite(ours)
    told = {"first_name": "Anne", "last_name": "Roux", "password": "une longue phrase à moi"}
    Invitation.objects.all().delete()
    with pytest.raises(services.DeadLink):
        services.accept_with_new_account(invitation, **told, now=NOW)
    assert User.objects.count() == 0

    user = services.accept_with_new_account(invite(ours), **told, now=NOW)
    assert (user.username, user.email, user.is_staff, user.check_password(told["password"])) == (
        "anne@exemple.invalid", "anne@exemple.invalid", False, True,
    )  # fmt: skip
    assert Membership.objects.get().user == user

    with pytest.raises(services.AccountExists):
        services.accept_with_new_account(invite(make_organisation()), **told, now=NOW)


def test_invitations_are_forgotten_a_month_after_they_ended(ours: Organisation) -> None:
    invitation = invite(ours)
    (rule,) = services.RULES
    ended = invitation.expires_at + services.KEPT
    assert [forget_due(rule, now=when) for when in (ended - timedelta(seconds=1), ended)] == [0, 1]


# The screen


def test_the_screen_lists_who_there_is_and_invites(client: Client, ours: Organisation) -> None:
    member = make_member(ours, first_name="Zoé", last_name="Petit")
    client.force_login(member)
    answer = client.post(MEMBERS, {"email": "anne@exemple.invalid"}, follow=True)
    page = answer.content.decode()
    assert "Une invitation part à anne@exemple.invalid." in page
    assert [one.user for one in answer.context["members"]] == [member]
    assert [row["invitation"].email for row in answer.context["shown_invitations"]] == ["anne@exemple.invalid"]
    assert Invitation.objects.get().invited_by == member


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Écrivez une adresse électronique."),
        ("anne", "Cette adresse n&#x27;est pas complète."),
        ("anne@exemple.invalid\r\nBcc: b@exemple.invalid", "Cette adresse n&#x27;est pas complète."),
        ("zoe@exemple.invalid", "Cette personne est déjà membre."),
    ],
)
def test_what_is_no_address_comes_back_with_a_sentence(
    client: Client, ours: Organisation, typed: str, said: str
) -> None:
    client.force_login(make_member(ours, email="zoe@exemple.invalid"))
    answer = client.post(MEMBERS, {"email": typed})
    assert (answer.status_code, said in answer.content.decode(), Invitation.objects.count()) == (422, True, 0)


def test_too_many_comes_back_with_a_sentence(
    client: Client, ours: Organisation, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NOW, tick=False)
    client.force_login(make_member(ours))
    answers = [client.post(MEMBERS, {"email": "anne@exemple.invalid"}) for _ in range(services.MOST_TO_ONE + 1)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert "Trop d&#x27;invitations sont parties" in answers[-1].content.decode()


def test_a_letter_that_did_not_go_is_said(client: Client, ours: Organisation) -> None:
    client.force_login(make_member(ours))
    invite(ours, now=timezone.now())
    Message.objects.update(status=Message.Status.FAILED)
    assert "Le courriel n'est pas arrivé" in client.get(MEMBERS).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many_there_are(
    client: Client, ours: Organisation, count: int, django_assert_num_queries: object
) -> None:
    client.force_login(make_member(ours))
    for number in range(count):
        make_member(ours)
        invite(ours, f"personne-{number}@exemple.invalid")
    client.get(MEMBERS)
    with django_assert_num_queries(16):  # type: ignore[operator]
        client.get(MEMBERS)


def test_somebody_is_removed_and_one_leaves(client: Client, ours: Organisation) -> None:
    one, two = make_member(ours, first_name="Zoé"), make_member(ours, first_name="Anne")
    mine, other = (Membership.objects.get(user=user) for user in (one, two))
    client.force_login(one)
    assert "Retirer Anne de Bibliothèque du Moulin ?" in client.get(f"{MEMBERS}{other.pk}/retirer/").content.decode()
    assert client.post(f"{MEMBERS}{other.pk}/retirer/").headers["Location"] == MEMBERS
    assert "aucun membre" in client.get(f"{MEMBERS}{mine.pk}/retirer/").content.decode()
    gone = client.post(f"{MEMBERS}{mine.pk}/retirer/", follow=True)
    assert (gone.request["PATH_INFO"], Membership.objects.count()) == ("/admin/login/", 0)
    assert "Vous ne gérez plus Bibliothèque du Moulin." in gone.content.decode()


def test_another_organisations_members_and_invitations_are_not_there(client: Client, ours: Organisation) -> None:
    """Not by their numbers either, below one's own organisation's address."""
    theirs = make_organisation()
    make_member(theirs)
    invitation, membership = invite(theirs), Membership.objects.get()
    client.force_login(make_member(ours))
    asked = [f"{membership.pk}/retirer/", f"invitations/{invitation.pk}/retirer/"]
    for base in (MEMBERS, f"/admin/organisation/{theirs.slug}/membres/"):
        assert [client.post(f"{base}{path}").status_code for path in asked] == [404, 404]
    assert client.post(f"/admin/organisation/{theirs.slug}/membres/", {"email": "x@exemple.invalid"}).status_code == 404
    assert (Invitation.objects.count(), Membership.objects.filter(organisation=theirs).count()) == (1, 1)
