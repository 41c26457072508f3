"""What staff see of a session's participants, and what they do with them."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from booking.models import Attendance, Booking, Session
from booking.tests.factories import NOW, make_booking, make_series, make_session, make_waiting
from core.codes import code_words
from core.models import User
from locations.tests.factories import make_member


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def url(name: str, session: Session, *args) -> str:
    return reverse(f"admin_sessions:{name}", args=[session.pk, *args])


def text(answer) -> str:
    words = answer.content.decode().replace("\xa0", " ").replace("\u202f", " ").replace("&#x27;", "'")
    return " ".join(words.split())


def said(answer) -> list[str]:
    return [" ".join(str(one).split()) for one in answer.context["messages"]]


def state(attendance: Attendance) -> str:
    return Attendance.objects.values_list("status", flat=True).get(pk=attendance.pk)


def crowded(**values) -> Session:
    session = make_session(**{"capacity": 3, "waiting_capacity": 5, **values})
    make_booking(session, first_name="Amina", phone="+33639980001", party_size=2)
    make_booking(session, first_name="Karim", email="karim@exemple.invalid", phone="")
    return session


@pytest.mark.django_db
def test_who_comes_and_who_waits_with_what_staff_need_to_know(admin_client) -> None:
    session = crowded(drop_in_places=2)
    Booking.objects.filter(first_name="Amina").update(
        contact_is_helper=True, needs=["fauteuil"], companions="Sa fille Lina", enrolled_by="staff"
    )
    make_waiting(session, first_name="Zoé", phone="+33639980002")
    make_waiting(session, first_name="Yanis", party_size=2, queued_at=NOW - timedelta(hours=1))
    answer = admin_client.get(url("participants", session))
    assert [(row.name, row.people) for row in answer.context["coming"]] == [("Amina", 2), ("Karim", 1)]
    assert [(row.name, row.position) for row in answer.context["waiting"]] == [("Yanis", 1), ("Zoé", 2)]
    page = text(answer)
    code = code_words(Booking.objects.get(first_name="Amina").code)
    for words in (
        "<strong>3</strong> sur 3",
        "<dt>Sans rendez-vous, en plus</dt><dd><strong>2</strong></dd>",
        '<a href="tel:+33639980001">06 39 98 00 01</a>',
        "contact d'une personne qui l'aide",
        f"code {code}",
        "À préparer : un accès en fauteuil roulant",
        "Vient aussi : Sa fille Lina",
        "inscription par l'équipe",
        "karim@exemple.invalid",
    ):
        assert words in page, words


@pytest.mark.django_db
def test_as_many_queries_for_one_as_for_thirty(admin_client, django_assert_num_queries) -> None:
    one, many = (make_session(capacity=60, waiting_capacity=60) for _ in range(2))
    for session, count in ((one, 1), (many, 30)):
        for _ in range(count):
            make_booking(session)
            make_waiting(session)
    admin_client.get(url("participants", one))
    for session in (one, many):
        with django_assert_num_queries(QUERIES):
            admin_client.get(url("participants", session))


QUERIES = 13
"""Wagtail's four, the memberships, the session, who comes, who waits with their count, who left, what is counted."""


@pytest.mark.django_db
def test_long_lists_have_pages(admin_client) -> None:
    session = make_session(capacity=60)
    for _ in range(51):
        make_booking(session)
    answer = admin_client.get(url("participants", session), {"p": "2"})
    assert len(answer.context["coming"]) == 1
    assert "Page 2 sur 2" in text(answer)
    assert admin_client.get(url("participants", session), {"p": "x", "a": "-3"}).status_code == 200


def staff(*permissions: str, **names) -> Client:
    user = User.objects.create_user(names.get("name", "mediatrice"), password="x", is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", *permissions]))
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.django_db
def test_who_may_see_and_who_may_act() -> None:
    session = crowded()
    addresses = [url(name, session) for name in ("participants", "sheet", "enrol", "presences")]

    def opens(client: Client) -> list[int]:
        return [client.get(address).status_code for address in addresses]

    assert opens(staff(name="a")) == [302, 302, 302, 302]
    assert opens(staff("view_session", "change_session", name="b")) == [302, 302, 302, 302]
    assert opens(staff("view_booking", name="c")) == [200, 200, 302, 302]
    assert opens(staff("view_booking", "change_session", name="d")) == [200, 200, 200, 200]
    reader = staff("view_booking", name="e")
    place = session.attendances.first()
    assert "Annuler sa place" not in text(reader.get(addresses[0]))
    assert reader.post(url("act", session, place.pk, "annuler")).status_code == 302
    assert state(place) == "confirmed"


@pytest.mark.django_db
def test_who_holds_the_session_sees_and_acts_in_that_one_only() -> None:
    series = make_series()
    of_series, taken_over = (make_session(series=series, host=series.host) for _ in range(2))
    own = make_session()
    client = staff("view_session")
    user, other = User.objects.get(), User.objects.create_user("autre", password="x")
    series.facilitators.add(user)
    series.save()
    own.facilitators.add(user)
    taken_over.facilitators.add(other)
    opened = [client.get(url("presences", one)).status_code for one in (of_series, own, taken_over, make_session())]
    assert opened == [200, 200, 302, 302]
    listed = text(client.get(reverse("admin_sessions:index")))
    assert [url("participants", one) in listed for one in (of_series, own, taken_over)] == [True, True, False]


@pytest.mark.django_db
def test_a_date_given_to_another_is_not_opened_by_who_names_the_facilitators_of_its_series() -> None:
    """A partner may name itself, and would read who comes at the neighbour's."""
    series = make_series()
    user, client = make_member(series.host), Client()
    client.force_login(user)
    kept, given = make_session(series=series, host=series.host), make_session(series=series)
    series.facilitators.add(user)
    series.save()
    assert [client.get(url("participants", one)).status_code for one in (kept, given)] == [200, 404]
    given.facilitators.add(user)
    assert client.get(url("participants", given)).status_code == 200


@pytest.mark.django_db
def test_the_way_there_is_on_the_list_and_on_the_form(admin_client) -> None:
    session = make_session()
    for address, times in ((reverse("admin_sessions:index"), 2), (url("edit", session), 1)):
        assert text(admin_client.get(address)).count(url("participants", session)) == times


@pytest.mark.django_db
def test_a_cancelled_place_is_offered_to_the_next(admin_client) -> None:
    session = crowded()
    waits = make_waiting(session, first_name="Zoé")
    place = Attendance.objects.get(booking__first_name="Karim")
    address = url("act", session, place.pk, "annuler")
    assert "Karim n'aura plus de place. Ce qui se libère est proposé aussitôt" in text(admin_client.get(address))
    assert "Un message part par courriel." in text(admin_client.get(address))
    answer = admin_client.post(address, follow=True)
    assert said(answer) == ["Karim n'a plus de place à cette séance."]
    assert (state(place), state(waits)) == ("cancelled", "offered")
    assert "réponse attendue jusqu'au lundi 2 mars 2026 à 13 h 56" in text(answer)
    assert "Karim : annulée" in text(answer)
    twice = admin_client.post(address, follow=True)
    assert said(twice) == ["Cette personne n'est plus dans l'état où vous l'avez vue. Rien n'a été fait."]


@pytest.mark.django_db
def test_a_place_offered_beyond_what_there_is_is_confirmed_first(admin_client) -> None:
    session = crowded()
    first, second = make_waiting(session, first_name="Zoé"), make_waiting(session, first_name="Yanis", party_size=2)
    address = url("act", session, second.pk, "proposer")
    asked = admin_client.post(address)
    assert asked.status_code == 409
    assert "il en manque 2. Si vous la proposez quand même, la séance passe à <strong>5 places</strong>" in text(asked)
    assert state(second) == "waiting"
    answer = admin_client.post(address, {"overbook": "1"}, follow=True)
    assert said(answer) == ["Une place est proposée à Yanis."]
    assert (state(first), state(second)) == ("waiting", "offered")
    session.refresh_from_db()
    assert (session.booked, session.overbooked, session.waiting) == (5, 2, 1)


@pytest.mark.django_db
def test_the_order_is_changed_and_people_leave_it(admin_client) -> None:
    session = crowded()
    first, second = make_waiting(session, first_name="Zoé"), make_waiting(session, first_name="Yanis")
    admin_client.post(url("act", session, second.pk, "en-tete"))
    answer = admin_client.get(url("participants", session))
    assert [row.name for row in answer.context["waiting"]] == ["Yanis", "Zoé"]
    answer = admin_client.post(url("act", session, first.pk, "retirer"), follow=True)
    assert said(answer) == ["Zoé n'est plus sur la liste d'attente."]
    assert [row.name for row in answer.context["waiting"]] == ["Yanis"]
    assert admin_client.get(url("act", session, first.pk, "autre-chose")).status_code == 404
    assert admin_client.get(url("act", make_session(), first.pk, "retirer")).status_code == 404


def typed(**values) -> dict[str, str]:
    return {
        "first_name": "Inès",
        "phone": "06 12 34 56 78",
        "party_size": "1",
        "idempotency_key": "guichet-0001",
        **values,
    }


@pytest.mark.django_db
def test_somebody_is_enrolled_at_the_desk_outside_of_the_window(admin_client) -> None:
    session = make_session(closes_at=NOW - timedelta(hours=1))
    address = url("enrol", session)
    for _ in range(2):
        answer = admin_client.post(address, typed(party_size="6", needs=["interprete"]), follow=True)
    booking = Booking.objects.get()
    assert said(answer) == [
        f"Inès a sa place. Code : {code_words(booking.code)}. Aucun courriel ne part : dites-lui ce code."
    ]
    assert (booking.enrolled_by, booking.phone, booking.needs) == ("staff", "+33612345678", ["interprete"])
    assert booking.attendances.get().party_size == 6


@pytest.mark.django_db
def test_where_there_is_no_place_staff_add_one_or_let_wait(admin_client) -> None:
    session = crowded()
    address = url("enrol", session)
    refused = admin_client.post(address, typed())
    assert refused.status_code == 409
    assert "Il n'y a pas assez de places : il en manque 1." in text(refused)
    assert "la séance passe à <strong>4 places</strong>" in text(refused)
    assert 'value="Inès"' in text(refused)
    admin_client.post(address, typed(wait="1"))
    admin_client.post(address, typed(first_name="Omar", idempotency_key="guichet-0002", overbook="1"))
    states = {one.booking.first_name: one.status for one in session.attendances.select_related("booking")}
    assert states == {"Amina": "confirmed", "Karim": "confirmed", "Inès": "waiting", "Omar": "confirmed"}
    session.refresh_from_db()
    assert (session.booked, session.overbooked) == (4, 1)


@pytest.mark.django_db
def test_what_is_missing_is_said_at_its_field(admin_client) -> None:
    session = make_session()
    answer = admin_client.post(url("enrol", session), {"first_name": " ", "phone": "12", "party_size": "0"})
    assert answer.status_code == 422
    errors = {name: list(sentences) for name, sentences in answer.context["form"].errors.items()}
    assert errors["first_name"] == ["Donnez un prénom."]
    assert errors["party_size"] == ["Il faut au moins une personne."]
    assert set(errors) == {"first_name", "phone", "party_size"}
    assert Booking.objects.count() == 0


def its_day_has_come(session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(start=NOW, end=NOW + timedelta(hours=2))


@pytest.mark.django_db
def test_who_came_is_noted_on_the_day(admin_client) -> None:
    session = crowded()
    amina, karim = session.attendances.order_by("booking__first_name")
    address = url("presences", session)
    assert "Les présences se notent le jour de la séance, ou après." in text(admin_client.get(address))
    early = admin_client.post(address, {f"presence-{amina.pk}": "attended"}, follow=True)
    assert said(early) == ["Les présences se notent le jour de la séance, ou après."]
    assert state(amina) == "confirmed"
    its_day_has_come(session)
    answer = admin_client.post(address, {f"presence-{amina.pk}": "absent", "presence-999": "attended"}, follow=True)
    assert said(answer) == ["Présences notées : 1 changée."]
    admin_client.post(address, {f"presence-{amina.pk}": "absent", "tous": "1"})
    assert (state(amina), state(karim)) == ("absent", "attended")
    admin_client.post(address, {f"presence-{amina.pk}": "cancelled", f"presence-{karim.pk}": "confirmed"})
    assert (state(amina), state(karim)) == ("absent", "confirmed")
    session.refresh_from_db()
    assert session.booked == 3


@pytest.mark.django_db
def test_the_sheet_has_names_and_no_contact(admin_client) -> None:
    session = crowded()
    Booking.objects.filter(first_name="Amina").update(last_name="Benali", companions="Sa fille Lina")
    answer = admin_client.get(url("sheet", session))
    page = text(answer)
    assert answer.context["lines"] == ["Amina Benali", "Amina Benali, personne 2", "Karim"]
    for secret in ("karim@exemple.invalid", "39 98", "+336", "Lina", *Booking.objects.values_list("code", flat=True)):
        assert secret not in page
        assert code_words(secret) not in page


@pytest.mark.django_db
def test_the_log_keeps_codes_and_never_names(admin_client) -> None:
    session = crowded()
    place = Attendance.objects.get(booking__first_name="Karim")
    first, second = make_waiting(session, first_name="Zoé"), make_waiting(session, first_name="Yanis")
    admin_client.post(url("act", session, second.pk, "en-tete"))
    admin_client.post(url("act", session, first.pk, "proposer"), {"overbook": "1"})
    admin_client.post(url("act", session, second.pk, "retirer"))
    admin_client.post(url("act", session, place.pk, "annuler"))
    admin_client.post(url("enrol", session), typed(overbook="1"))  # what was added for the first is gone with the place
    its_day_has_come(session)
    admin_client.post(url("presences", session), {"tous": "1"})
    entries = ModelLogEntry.objects.filter(action__startswith="booking.").order_by("pk")
    codes = [one.booking.code for one in (second, first, second, place)]
    ines = Booking.objects.get(first_name="Inès").code
    assert [(entry.action, entry.data["codes"]) for entry in entries][:5] == [
        ("booking.put_first", [codes[0]]),
        ("booking.offered", [codes[1]]),
        ("booking.removed", [codes[2]]),
        ("booking.cancelled", [codes[3]]),
        ("booking.enrolled", [ines]),
    ]
    assert entries.last().message == (
        f"Présences notées : {', '.join(code_words(code) for code in entries.last().data['codes'])}"
    )
    kept = str([(entry.label, entry.data) for entry in entries])
    assert not [name for name in ("Karim", "Zoé", "Yanis", "Inès", "Amina", "exemple.invalid") if name in kept]
