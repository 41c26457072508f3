"""What a member of an organisation sees and does of its sessions, and does not of another's."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from booking.admin_forms import SessionForm
from booking.models import Attendance, Series, Session
from booking.staff.home import SessionsPanel
from booking.tests.factories import (
    NOW,
    TUESDAY,
    make_activity,
    make_booking,
    make_location,
    make_organisation,
    make_series,
    make_session,
    make_waiting,
)
from booking.tests.test_admin import series_data, session_data
from core.models import User
from core.recurrence.rule import Frequency, Rule, Weekday
from locations.models import Membership, Organisation
from outbox.models import Message

WEEKLY = Rule(Frequency.WEEKLY, weekdays=(Weekday.TUESDAY,), count=3)
ANOTHERS = "Choisissez parmi ce que gère votre organisation."

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


class Desk(NamedTuple):
    """A partner who has signed in, its organisation, and a session of it and one of another's in the same place."""

    client: Client
    user: User
    organisation: Organisation
    own: Session
    other: Session


@pytest.fixture
def desk() -> Desk:
    organisation = make_organisation(name="La Rive")
    client, user = partner(organisation)
    place = make_location(name="Salle commune", operator=organisation)
    own = make_session(host=organisation, location=place, capacity=3)
    return Desk(client, user, organisation, own, make_session(location=place, capacity=3))


def partner(*organisations: Organisation, name: str = "rive", **fields: Any) -> tuple[Client, User]:
    user = User.objects.create_user(name, password="x", **fields)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    for organisation in organisations:
        Membership.objects.create(user=user, organisation=organisation, since=NOW)
    client = Client()
    client.force_login(user)
    return client, user


def url(name: str, *args: Any) -> str:
    return reverse(f"admin_{name}", args=args)


def listed(client: Client, name: str, **query: Any) -> list[Any]:
    return list(client.get(url(f"{name}:index"), query).context["object_list"])


def text(answer: Any) -> str:
    words = answer.content.decode().replace("\xa0", " ").replace("\u202f", " ").replace("&#x27;", "'")
    return " ".join(words.split())


# Lists


def test_lists_hold_ones_own_and_so_do_their_filters_and_searches(desk: Desk) -> None:
    series, others = make_series(host=desk.organisation), make_series()
    booking = make_booking(desk.own)
    make_booking(desk.other, first_name="Zoé", email="zoe@exemple.invalid")
    assert listed(desk.client, "sessions") == [desk.own]
    assert listed(desk.client, "sessions", q="Salle commune") == [desk.own]
    assert listed(desk.client, "sessions", host=desk.other.host_id) == [desk.own]  # no such choice: no filter
    assert listed(desk.client, "series") == [series]
    assert listed(desk.client, "series", activity=others.activity_id) == []
    assert listed(desk.client, "bookings") == [booking]
    assert listed(desk.client, "bookings", q="zoe@exemple.invalid") == []
    page = text(desk.client.get(url("sessions:index")))
    assert (desk.other.host.name in page, others.host.name in page) == (False, False)


def test_a_list_costs_the_same_for_one_session_and_for_three(desk: Desk, django_assert_num_queries) -> None:
    desk.client.get(url("sessions:index"))
    for _turn in range(2):
        with django_assert_num_queries(LIST_QUERIES):
            desk.client.get(url("sessions:index"))
        for _more in range(2):
            make_booking(make_session(host=desk.organisation))


LIST_QUERIES = 16
"""Who asks (eight), what is listed with its count, whose people they are, what filters offer, Wagtail's own two."""


def test_of_a_booking_that_is_elsewhere_too_one_reads_ones_own_part(desk: Desk) -> None:
    booking = make_booking(desk.own, first_name="Amina")
    elsewhere = make_session(start=TUESDAY + timedelta(days=9), location=make_location(name="Chez les voisins"))
    Attendance.objects.create(booking=booking, session=elsewhere, status="cancelled", created_at=NOW, changed_at=NOW)
    for address in (url("bookings:index"), url("bookings:inspect", booking.pk)):
        page = text(desk.client.get(address))
        assert ("3 mars 2026 à 14 h" in page, "12 mars" in page, "Chez les voisins" in page) == (True, False, False)
    assert listed(desk.client, "bookings", day_after="2026-03-12") == []
    assert listed(desk.client, "bookings", status="cancelled") == []
    assert listed(desk.client, "bookings", status="confirmed") == [booking]


# What is another's


def test_what_is_anothers_is_not_there(desk: Desk) -> None:
    theirs, booking = make_series(host=desk.other.host, rule=WEEKLY), make_booking(desk.other)
    place = booking.attendances.get()
    other = desk.other.pk
    addresses = [
        *(url(f"sessions:{name}", other) for name in ("edit", "delete", "enrol", "presences")),
        *(url("sessions:act", other, place.pk, doing) for doing in ("annuler", "retirer", "proposer", "en-tete")),
        *(f"{url(f'sessions:{name}')}?id={desk.own.pk}&id={other}" for name in ("call_off", "restore")),
        *(url(f"series:{name}", theirs.pk) for name in ("edit", "delete", "live", "call_off")),
    ]
    before = list(Session.objects.order_by("pk").values()), list(Attendance.objects.values())
    for address in addresses:
        assert desk.client.post(address, {"vu": ""}).status_code == 404, address
    for address in (
        url("sessions:participants", other),
        url("sessions:sheet", other),
        url("bookings:inspect", booking.pk),
    ):
        assert desk.client.get(address).status_code == 404, address
    assert before == (list(Session.objects.order_by("pk").values()), list(Attendance.objects.values()))
    assert Series.objects.filter(pk=theirs.pk).exists()


def test_activities_and_the_texts_of_messages_are_not_for_partners(desk: Desk) -> None:
    activity = desk.own.activity
    for address in (url("activities:index"), url("activities:add"), url("activities:edit", activity.pk)):
        assert desk.client.get(address).status_code == 404
    assert desk.client.get(reverse("wagtailsnippets_booking_messagetext:list")).status_code == 404


def test_who_leaves_has_nothing_from_the_next_request_on(desk: Desk) -> None:
    addresses = [url("sessions:edit", desk.own.pk), url("sessions:participants", desk.own.pk)]
    assert [desk.client.get(address).status_code for address in addresses] == [200, 200]
    Membership.objects.all().delete()
    assert [desk.client.get(address).status_code for address in [*addresses, url("sessions:index")]] == [302] * 3


# Forms


def test_a_session_is_made_for_ones_own_organisation_in_ones_own_place(desk: Desk) -> None:
    page = desk.client.get(url("sessions:add"))
    form = page.context["form"]
    assert (form.initial["host"], form.initial["location"]) == (desk.organisation.pk, desk.own.location_id)
    desk.client.post(url("sessions:add"), session_data(desk.own, start="2026-03-09 14:00", end="2026-03-09 16:00"))
    made = Session.objects.latest("pk")
    assert (made.host, made.location, made.local_start.day) == (desk.organisation, desk.own.location, 9)


@pytest.mark.parametrize("field", ["host", "location", "facilitators"])
def test_what_is_anothers_cannot_be_chosen(desk: Desk, field: str) -> None:
    stranger = User.objects.create_user("inconnue", password="x")
    typed = {"host": desk.other.host_id, "location": make_location().pk, "facilitators": [stranger.pk]}[field]
    sentence = ANOTHERS if field != "facilitators" else "Choisissez parmi les membres de votre organisation."
    count = Session.objects.count(), Series.objects.count()
    for address, data in (
        (url("sessions:add"), session_data(desk.own)),
        (url("sessions:edit", desk.own.pk), session_data(desk.own)),
        (url("series:add"), series_data(host=desk.organisation.pk, location=desk.own.location_id)),
    ):
        answer = desk.client.post(address, {**data, "note": "Ce qui est tapé", field: typed})
        assert answer.context["form"].errors == {field: [sentence]}, address
        assert "inconnue" not in text(answer)
    assert (Session.objects.count(), Series.objects.count()) == count


def test_what_staff_have_chosen_stays(desk: Desk) -> None:
    stranger = User.objects.create_user("mediatrice", password="x", first_name="Inès", last_name="Roux")
    elsewhere = make_location(name="Mairie")
    session = make_session(host=desk.organisation, location=elsewhere)
    session.facilitators.add(stranger)
    page = text(desk.client.get(url("sessions:edit", session.pk)))
    assert ("Inès Roux" in page, "Mairie" in page) == (True, True)
    data = session_data(session, note="Sonnez deux fois", facilitators=[stranger.pk, desk.user.pk])
    assert desk.client.post(url("sessions:edit", session.pk), data).status_code == 302
    session.refresh_from_db()
    assert (session.note, session.location) == ("Sonnez deux fois", elsewhere)
    assert set(session.facilitators.all()) == {stranger, desk.user}


def test_staff_of_sessions_choose_among_everything_and_a_member_of_two_among_both(desk: Desk) -> None:
    facilitator, both = (User.objects.create_user(name, password="x") for name in ("mediation", "deux"))
    facilitator.user_permissions.add(
        Permission.objects.get(codename="change_session", content_type__app_label="booking")
    )
    second, third = make_organisation(), make_organisation()
    for organisation in (desk.organisation, second):
        Membership.objects.create(user=both, organisation=organisation, since=NOW)

    class Form(SessionForm):
        class Meta:
            model = Session
            fields = ("host",)

    def choices(user: User) -> set[Organisation]:
        return set(Form(for_user=User.objects.get(pk=user.pk)).fields["host"].queryset)

    assert choices(facilitator) == {desk.organisation, desk.other.host, second, third}
    assert choices(both) == {desk.organisation, second}
    assert choices(desk.user) == {desk.organisation}


def test_a_series_says_its_dates_back_to_its_own_people_only(desk: Desk) -> None:
    data = series_data(host=desk.organisation.pk, location=desk.own.location_id)
    assert "mardi 3 mars 2026" in text(desk.client.post(url("series:live_new"), data))
    said = text(desk.client.post(url("series:live_new"), {**data, "location": make_location().pk}))
    assert (ANOTHERS in said, "mardi 3 mars 2026" in said) == (True, False)


# Doing


def test_who_comes_is_seen_enrolled_noted_and_cancelled_in_ones_own_sessions(desk: Desk) -> None:
    session = make_session(host=desk.organisation, start=NOW + timedelta(hours=5), capacity=2)
    make_booking(session, first_name="Amina", phone="+33639980001")
    make_waiting(session, first_name="Zoé")
    page = desk.client.get(url("sessions:participants", session.pk))
    assert [row.name for row in page.context["coming"]] == ["Amina"]
    typed = {"first_name": "Inès", "phone": "06 39 98 00 02", "party_size": "1", "idempotency_key": "guichet-0001"}
    assert desk.client.post(url("sessions:enrol", session.pk), typed).status_code == 302
    place = Attendance.objects.get(booking__first_name="Amina")
    desk.client.post(url("sessions:act", session.pk, place.pk, "annuler"))
    one = Attendance.objects.get(booking__first_name="Inès")
    desk.client.post(url("sessions:presences", session.pk), {f"presence-{one.pk}": "attended"})
    assert "Inès" in text(desk.client.get(url("sessions:sheet", session.pk)))
    states = dict(Attendance.objects.values_list("booking__first_name", "status"))
    assert states == {"Amina": "cancelled", "Zoé": "offered", "Inès": "attended"}


def test_all_that_the_list_shows_is_all_of_ones_own(desk: Desk) -> None:
    bulk = reverse("wagtail_bulk_action", args=["booking", "session", "call_off"])
    back = url("sessions:index")
    answer = desk.client.get(f"{bulk}?id=all&next={back}")
    assert answer["Location"] == f"{url('sessions:call_off')}?id={desk.own.pk}&next=%2Fadmin%2Fseances%2F"
    assert desk.client.get(f"{bulk}?id={desk.other.pk}&next={back}").status_code == 404
    make_booking(desk.own, first_name="Awa", email="awa@exemple.invalid", phone="")
    shown = desk.client.get(answer["Location"])
    assert "Awa : courriel" in text(shown)
    desk.client.post(answer["Location"], {"vu": shown.context["effects"].seen, "note": "Grève"})
    assert dict(Session.objects.values_list("pk", "status")) == {desk.own.pk: "cancelled", desk.other.pk: "scheduled"}
    assert Message.objects.filter(kind="session_cancelled").count() == 1


def test_calling_off_a_series_leaves_the_date_that_another_holds(desk: Desk) -> None:
    series = make_series(host=desk.organisation, location=desk.own.location)
    own, lent = (
        make_session(series=series, host=host, original_start=start, start=start)
        for host, start in ((desk.organisation, TUESDAY), (desk.other.host, TUESDAY + timedelta(days=1)))
    )
    address = url("series:call_off", series.pk) + "?du=02/03/2026&au=08/03/2026"
    shown = desk.client.get(address)
    assert [effect.session for effect in shown.context["effects"].all] == [own]
    desk.client.post(address, {"vu": shown.context["effects"].seen, "note": ""})
    assert [Session.objects.get(pk=one.pk).status for one in (own, lent)] == ["cancelled", "scheduled"]


def test_a_series_with_a_date_that_another_holds_is_not_deleted(desk: Desk) -> None:
    series = make_series(host=desk.organisation)
    lent = make_session(series=series, original_start=TUESDAY)
    answer = desk.client.post(url("series:delete", series.pk), follow=True)
    (said,) = (" ".join(str(one).split()) for one in answer.context["messages"])
    assert "a une séance que tient une autre organisation. Demandez" in said
    Session.objects.filter(pk=lent.pk).update(host=desk.organisation)
    desk.client.post(url("series:delete", series.pk))
    assert not Series.objects.filter(pk=series.pk).exists()


# The front page


def home(client: Client) -> dict[str, Any]:
    return SessionsPanel().get_context_data({"request": client.get(reverse("wagtailadmin_home")).wsgi_request})


def test_the_front_page_names_todays_sessions_and_the_next_ones(desk: Desk) -> None:
    today = datetime(2026, 3, 2, 13, tzinfo=UTC)
    island = make_session(
        host=desk.organisation,
        start=datetime(2026, 3, 2, 20, 30, tzinfo=UTC),
        zone="Indian/Reunion",
        status="cancelled",
    )  # 0:30 of the 3rd, there
    this = make_session(host=desk.organisation, start=today, activity=make_activity(name="Premiers pas"))
    make_session(host=desk.organisation, start=today - timedelta(days=1))
    make_session(start=today)
    told = home(desk.client)
    assert [(line.session, line.when.replace("\xa0", " ")) for line in told["today"]] == [
        (this, "aujourd'hui de 14 h à 16 h")
    ]
    assert [line.session for line in told["next"]] == [island, desk.own]
    page = text(desk.client.get(reverse("wagtailadmin_home")))
    assert "Aujourd'hui de 14 h à 16 h</strong></p> <p>Premiers pas –" in page
    presences = [url("sessions:presences", one.pk) in page for one in (this, desk.own)]
    assert presences == [True, False]
    assert url("sessions:add") in page
    assert "Rechercher toutes les pages" not in page


def test_who_holds_sessions_finds_them_on_the_front_page_and_who_has_none_no_word_of_it(desk: Desk) -> None:
    client, user = partner(name="mediatrice")
    assert "Vos séances" not in text(client.get(reverse("wagtailadmin_home")))
    desk.other.facilitators.add(user)
    page = text(client.get(reverse("wagtailadmin_home")))
    assert (url("sessions:participants", desk.other.pk) in page, url("sessions:add") in page) == (True, False)
    new, _user = partner(make_organisation(), name="nouvelle")
    assert "Aucune séance aujourd'hui." in text(new.get(reverse("wagtailadmin_home")))


def test_the_front_page_asks_once_for_one_session_and_for_three(desk: Desk, django_assert_num_queries) -> None:
    request = desk.client.get(reverse("wagtailadmin_home")).wsgi_request
    for count in (1, 3):
        with django_assert_num_queries(1):
            told = SessionsPanel().get_context_data({"request": request})
        assert len(told["next"]) == count
        for _more in range(2):
            make_session(host=desk.organisation)
