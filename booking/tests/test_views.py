"""The list, a session with its form, and one's own booking, over HTTP."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.models import Booking, Session
from booking.tests.factories import NOW, TUESDAY, make_activity, make_booking, make_location, make_session
from core.phones import InvalidPhone
from core.tests.fixtures.strictness import StrictClient
from outbox.models import Message

FORM = {
    "first_name": "Amina",
    "last_name": "",
    "phone": "06 12 34 56 78",
    "email": "amina@exemple.invalid",
    "party_size": "2",
    "idempotency_key": "cle-de-formulaire-1",
}


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def text(response) -> str:
    """Return what a page says in <main>, tags and spaces apart."""
    html = response.content.decode()
    main = re.sub(r"(?s).*<main[^>]*>|</main>.*", "", html)
    return " ".join(re.sub(r"<[^>]+>", " ", main).replace("&#x27;", "'").replace("\u00a0", " ").split())


def book_over_http(client, session: Session, **changes):
    return client.post(session.get_absolute_url(), {**FORM, **changes})


@pytest.mark.django_db
def test_a_place_is_booked_in_one_form_and_the_ticket_is_the_next_page(client) -> None:
    session = make_session()
    page = client.get(session.get_absolute_url())
    assert page.status_code == 200
    assert "mardi 3 mars 2026 de 14 h à 16 h" in text(page)
    assert "8 places" in text(page)
    key = re.search(r'name="idempotency_key" value="([^"]+)"', page.content.decode())[1]

    answer = book_over_http(client, session, idempotency_key=key)
    assert (answer.status_code, answer["Location"]) == (303, "/rendez-vous/reservation/?fait=reserve")
    booking = Booking.objects.get()
    assert (booking.phone, booking.idempotency_key) == ("+33612345678", key)

    ticket = client.get(answer["Location"])
    assert (ticket.status_code, ticket["Cache-Control"], ticket["Referrer-Policy"]) == (
        200,
        "private, no-store",
        "same-origin",
    )
    assert f"{booking.code[:4]} {booking.code[4:]}" in text(ticket)
    assert "Vos places sont réservées" in text(ticket)
    assert "2 personnes" in text(ticket)
    assert "6 places" in text(client.get(session.get_absolute_url()))


@pytest.mark.django_db
def test_a_double_click_books_once(client) -> None:
    session = make_session()
    answers = [book_over_http(client, session) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert (Booking.objects.count(), Message.objects.count()) == (1, 1)
    assert Session.objects.get().booked == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"first_name": "  "}, "Donnez votre prénom."),
        ({"first_name": "\u202e"}, "Donnez votre prénom."),
        (
            {"phone": "0612"},
            str(InvalidPhone()),
        ),
        ({"email": "amina"}, "Cette adresse n'est pas complète. Elle ressemble à nom@exemple.fr."),
        ({"email": '"amina b"@exemple.fr'}, "Cette adresse n'est pas complète. Elle ressemble à nom@exemple.fr."),
        ({"email": "amina@[127.0.0.1]"}, "Cette adresse n'est pas complète. Elle ressemble à nom@exemple.fr."),
        (
            {"phone": "", "email": ""},
            "Donnez un téléphone ou une adresse électronique : un des deux suffit.",
        ),
        ({"party_size": "9"}, "Une réservation est pour 1 à 4 personnes. Pour un groupe, appelez-nous."),
        ({"party_size": "beaucoup"}, "Une réservation est pour 1 à 4 personnes. Pour un groupe, appelez-nous."),
        ({"party_size": "-1"}, "Une réservation est pour 1 à 4 personnes. Pour un groupe, appelez-nous."),
        ({"first_name": "A" * 61}, "60 lettres au plus."),
    ],
)
def test_what_is_missing_is_said_in_french_and_what_was_typed_stays(client, changes, sentence) -> None:
    session = make_session()
    answer = book_over_http(client, session, last_name="Ben O'Connor <3", **changes)
    assert answer.status_code == 422
    assert sentence in text(answer)
    html = answer.content.decode()
    assert 'value="Ben O&#x27;Connor &lt;3"' in html
    assert 'id="erreurs" role="alert" tabindex="-1" autofocus' in html
    assert Booking.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"booked": 8}, "Cette séance est complète."),
        ({"booked": 7}, "Il ne reste qu'une place à cette séance."),
        ({"status": "cancelled"}, "Cette séance est annulée."),
        ({"start": NOW - timedelta(days=3)}, "Cette séance a déjà commencé."),
        ({"closes_at": NOW - timedelta(hours=1)}, "Il est trop tard pour réserver cette séance ici."),
        ({"opens_at": NOW + timedelta(days=1)}, "Vous pourrez réserver à partir du mardi 3 mars 2026 à 10 h."),
    ],
)
def test_what_cannot_be_booked_says_why_and_keeps_what_was_typed(client, values, sentence) -> None:
    session = make_session(**values)
    if "booked" not in values or values["booked"] == 8:
        page = client.get(session.get_absolute_url())
        assert page.status_code == 200
        assert sentence in text(page)
        assert "idempotency_key" not in page.content.decode()
    answer = book_over_http(client, session)
    assert answer.status_code == 409
    assert sentence in text(answer)
    html = answer.content.decode()
    assert 'value="Amina"' in html
    assert 'value="06 12 34 56 78"' in html
    assert 'role="alert" tabindex="-1" autofocus' in html
    assert "cle-de-formulaire-1" not in html


@pytest.mark.django_db
def test_names_of_any_script_are_kept(client) -> None:
    session = make_session()
    for number, name in enumerate(["Zoë-Lou 🙂", "أمينة", "Lê Thị"]):
        answer = book_over_http(client, session, first_name=name, idempotency_key=f"cle-numero-{number}", party_size=1)
        assert answer.status_code == 303
    assert sorted(Booking.objects.values_list("first_name", flat=True)) == sorted(["Zoë-Lou 🙂", "أمينة", "Lê Thị"])


@pytest.mark.django_db
def test_a_missing_key_or_size_still_books(client) -> None:
    session = make_session()
    data = {"first_name": "Amina", "phone": "0612345678"}
    assert client.post(session.get_absolute_url(), data).status_code == 303
    assert Session.objects.get().booked == 1


@pytest.mark.django_db
def test_a_partner_that_there_is_not_stops_no_booking(client) -> None:
    session = make_session()
    answer = client.post(f"{session.get_absolute_url()}?via=a%00b", FORM)
    assert (answer.status_code, Booking.objects.get().via) == (303, None)


@pytest.mark.django_db
def test_who_books_twice_is_sent_a_message_and_told_nothing_else(client) -> None:
    session = make_session()
    book_over_http(client, session)
    answer = book_over_http(StrictClient(), session, idempotency_key="autre-formulaire")
    assert (answer.status_code, answer["Location"]) == (303, f"/rendez-vous/{session.pk}/deja-reserve/")
    assert "reservation" not in answer.cookies
    page = client.get(answer["Location"])
    assert "Une place est déjà demandée à ce nom" in text(page)
    assert Booking.objects.get().code not in page.content.decode()
    assert Session.objects.get().booked == 2
    assert Message.objects.filter(kind="booking_found").count() == 1


@pytest.mark.django_db
def test_who_goes_back_from_the_ticket_and_sends_again_sees_the_ticket(client) -> None:
    session = make_session()
    book_over_http(client, session)
    again = book_over_http(client, session, idempotency_key="autre-formulaire")
    assert (again.status_code, again["Location"]) == (303, "/rendez-vous/reservation/?fait=reserve")
    assert (Session.objects.get().booked, Message.objects.filter(kind="booking_found").count()) == (2, 0)
    more = book_over_http(client, session, party_size=3, idempotency_key="plus-nombreux")
    assert (more["Location"], Session.objects.get().booked) == (f"/rendez-vous/{session.pk}/deja-reserve/", 2)
    other = book_over_http(client, session, first_name="Karim", party_size=1, idempotency_key="encore-un-autre")
    assert (other.status_code, Booking.objects.count()) == (303, 2)


@pytest.mark.django_db
def test_too_many_bookings_from_one_address_are_told_when_and_whom_to_call(client, settings, admin_client) -> None:
    settings.BOOKINGS_PER_HOUR_PER_ADDRESS = 2
    session = make_session()
    answers = [
        book_over_http(client, session, first_name=name, idempotency_key=f"cle-numero-{name}", party_size=1)
        for name in ("Amina", "Karim", "Lou")
    ]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert answers[2]["Retry-After"] == "3600"
    assert "Appelez-nous, ou réessayez plus tard." in text(answers[2])
    assert 'value="Lou"' in answers[2].content.decode()
    staff = book_over_http(admin_client, session, first_name="Lou", idempotency_key="cle-de-l-equipe", party_size=1)
    assert staff.status_code == 303


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "head"])
def test_reading_changes_nothing(client, method) -> None:
    session = make_session()
    book_over_http(client, session)
    token = Message.objects.get().secret
    for address in (
        session.get_absolute_url(),
        f"/rendez-vous/reservation/lien/{token}/",
        "/rendez-vous/reservation/",
        "/rendez-vous/reservation/annuler/",
        "/rendez-vous/reservation/rendez-vous.ics",
    ):
        for _ in range(3):
            getattr(client, method)(address)
    assert Session.objects.get().booked == 2
    assert Message.objects.count() == 1


@pytest.mark.django_db
def test_the_list_shows_what_is_open_to_all_day_by_day(client) -> None:
    place = make_location(name="Médiathèque des Lilas", town="Lyon", departement="69", slug="lilas")
    make_session(location=place, start=NOW + timedelta(hours=4))
    make_session(start=TUESDAY, booked=6)
    make_session(start=TUESDAY, booked=8)
    make_session(start=TUESDAY, status="cancelled")
    make_session(start=TUESDAY, opens_at=TUESDAY - timedelta(hours=5))
    make_session(start=NOW - timedelta(minutes=1))
    make_session(start=TUESDAY, activity=make_activity(access="referral"))
    make_session(start=TUESDAY, location=make_location(live=False))
    page = text(client.get("/rendez-vous/"))
    assert "6 séances à venir" in page
    assert "Aujourd'hui, lundi 2 mars" in page
    assert "Demain, mardi 3 mars" in page
    for words in ("8 places", "2 places", "Complet", "Annulé", "Inscriptions à partir du 3 mars", "Sur orientation"):
        assert words in page
    for query, words in {
        "lieu=lilas": "1 séance à venir",
        "departement=69": "1 séance à venir",
        "departement=69&departement=75": "6 séances à venir",
        "departement=69&type=formation": "Aucune séance à venir",
    }.items():
        assert f" {words} " in text(client.get(f"/rendez-vous/?{query}"))
    unknown = client.get("/rendez-vous/?lieu=%3Cb%3Enulle-part")
    assert unknown.status_code == 200
    assert "Nous ne connaissons pas « &lt;b&gt;nulle-part »." in text(unknown)
    assert "Aucune séance ne correspond" in text(unknown)


@pytest.mark.django_db
def test_ids_that_are_nobodys_are_not_found(client) -> None:
    for pk in (999, 99999999999999999999):
        assert client.get(f"/rendez-vous/{pk}/").status_code == 404
        assert client.get(f"/flux/seances/{pk}.ics").status_code == 404
    hidden = make_session(location=make_location(live=False))
    assert client.get(hidden.get_absolute_url()).status_code == 404


@pytest.mark.django_db
def test_pages_cost_the_same_with_one_row_and_with_thirty(client) -> None:
    first = make_session()
    book_over_http(client, first)

    def counts() -> dict[str, int]:
        found = {}
        for name, address in {
            "list": "/rendez-vous/",
            "session": first.get_absolute_url(),
            "ticket": "/rendez-vous/reservation/",
            "cancel": "/rendez-vous/reservation/annuler/",
        }.items():
            client.get(address)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get(address)
            found[name] = len(queries)
        return found

    with_one = counts()
    for number in range(30):
        session = make_session(start=TUESDAY + timedelta(hours=number))
        make_booking(session)
    assert counts() == with_one
    assert with_one == {"list": 2, "session": 1, "ticket": 2, "cancel": 2}


@pytest.mark.django_db
def test_a_booking_costs_few_queries(client) -> None:
    session = make_session()
    with CaptureQueriesContext(connection) as queries:
        assert book_over_http(client, session).status_code == 303
    assert len(queries) == 10
