"""What staff do with sessions and bookings in the Wagtail admin."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.urls import reverse

from booking.models import Activity, Series, Session
from booking.tests.factories import (
    NOW,
    TUESDAY,
    make_activity,
    make_booking,
    make_location,
    make_organisation,
    make_series,
    make_session,
)
from core.models import User
from locations.models import Location
from outbox.models import Message
from outbox.tests.factories import make_message


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def series_data(**changes):
    return {
        "activity": make_activity().pk,
        "location": make_location().pk,
        "host": make_organisation().pk,
        "facilitators": [],
        "first_day": "2026-03-03",
        "start_time": "14:00",
        "zone": "Europe/Paris",
        "repeats": "WEEKLY",
        "repeat_interval": "1",
        "repeat_monthly": "day",
        "repeat_until": "",
        "repeat_count": "3",
        "capacity": "8",
        "waiting_capacity": "0",
        "drop_in_places": "0",
        "referred_places": "0",
        "referred_until_days": "2",
        "join_until": "1",
        "closes_minutes_before": "0",
        "scope": "session",
        "active": "on",
        "exceptions-TOTAL_FORMS": "1",
        "exceptions-INITIAL_FORMS": "0",
        "exceptions-MIN_NUM_FORMS": "0",
        "exceptions-MAX_NUM_FORMS": "1000",
        "exceptions-0-kind": "cancelled",
        "exceptions-0-original_day": "2026-03-10",
        **changes,
    }


@pytest.mark.django_db
def test_a_series_entered_in_french_makes_its_sessions_and_says_the_dates(admin_client) -> None:
    answer = admin_client.post(reverse("admin_series:add"), series_data(), follow=True)
    assert str(next(iter(answer.context["messages"]))) == (
        "Prochaines dates : mardi 3 mars 2026 à 14 h, mardi 10 mars 2026 à 14 h (annulée) et mardi 17 mars 2026 à 14 h."
    )
    series = Series.objects.get()
    assert list(series.sessions.order_by("start").values_list("status", flat=True)) == [
        "scheduled",
        "cancelled",
        "scheduled",
    ]


@pytest.mark.django_db
def test_a_first_date_that_does_not_follow_its_rule_is_refused_in_words(admin_client) -> None:
    answer = admin_client.post(reverse("admin_series:add"), series_data(repeat_weekdays=["3"]))
    assert "La première date (mardi 3 mars 2026) ne suit pas la répétition." in answer.content.decode()
    assert Series.objects.count() == 0


@pytest.mark.django_db
def test_every_list_and_form_of_the_group_opens(admin_client) -> None:
    session = make_session()
    booking = make_booking(session)
    series = make_series()
    message = make_message(now=NOW)
    addresses = [
        reverse("admin_bookings:index"),
        reverse("admin_bookings:inspect", args=[booking.pk]),
        reverse("admin_sessions:index") + f"?location={session.location_id}&start_from=2026-03-01&q=permanence",
        reverse("admin_sessions:edit", args=[session.pk]),
        reverse("admin_sessions:add"),
        reverse("admin_series:index"),
        reverse("admin_series:edit", args=[series.pk]),
        reverse("admin_activities:index"),
        reverse("admin_activities:edit", args=[session.activity_id]),
        reverse("outbox_messages:index"),
        reverse("outbox_messages:inspect", args=[message.pk]),
    ]
    assert [(address, admin_client.get(address).status_code) for address in addresses] == [
        (address, 200) for address in addresses
    ]


@pytest.mark.django_db
def test_a_booking_is_found_by_its_code_and_never_edited(admin_client) -> None:
    booking, other = make_booking(make_session()), make_booking(make_session())
    page = admin_client.get(reverse("admin_bookings:index"), {"q": booking.code}).content.decode()
    assert booking.code in page
    assert other.code not in page
    inspected = admin_client.get(reverse("admin_bookings:inspect", args=[booking.pk])).content.decode()
    assert booking.first_name in inspected
    assert "Confirmée" in inspected
    for name, args in (("add", []), ("edit", [booking.pk]), ("delete", [booking.pk])):
        answer = admin_client.get(reverse(f"admin_bookings:{name}", args=args))
        assert (name, answer.status_code, answer["Location"]) == (name, 302, "/admin/")


@pytest.mark.django_db
def test_messages_are_listed_without_what_they_say_or_to_whom(admin_client) -> None:
    message = make_message(
        now=NOW, kind="session_moved", text="Un secret", recipient="secret@exemple.invalid", subject="Secret aussi"
    )
    Message.objects.update(status="failed", last_error="Le serveur de courriel a refusé ce message (550).")
    for address in (reverse("outbox_messages:index"), reverse("outbox_messages:inspect", args=[message.pk])):
        page = admin_client.get(address).content.decode()
        assert "Le serveur de courriel a refusé ce message (550)." in page
        assert "Séance déplacée" in page
        assert "secret" not in page.lower()


def session_data(session: Session, **changes):
    return {
        "activity": session.activity_id,
        "location": session.location_id,
        "host": session.host_id,
        "start": "2026-03-03 14:00",
        "end": "2026-03-03 16:00",
        "zone": "Europe/Paris",
        "capacity": "8",
        "waiting_capacity": "0",
        "drop_in_places": "0",
        "referred_places": "0",
        "referred_until": "",
        "online_url": "",
        "facilitators": [],
        "opens_at": "",
        "closes_at": "",
        "status": "scheduled",
        "note": "",
        **changes,
    }


@pytest.mark.django_db
def test_moving_a_session_tells_those_who_booked(admin_client) -> None:
    session = make_session()
    make_booking(session, email="a@exemple.invalid", party_size=3)
    data = session_data(session, start="2026-03-04 10:00", end="2026-03-04 12:00")
    admin_client.post(reverse("admin_sessions:edit", args=[session.pk]), data)
    session.refresh_from_db()
    assert (session.start, session.booked, session.sequence, session.by_hand) == (
        TUESDAY + timedelta(hours=20),
        3,
        1,
        True,
    )
    assert list(Message.objects.filter(channel="mail").order_by("pk").values_list("kind", flat=True)) == [
        "booking_confirmed",
        "session_moved",
    ]

    refused = admin_client.post(reverse("admin_sessions:edit", args=[session.pk]), {**data, "capacity": "2"})
    assert (
        "3 places sont déjà prises. Pour en retirer, annulez d&#x27;abord des réservations." in refused.content.decode()
    )


@pytest.mark.django_db
def test_a_session_without_a_series_is_entered_by_hand(admin_client) -> None:
    admin_client.post(reverse("admin_sessions:add"), session_data(make_session()))
    assert Session.objects.order_by("-pk").first().start == TUESDAY


@pytest.mark.django_db
def test_an_activity_or_a_place_renamed_moves_the_feed_on(admin_client, client) -> None:
    session = make_session()
    before = client.get("/flux/seances.ics")["ETag"]
    place = Location.objects.get()
    place.name = "Médiathèque neuve"
    place.save_revision().publish()
    after = client.get("/flux/seances.ics", headers={"If-None-Match": before})
    assert after.status_code == 200
    assert "Médiathèque neuve" in after.content.decode()
    session.host.save()
    assert client.get("/flux/seances.ics")["ETag"] != after["ETag"]


@pytest.mark.django_db
def test_without_the_permission_there_is_no_menu_entry(client) -> None:
    editor = User.objects.create_user("editor", password="x", is_staff=True)
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(editor)
    assert "Réservations" not in client.get("/admin/").content.decode()
    assert client.get(reverse("admin_bookings:index")).status_code == 302
    editor.user_permissions.add(Permission.objects.get(codename="view_booking"))
    assert client.get(reverse("admin_bookings:index")).status_code == 200
    assert client.get(reverse("admin_sessions:index")).status_code == 302


@pytest.mark.django_db
def test_deleting_what_is_in_use_is_refused_in_words(admin_client) -> None:
    session = make_session()
    make_booking(session)
    answer = admin_client.post(reverse("admin_sessions:delete", args=[session.pk]), follow=True)
    (message,) = answer.context["messages"]
    assert str(message) == f"« {session} » est utilisé et ne peut pas être supprimé : 1 participation."
    assert Session.objects.filter(pk=session.pk).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["location", "host"])
def test_a_place_or_an_organisation_that_sessions_need_is_not_deleted(admin_client, kind) -> None:
    thing = getattr(make_session(), kind)
    name = f"wagtailsnippets_locations_{thing._meta.model_name}"
    address = reverse(f"{name}:delete", args=[thing.pk])
    assert admin_client.get(address).status_code == 200
    answer = admin_client.post(address, follow=True)
    assert [str(message) for message in answer.context["messages"]] == [
        f"« {thing} » est utilisé et ne peut pas être supprimé : 1 séance."
    ]
    together = reverse("wagtail_bulk_action", args=["locations", thing._meta.model_name, "delete"])
    answer = admin_client.post(f"{together}?id={thing.pk}&next={reverse(f'{name}:list')}", follow=True)
    assert [str(message) for message in answer.context["messages"]] == [
        "Rien n'a été supprimé : ce que vous avez choisi est utilisé (1 séance)."
    ]
    assert type(thing).objects.filter(pk=thing.pk).exists()


@pytest.mark.django_db
def test_an_activity_named_like_another_has_an_address_of_its_own(admin_client) -> None:
    data = {
        "name": "Mes démarches",
        "kind": "permanence",
        "duration": "60",
        "party_limit": "1",
        "access": "public",
        "mode": "sur-place",
    }
    for _ in range(2):
        admin_client.post(reverse("admin_activities:add"), data)
    assert sorted(Activity.objects.values_list("slug", flat=True)) == ["mes-demarches", "mes-demarches-2"]


@pytest.mark.django_db
def test_a_cancelled_date_that_the_series_does_not_give_is_refused(admin_client) -> None:
    data = series_data(**{"exceptions-0-original_day": "2026-03-11"})
    answer = admin_client.post(reverse("admin_series:add"), data)
    assert "La répétition ne donne aucune date mercredi 11 mars 2026." in answer.content.decode()
    assert Series.objects.count() == 0
    admin_client.post(reverse("admin_series:add"), {**data, "exceptions-0-kind": "added"})
    assert Series.objects.get().sessions.count() == 4


@pytest.mark.django_db
def test_a_booking_is_found_however_its_code_or_phone_is_said(admin_client) -> None:
    booking = make_booking(make_session(), phone="+33612345678")
    make_booking(make_session(), phone="+33612345679")
    half = f"{booking.code[:4]} {booking.code[4:]}"
    for question in (booking.code, half, half.lower(), "06 12 34 56 78", "0612345678", "+33612345678"):
        answer = admin_client.get(reverse("admin_bookings:index"), {"q": question})
        assert (question, [row.code for row in answer.context["object_list"]]) == (question, [booking.code])
    fields = admin_client.get(reverse("admin_bookings:inspect", args=[booking.pk])).context["fields"]
    shown = {field["label"]: str(field["value"]).replace("\xa0", " ").replace("\u202f", " ") for field in fields}
    assert [shown[name] for name in ("Code", "Téléphone", "Venue par le site de")] == [half, "06 12 34 56 78", "–"]


@pytest.mark.django_db
def test_who_has_no_address_is_named_to_staff_when_a_session_is_cancelled(admin_client) -> None:
    session = make_session()
    reached = make_booking(session, email="a@exemple.invalid", phone="")
    to_call = make_booking(session, email="", phone="+33612345678")
    address = reverse("admin_sessions:edit", args=[session.pk])
    saved = admin_client.post(address, session_data(session, note="Salle 2"), follow=True)
    assert "prévenir par téléphone" not in saved.content.decode()
    answer = admin_client.post(address, session_data(session, status="cancelled"), follow=True)
    said = " ".join(str(message) for message in answer.context["messages"]).replace("\xa0", " ").replace("\u202f", " ")
    assert f"À prévenir par téléphone : {to_call.first_name}, 06 12 34 56 78." in said
    assert reached.code not in said
