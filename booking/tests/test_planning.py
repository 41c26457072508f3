"""A planning at a secret address: what it tells, to whom, and how it ends."""

from datetime import timedelta

import icalendar
import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from booking.models import Booking, PrivateFeed
from booking.services import private_feeds
from booking.tests.factories import (
    NOW,
    TUESDAY,
    make_activity,
    make_booking,
    make_organisation,
    make_series,
    make_session,
    make_waiting,
)
from core.models import User
from locations.models import Membership, Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ours() -> Organisation:
    """Return the organisation that the tests' member belongs to."""
    return make_organisation(name="Bibliothèque du Moulin", slug="moulin")


def make_user(username: str, *organisations: Organisation) -> User:
    """Somebody who enters the admin, and is a member of these."""
    user = User.objects.create_user(username=username)
    group, _ = Group.objects.get_or_create(name="Entrée")
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    user.groups.add(group)
    for organisation in organisations:
        Membership.objects.create(user=user, organisation=organisation, since=NOW)
    return user


def of_facilitator(user: User) -> str:
    return f"/flux/mediateur/{private_feeds.renew(user=user, organisation=None, now=NOW)}.ics"


def of_organisation(user: User, organisation: Organisation) -> str:
    return f"/flux/organisation/{private_feeds.renew(user=user, organisation=organisation, now=NOW)}.ics"


def events(answer) -> list[icalendar.Event]:
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return icalendar.Calendar.from_ical(answer.content).walk("VEVENT")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


# What it tells


def test_it_says_how_many_come_and_who_by_initials_alone(client, ours) -> None:
    session = make_session(host=ours, capacity=10, waiting_capacity=4, activity=make_activity(name="Premiers clics"))
    make_booking(session, first_name="Amina", last_name="Bensaïd", phone="+33639980001", party_size=3)
    make_booking(session, first_name="éloïse", email="eloise@exemple.invalid", phone="")
    gone = make_booking(session, first_name="Zacharie", phone="+33639980002")
    Booking.objects.filter(pk=gone.pk).update(first_name="", phone="", anonymised_at=NOW)
    make_waiting(session, first_name="Wanda", party_size=2)
    answer = client.get(of_organisation(make_user("lina", ours), ours))
    (event,) = events(answer)
    assert str(event["SUMMARY"]) == "Premiers clics (5/10)"
    assert str(event["DESCRIPTION"]).splitlines() == [
        "5 sur 10 places prises.",
        "Viennent : A. B. (3 personnes), É., –",
        "2 personnes attendent.",
        f"Qui vient : http://testserver{reverse('admin_sessions:participants', args=[session.pk])}",
    ]
    assert (event["DTSTART"].dt, str(event["CLASS"]), str(event["TRANSP"])) == (TUESDAY, "PRIVATE", "OPAQUE")
    told = answer.content.decode().lower()
    codes = Booking.objects.values_list("code", flat=True)
    personal = ["amina", "bensaïd", "éloïse", "wanda", "zacharie", "39980001", "eloise@", *map(str.lower, codes)]
    assert [word for word in personal if word in told.replace("\r\n ", "")] == []


def test_a_facilitator_follows_the_sessions_that_they_hold_and_no_others(client) -> None:
    lina, noa = make_user("lina"), make_user("noa")
    held = make_session(activity=make_activity(name="La sienne"))
    held.facilitators.set([lina, noa])
    series = make_series(activity=make_activity(name="De sa série"))
    series.facilitators.set([lina, noa])
    series.save()
    make_session(series=series, host=series.host, activity=series.activity, start=TUESDAY + timedelta(days=1))
    replaced = make_session(series=series, host=series.host, start=TUESDAY + timedelta(days=2))
    replaced.facilitators.set([noa])
    make_session(activity=make_activity(name="À personne"))
    make_session(start=NOW - timedelta(days=31)).facilitators.set([lina])
    make_session(status="cancelled", activity=make_activity(name="Annulée")).facilitators.set([lina])
    assert [str(event["SUMMARY"]) for event in events(client.get(of_facilitator(lina)))] == [
        "La sienne (0/8)",
        "ANNULÉ – Annulée (0/8)",
        "De sa série (0/8)",
    ]


def test_an_organisation_is_followed_referrals_included_and_nobody_else_s_sessions(client, ours) -> None:
    make_session(host=ours, activity=make_activity(name="Sur orientation", access="referral"))
    make_session(activity=make_activity(name="Chez un autre"))
    answer = client.get(of_organisation(make_user("lina", ours), ours))
    assert [str(event["SUMMARY"]) for event in events(answer)] == ["Sur orientation (0/8)"]


def test_a_place_taken_moves_the_entry_and_the_same_is_not_sent_twice(client, ours) -> None:
    session, path = make_session(host=ours), of_organisation(make_user("lina", ours), ours)
    first = client.get(path)
    assert client.get(path).content == first.content
    same = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (same.status_code, same.content, same["Cache-Control"]) == (304, b"", "private, no-store")
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        make_booking(session, now=NOW + timedelta(hours=2))
        changed = client.get(path, headers={"If-None-Match": first["ETag"]})
    (event,) = events(changed)
    assert (str(event["SUMMARY"]), event["DTSTAMP"].dt) == ("Permanence Connectée (1/8)", NOW + timedelta(hours=2))


def test_it_is_kept_by_nobody_and_read_by_programs_alone(client, ours) -> None:
    path = of_organisation(make_user("lina", ours), ours)
    answer = client.get(path)
    assert {name: answer.get(name) for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")} == {
        "Cache-Control": "private, no-store",
        "X-Robots-Tag": "noindex",
        "Referrer-Policy": "no-referrer",
    }
    assert "Access-Control-Allow-Origin" not in answer
    assert dict(answer.cookies) == {}
    token = path.split("/")[-1].removesuffix(".ics")
    assert token not in answer.content.decode().replace("\r\n ", "")
    head = client.head(path)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", answer["ETag"])
    refused = client.post(path)
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD")


def test_it_costs_the_same_with_one_session_and_with_four(client, ours) -> None:
    path = of_organisation(make_user("lina", ours), ours)
    client.get(path)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        return len(queries)

    make_booking(make_session(host=ours))
    with_one = count()
    for number in range(3):
        make_booking(make_session(host=ours, start=TUESDAY + timedelta(hours=number)))
    # The address, what its owner may (of their own, of their groups, of which organisations), sessions, who comes.
    assert count() == with_one == 6


# Whose it is


def test_only_its_digest_is_kept_and_a_new_address_ends_the_former(client, ours) -> None:
    lina = make_user("lina", ours)
    first, second = of_organisation(lina, ours), of_organisation(lina, ours)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    feed = PrivateFeed.objects.get()
    assert second.split("/")[-1].removesuffix(".ics") not in [str(value) for value in vars(feed).values()]
    assert private_feeds.revoke(user=lina, organisation=ours)
    assert not private_feeds.revoke(user=lina, organisation=ours)
    assert client.get(second).status_code == 404


def test_who_leaves_an_organisation_loses_their_address_at_once_and_nobody_else_does(client, ours) -> None:
    theirs = make_organisation()
    lina, noa = make_user("lina", ours, theirs), make_user("noa", ours)
    paths = [of_organisation(lina, ours), of_organisation(lina, theirs), of_organisation(noa, ours)]
    assert [client.get(path).status_code for path in paths] == [200, 200, 200]
    Membership.objects.filter(user=lina, organisation=ours).delete()
    assert [client.get(path).status_code for path in paths] == [404, 200, 200]


@pytest.mark.parametrize("ending", ["closed", "shut out"])
def test_an_account_that_no_longer_enters_ends_its_addresses(client, ours, ending) -> None:
    lina = make_user("lina", ours)
    paths = [of_organisation(lina, ours), of_facilitator(lina)]
    assert [client.get(path).status_code for path in paths] == [200, 200]
    if ending == "closed":
        User.objects.filter(pk=lina.pk).update(is_active=False)
    else:
        lina.groups.clear()
    assert [client.get(path).status_code for path in paths] == [404, 404]


def test_every_wrong_address_is_answered_alike(client, ours) -> None:
    lina = make_user("lina", ours)
    token = of_organisation(lina, ours).split("/")[-1]
    ended = of_facilitator(lina)
    private_feeds.revoke(user=lina, organisation=None)
    wrong = [f"/flux/mediateur/{token}", ended, "/flux/organisation/x.ics", "/flux/organisation/%00.ics"]
    answers = [client.get(path) for path in wrong]
    assert len({(one.status_code, one.content, *sorted(one.headers.items())) for one in answers}) == 1
    assert (answers[0].status_code, answers[0]["Content-Type"]) == (404, "text/plain; charset=utf-8")


def test_guessing_is_slowed_down_and_asking_for_one_that_ended_is_not_guessing(client, ours, settings) -> None:
    settings.CODE_TRIES_PER_HOUR_PER_ADDRESS = 2
    path = of_organisation(make_user("lina", ours), ours)
    # A program that nobody told asks every five minutes, behind the same line as everybody.
    assert {client.get("/flux/mediateur/finie.ics").status_code for _ in range(5)} == {404}
    assert client.get("/flux/mediateur/autre.ics").status_code == 404
    slowed = client.get("/flux/mediateur/encore.ics")
    assert (slowed.status_code, slowed["Retry-After"], slowed["Cache-Control"]) == (429, "3600", "private, no-store")
    assert client.get(path, REMOTE_ADDR="192.0.2.7").status_code == 200
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        assert client.get(path).status_code == 200


def test_last_read_is_told_to_five_minutes(client, ours) -> None:
    path = of_organisation(make_user("lina", ours), ours)
    read = []
    for minutes in (0, 4, 5):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            client.get(path)
            read.append(PrivateFeed.objects.get().last_read_at)
    assert read == [NOW, NOW, NOW + timedelta(minutes=5)]


# Where it is made


def test_it_is_shown_once_and_a_page_sent_twice_ends_nobody_s_calendar(client, ours) -> None:
    lina = make_user("lina", ours)
    inside, page = signed_in(lina), reverse("space:planning", args=[ours.slug])
    first = inside.get(page)
    assert first.context["feed"] is None
    made = inside.post(page, {"connue": "", "choix": "faire"})
    url = made.context["feed_url"]
    assert made.status_code == 200
    assert "no-store" in made["Cache-Control"]
    assert made.context["webcal_url"] == url.replace("http:", "webcal:")
    assert client.get(url.removeprefix("http://testserver")).status_code == 200
    inside.post(page, {"connue": "", "choix": "faire"})
    assert client.get(url.removeprefix("http://testserver")).status_code == 200
    later = inside.get(page)
    assert url not in later.content.decode()
    assert (later.context["made"], later.context["read"]) == ("lundi 2 mars 2026 à 10 h", "lundi 2 mars 2026 à 10 h")
    inside.post(page, {"connue": later.context["known"], "choix": "supprimer"})
    assert client.get(url.removeprefix("http://testserver")).status_code == 404


def test_a_facilitator_finds_it_on_the_front_page_and_in_the_account(client) -> None:
    lina, noa = make_user("lina"), make_user("noa")
    make_session(activity=make_activity(name="La sienne")).facilitators.set([lina])
    page = reverse("own_planning")
    for screen in ("wagtailadmin_home", "wagtailadmin_account"):
        assert f'href="{page}"' in signed_in(lina).get(reverse(screen)).content.decode()
        assert f'href="{page}"' not in signed_in(noa).get(reverse(screen)).content.decode()
    made = signed_in(lina).post(page, {"connue": "", "choix": "faire"})
    (event,) = events(client.get(made.context["feed_url"].removeprefix("http://testserver")))
    assert str(event["SUMMARY"]) == "La sienne (0/8)"


def test_staff_who_do_not_read_bookings_do_not_read_them_by_a_calendar(ours) -> None:
    editor = make_user("redaction")
    permissions = Permission.objects.filter(content_type__app_label="locations", codename="change_organisation")
    editor.user_permissions.set(permissions)
    page = reverse("space:planning", args=[ours.slug])
    inside = signed_in(editor)
    assert "est pour ses membres" in inside.get(page).content.decode()
    assert inside.post(page, {"connue": "", "choix": "faire"}).status_code != 200
    assert not PrivateFeed.objects.exists()
    assert signed_in(make_user("ailleurs", make_organisation())).get(page).status_code == 404
