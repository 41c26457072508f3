"""A series' edit is shown to staff, person by person, before it touches anybody."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.urls import reverse

from booking.models import Attendance, Series, Session
from booking.services.sessions import make_sessions
from booking.tests.factories import NOW, make_booking, make_location, make_series
from booking.tests.test_admin import series_data
from booking.tests.visiting import make_course
from core.models import User
from core.recurrence.rule import Frequency, Rule, Weekday
from outbox.models import Message

WEEKLY = Rule(Frequency.WEEKLY, weekdays=(Weekday.TUESDAY,), count=3)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def booked_series() -> tuple[Series, Session]:
    series = make_series(rule=WEEKLY)
    make_sessions(now=NOW)
    session = series.sessions.order_by("start")[2]
    make_booking(session, first_name="Awa", email="awa@exemple.invalid", phone="")
    make_booking(session, first_name="Bruno", phone="+33139980001", party_size=2)
    Message.objects.all().delete()
    return series, session


def data_of(series: Series, **changes):
    same = {
        "activity": series.activity_id,
        "location": series.location_id,
        "host": series.host_id,
        "exceptions-TOTAL_FORMS": "0",
    }
    return {**series_data(), **same, **changes}


def edit(client, series: Series, **changes):
    return client.post(reverse("admin_series:edit", args=[series.pk]), data_of(series, **changes))


def text_of(answer) -> str:
    return " ".join(answer.content.decode().replace("\xa0", " ").replace("\u202f", " ").split())


def test_another_hour_is_shown_person_by_person_and_saved_once_confirmed(admin_client) -> None:
    series, session = booked_series()
    shown = edit(admin_client, series, start_time="15:00")
    page = text_of(shown)
    assert "Avant d&#x27;enregistrer" in page
    assert "<strong>1 séance</strong>" in page
    assert "Déplacée : mardi 17 mars 2026 de 15 h à 17 h." in page
    assert "Awa : courriel" in page
    assert "Bruno (2 personnes) : <strong>à appeler</strong>, 01 39 98 00 01" in page
    session.refresh_from_db()
    series.refresh_from_db()
    assert (f"{session.local_start:%H:%M}", f"{series.start_time:%H:%M}", Message.objects.count()) == (
        "14:00",
        "14:00",
        0,
    )

    effects = shown.context["effects"]
    saved = edit(admin_client, series, start_time="15:00", vu=effects.seen)
    assert (saved.status_code, saved["Location"]) == (302, reverse("admin_series:index"))
    session.refresh_from_db()
    assert f"{session.local_start:%H:%M}" == "15:00"
    assert sorted(Message.objects.values_list("kind", "channel")) == [
        ("session_moved", "call"),
        ("session_moved", "mail"),
    ]


def test_what_was_typed_is_carried_along_and_comes_back(admin_client) -> None:
    series, _session = booked_series()
    rows = {
        "exceptions-TOTAL_FORMS": "1",
        "exceptions-0-kind": "cancelled",
        "exceptions-0-original_day": "2026-03-17",
        "exceptions-0-note": "Salle prise",
    }
    shown = edit(admin_client, series, capacity="9", **rows)
    typed = dict(shown.context["typed"])
    assert (typed["capacity"], typed["exceptions-0-note"]) == ("9", "Salle prise")
    assert "Annulée." in text_of(shown)
    back = admin_client.post(reverse("admin_series:edit", args=[series.pk]), {**typed, "revenir": "1"})
    page = back.content.decode()
    assert (back.status_code, 'value="9"' in page, "Salle prise" in page) == (200, True, True)
    series.refresh_from_db()
    assert series.capacity == 8


def test_what_touches_nobody_is_saved_at_once(admin_client) -> None:
    series, _session = booked_series()
    assert edit(admin_client, series, capacity="12").status_code == 302
    series.refresh_from_db()
    assert set(series.sessions.values_list("capacity", flat=True)) == {12}


def test_a_booking_made_meanwhile_has_it_shown_again(admin_client) -> None:
    series, session = booked_series()
    seen = edit(admin_client, series, start_time="15:00").context["effects"].seen
    make_booking(session, first_name="Chloé", email="chloe@exemple.invalid")
    again = edit(admin_client, series, start_time="15:00", vu=seen)
    assert (again.status_code, again.context["outdated"]) == (409, True)
    assert "Chloé : courriel" in text_of(again)
    session.refresh_from_db()
    assert f"{session.local_start:%H:%M}" == "14:00"


def test_another_edit_saved_meanwhile_has_it_shown_again(admin_client) -> None:
    series, _session = booked_series()
    seen = edit(admin_client, series, start_time="15:00").context["effects"].seen
    Series.objects.filter(pk=series.pk).update(capacity=9)
    assert edit(admin_client, series, start_time="15:00", vu=seen).status_code == 409


@pytest.mark.parametrize(
    ("lost", "status", "by_hand", "told"),
    [("cancel", "cancelled", True, ["session_cancelled"]), ("keep", "scheduled", True, [])],
)
def test_a_series_that_stops_asks_what_becomes_of_booked_sessions(admin_client, lost, status, by_hand, told) -> None:
    series, session = booked_series()
    shown = edit(admin_client, series, active="")
    assert "Ces séances ne sont plus dans la série" in text_of(shown)
    seen = shown.context["effects"].seen
    asked = edit(admin_client, series, active="", vu=seen)
    assert "Choisissez ce que ces séances deviennent." in text_of(asked)
    assert edit(admin_client, series, active="", vu=seen, lost=lost, public_note="Fini").status_code == 302
    session.refresh_from_db()
    assert (session.status, session.by_hand, series.sessions.count()) == (status, by_hand, 1)
    assert list(Message.objects.filter(channel="mail").values_list("kind", flat=True)) == told


def test_a_smaller_series_keeps_what_is_taken_and_says_so(admin_client) -> None:
    series, _session = booked_series()
    shown = edit(admin_client, series, capacity="2")
    assert "Garde 3 places, déjà prises, et non 2 (personne n'est prévenu : rien ne change pour eux)." in text_of(shown)
    edit(admin_client, series, capacity="2", vu=shown.context["effects"].seen)
    assert list(series.sessions.order_by("start").values_list("capacity", flat=True)) == [2, 2, 3]
    assert Message.objects.count() == 0


def test_another_place_is_said(admin_client) -> None:
    series, _session = booked_series()
    other = make_location(name="Maison des projets")
    assert "Au lieu « Maison des projets, Paris »." in text_of(edit(admin_client, series, location=other.pk))


def test_names_are_for_those_who_may_read_bookings(client) -> None:
    series, _session = booked_series()
    staff = User.objects.create_user("planning", password="x", is_staff=True)
    wanted = ("access_admin", "change_series", "view_series")
    staff.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    client.force_login(staff)
    page = text_of(edit(client, series, start_time="15:00"))
    assert ("Awa" in page, "<p>3 personnes.</p>" in page) == (False, True)


def test_a_week_is_called_off_and_the_series_goes_on(admin_client) -> None:
    series, session = booked_series()
    url = reverse("admin_series:call_off", args=[series.pk])
    span = "?du=2026-03-16&au=2026-03-22"
    shown = admin_client.get(url + span)
    assert [effect.session for effect in shown.context["effects"].all] == [session]
    seen = {"vu": shown.context["effects"].seen, "note": "Congés"}
    assert admin_client.post(url + span, seen).status_code == 302
    assert admin_client.post(url + span, seen).status_code == 302
    session.refresh_from_db()
    series.refresh_from_db()
    assert (session.status, session.note, series.active, series.sessions.count()) == ("cancelled", "Congés", True, 3)
    assert Message.objects.filter(kind="session_cancelled", channel="mail").count() == 1


def test_all_that_follows_is_called_off_and_the_series_stops(admin_client) -> None:
    series, session = booked_series()
    url = reverse("admin_series:call_off", args=[series.pk]) + "?du=2026-03-10&au="
    shown = admin_client.get(url)
    answer = admin_client.post(url, {"vu": shown.context["effects"].seen, "note": ""}, follow=True)
    assert "La série s&#x27;arrête là." in answer.content.decode()
    make_sessions(now=NOW + timedelta(days=1))
    assert list(series.sessions.order_by("start").values_list("status", flat=True)) == ["scheduled", "cancelled"]
    session.refresh_from_db()
    assert session.is_cancelled


def test_a_booked_series_is_not_deleted_an_empty_one_is_with_its_sessions(admin_client) -> None:
    series, _session = booked_series()
    answer = admin_client.post(reverse("admin_series:delete", args=[series.pk]), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("admin_series:call_off", args=[series.pk])
    assert Series.objects.count() == 1
    Attendance.objects.all().delete()
    admin_client.post(reverse("admin_series:delete", args=[series.pk]))
    assert (Series.objects.count(), Session.objects.count()) == (0, 0)


def test_who_has_a_whole_course_is_one_person_to_tell(admin_client) -> None:
    sessions = make_course(3)
    make_booking(sessions[0], email="awa@exemple.invalid", phone="")
    address = reverse("admin_series:call_off", args=[sessions[0].series_id])
    page = text_of(admin_client.get(address, {"du": "2026-03-02", "au": "2026-03-31"}))
    assert "<strong>3 séances</strong>, <strong>1 personne</strong> à prévenir" in page
