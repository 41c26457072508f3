"""What staff do with sessions, one by one and several at once."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.urls import reverse
from wagtail.models import ModelLogEntry

from booking.models import Session
from booking.services.booking import Person, book
from booking.tests.factories import NOW, make_booking, make_series, make_session
from booking.tests.test_admin import series_data, session_data
from core.models import User
from outbox.models import Message

LATER = datetime(2026, 3, 17, 13, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def test_hours_are_those_of_the_place_whoever_types_them(admin_client) -> None:
    session = make_session(zone="America/Martinique", start=LATER)
    address = reverse("admin_sessions:edit", args=[session.pk])
    form = admin_client.get(address).context["form"]
    assert f"{form.initial['start']:%H:%M}" == "09:00"
    hours = {"zone": "America/Martinique", "start": "2026-03-17 10:00", "end": "2026-03-17 12:00"}
    admin_client.post(address, session_data(session, **hours))
    session.refresh_from_db()
    assert (session.start, session.end) == (
        datetime(2026, 3, 17, 14, tzinfo=UTC),
        datetime(2026, 3, 17, 16, tzinfo=UTC),
    )


def test_more_places_are_offered_at_once_to_those_who_wait(admin_client) -> None:
    session = make_session(start=LATER, capacity=1, waiting_capacity=2)
    make_booking(session)
    person = Person(first_name="Awa", email="awa@exemple.invalid")
    booking = book(session=session, person=person, party_size=1, idempotency_key="attente-awa-1", now=NOW, wait=True)
    data = session_data(session, start="2026-03-17 14:00", end="2026-03-17 16:00", capacity="2", waiting_capacity="2")
    admin_client.post(reverse("admin_sessions:edit", args=[session.pk]), data)
    assert booking.attendances.get().status == "offered"


def test_who_leads_a_session_is_kept(admin_client) -> None:
    session, person = make_session(start=LATER), User.objects.create_user("animatrice")
    data = session_data(session, start="2026-03-17 14:00", end="2026-03-17 16:00", facilitators=[person.pk])
    admin_client.post(reverse("admin_sessions:edit", args=[session.pk]), data)
    assert list(session.facilitators.all()) == [person]


def screen(name: str, *sessions: Session) -> str:
    return reverse(f"admin_sessions:{name}") + "?" + "&".join(f"id={one.pk}" for one in sessions)


def test_several_are_called_off_and_put_back(admin_client) -> None:
    first, second = make_session(start=LATER), make_session(start=LATER + timedelta(days=1))
    make_booking(first, first_name="Awa", email="awa@exemple.invalid", phone="")
    shown = admin_client.get(screen("call_off", first, second))
    page = " ".join(shown.content.decode().split())
    assert ("<strong>2 séances</strong>" in page, "Awa : courriel" in page) == (True, True)
    seen = shown.context["effects"].seen
    stale = admin_client.post(screen("call_off", first, second), {"vu": "autre", "note": "Grève"})
    assert (stale.status_code, Message.objects.filter(kind="session_cancelled").count()) == (409, 0)
    for _click in range(2):
        admin_client.post(screen("call_off", first, second), {"vu": seen, "note": "Grève"})
    assert set(Session.objects.values_list("status", "note")) == {("cancelled", "Grève")}
    assert Message.objects.filter(kind="session_cancelled").count() == 1
    shown = admin_client.get(screen("restore", first, second))
    admin_client.post(screen("restore", first, second), {"vu": shown.context["effects"].seen})
    assert set(Session.objects.values_list("status", "note")) == {("scheduled", "")}
    assert Message.objects.filter(kind="session_moved").count() == 1
    done = ModelLogEntry.objects.for_instance(first).order_by("pk").values_list("action", "data")
    assert list(done) == [("booking.called_off", {"codes": []}), ("booking.put_back", {"codes": []})]


def test_the_list_leads_there_with_what_it_shows(admin_client) -> None:
    chosen, other = make_session(start=LATER), make_session(start=LATER)
    bulk = reverse("wagtail_bulk_action", args=["booking", "session", "call_off"])
    back = reverse("admin_sessions:index")
    answer = admin_client.get(f"{bulk}?id={chosen.pk}&next={back}")
    assert answer["Location"] == f"{reverse('admin_sessions:call_off')}?id={chosen.pk}&next=%2Fadmin%2Fseances%2F"
    answer = admin_client.get(f"{bulk}?id=all&location={other.location_id}&next={back}")
    assert f"?id={other.pk}&next" in answer["Location"]
    answer = admin_client.get(f"{bulk}?id=all&q={chosen.location.name}&next={back}")
    assert f"?id={chosen.pk}&next" in answer["Location"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_screen_costs_the_same_for_one_session_and_for_three(
    admin_client, count, django_assert_num_queries
) -> None:
    sessions = [make_session(start=LATER) for _turn in range(count)]
    for one in sessions:
        make_booking(one)
    admin_client.get(screen("call_off", *sessions))
    with django_assert_num_queries(SCREEN_QUERIES):
        admin_client.get(screen("call_off", *sessions))


SCREEN_QUERIES = 9


@pytest.mark.parametrize(
    ("codes", "calls_off", "edits_series"),
    [([], 302, 302), (["view_session"], 302, 302), (["change_session"], 200, 302), (["change_series"], 302, 200)],
)
def test_who_may_call_off_and_who_may_change_a_series(client, codes, calls_off, edits_series) -> None:
    session, series = make_session(start=LATER), make_series()
    staff = User.objects.create_user("quelqu-un", password="x", is_staff=True)
    staff.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *codes]))
    client.force_login(staff)
    assert client.get(screen("call_off", session)).status_code == calls_off
    assert client.get(reverse("admin_series:edit", args=[series.pk])).status_code == edits_series


def test_a_series_is_said_back_as_one_types(admin_client) -> None:
    series = make_series()
    data = series_data(first_day="2026-04-24", repeats="WEEKLY", repeat_count="", without_public_holidays="on")
    data |= {"exceptions-TOTAL_FORMS": "0", "opens_days_before": "30", "closes_minutes_before": "120"}
    for address in (reverse("admin_series:live_new"), reverse("admin_series:live", args=[series.pk])):
        said = admin_client.post(address, data).context["said"]
        assert said.rule_words.replace("\xa0", " ") == "tous les vendredis à 14 h"
        assert [line.day for line in said.lines][:3] == ["2026-04-24", "2026-05-01", "2026-05-08"]
        assert said.left_out == [
            "vendredi 1er mai 2026 (Fête du Travail)",
            "vendredi 8 mai 2026 (Victoire de 1945)",
        ] or (len(said.left_out) == 2)
        assert said.remarks == ["Les réservations ouvrent 30 jours avant, et ferment 2 heures avant."]
    wrong = admin_client.post(address, {**data, "first_day": "demain", "exceptions-TOTAL_FORMS": "99999"})
    assert wrong.context["said"].refusals == ["Plus de 400 dates différentes : c'est trop pour une seule série."]


def test_a_series_cannot_keep_more_places_than_it_has(admin_client) -> None:
    answer = admin_client.post(reverse("admin_series:add"), series_data(capacity="2", referred_places="3"))
    assert "On ne peut pas garder plus de places qu&#x27;il n&#x27;y en a." in answer.content.decode()
