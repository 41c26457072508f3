"""One session with its form, in every state, and what may be sent to it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.choices import Access, AttendanceStatus, Mode, Need, Scope
from booking.models import Attendance, Booking, Session
from booking.tests.factories import NOW, TUESDAY, make_activity, make_booking, make_location, make_series, make_session

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
FORM = {"first_name": "Amina", "phone": "06 39 98 12 34", "party_size": "1", "idempotency_key": "cle-de-formulaire-1"}
MOST_QUERIES = 12


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def text(response) -> str:
    main = re.sub(r"(?s).*<main[^>]*>|</main>.*", "", response.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", main).replace("&#x27;", "'").replace("\u00a0", " ").split())


def buttons(response) -> list[str]:
    """Return what the form's buttons say, with what they send."""
    found = re.findall(r'<button class="btn btn--big[^>]*type="submit"([^>]*)>([^<]*)', response.content.decode())
    return [words.replace("&#x27;", "'") + sent for sent, words in found]


BOOK = "Réserver ma place"
WAIT = 'M\'inscrire sur la liste d\'attente name="attente" value="1"'


def send(client, session: Session, **changes):
    return client.post(session.get_absolute_url(), {**FORM, **changes})


def make_course(count: int = 3, *, first=TUESDAY, join_until: int = 1, **values) -> list[Session]:
    series = make_series(scope=Scope.COURSE, join_until=join_until)
    place = {"activity": series.activity, "location": series.location, "host": series.host, "series": series}
    return [make_session(start=first + number * 7 * DAY, **place, **values) for number in range(count)]


def test_a_full_session_offers_its_waiting_list_and_takes_who_joins_it(client) -> None:
    session = make_session(capacity=2, waiting_capacity=4)
    make_booking(session, party_size=2)
    page = client.get(session.get_absolute_url())
    assert (page.status_code, buttons(page)) == (200, [WAIT])
    assert "Personne n'attend encore. Si une place se libère, nous vous la proposons" in text(page)

    unasked = send(client, session)
    assert (unasked.status_code, buttons(unasked)) == (409, [WAIT])
    assert "Si une place se libère, nous vous la proposons" in text(unasked)
    assert 'value="06 39 98 12 34"' in unasked.content.decode()

    joined = send(client, session, attente="1", idempotency_key="cle-de-formulaire-2")
    assert (joined.status_code, joined["Location"]) == (303, "/rendez-vous/reservation/?fait=reserve")
    assert Attendance.objects.get(booking__first_name="Amina").status == AttendanceStatus.WAITING
    assert "1 personne attend déjà." in text(client.get(session.get_absolute_url()))


def test_a_group_for_which_there_are_too_few_places_may_come_fewer_or_wait(client) -> None:
    session = make_session(capacity=2, waiting_capacity=4)
    answer = send(client, session, party_size="3")
    assert (answer.status_code, buttons(answer)) == (409, [BOOK, WAIT])
    assert "Il ne reste que 2 places à cette séance." in text(answer)
    assert '<option value="3" selected>' in answer.content.decode()


def test_where_nothing_is_left_other_dates_are_shown_in_place_of_the_form(client) -> None:
    activity, place = make_activity(), make_location()
    full = make_session(booked=8, activity=activity, location=place)
    assert buttons(client.get(full.get_absolute_url())) == []
    elsewhere = make_session(start=TUESDAY + DAY, location=place)
    make_session(start=TUESDAY + DAY, location=make_location(departement="38"), activity=activity)
    page = text(client.get(full.get_absolute_url()))
    assert "D'autres séances près d'ici mercredi 4 mars 14 h Permanence Connectée" in page
    make_session(start=TUESDAY + 2 * DAY, activity=activity, location=place, booked=8)
    make_session(start=TUESDAY + 3 * DAY, activity=activity, location=place)
    page = text(client.get(full.get_absolute_url()))
    assert "D'autres dates vendredi 6 mars" in page
    assert elsewhere.get_absolute_url() not in client.get(full.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("values", "sentences"),
    [
        ({"opens_at": NOW + DAY}, ["Vous pourrez réserver à partir du mardi 3 mars 2026 à 10 h.", "gardez la date"]),
        ({"closes_at": NOW}, ["Il est trop tard pour réserver cette séance ici.", "Appeler le"]),
        ({"start": NOW - DAY}, ["Cette séance a déjà commencé.", "Appeler le"]),
        ({"status": "cancelled"}, ["Cette séance est annulée.", "Appeler le"]),
        (
            {"booked": 8, "drop_in_places": 4},
            ["Cette séance est complète.", "sans rendez-vous, dans l'ordre d'arrivée"],
        ),
        (
            {"booked": 6, "referred_places": 2, "referred_until": NOW + DAY},
            ["Complet", "Cette séance est complète."],
        ),
    ],
)
def test_what_cannot_be_booked_says_why_and_what_to_do(client, values, sentences) -> None:
    session = make_session(**values)
    page = client.get(session.get_absolute_url())
    assert (page.status_code, buttons(page), [one for one in sentences if one not in text(page)]) == (200, [], [])
    answer = send(client, session)
    assert (answer.status_code, Booking.objects.count()) == (409, 0)
    assert 'value="Amina"' in answer.content.decode()


def test_who_may_book_what_is_on_referral_is_said_and_nobody_else_does(client) -> None:
    session = make_session(activity=make_activity(access=Access.REFERRAL))
    page = client.get(session.get_absolute_url())
    assert "Un travailleur social, une mission locale ou une association demande cette place avec vous." in text(page)
    assert (buttons(page), send(client, session).status_code, Booking.objects.count()) == ([], 409, 0)


def test_one_booking_is_for_the_whole_course(client) -> None:
    first, second, third = make_course()
    page = client.get(second.get_absolute_url())
    assert buttons(page) == ["Réserver les 3 séances"]
    assert "Une réservation pour les 3 séances." in text(page)
    assert re.findall(r'steps__step--(\w+)"><p class="steps__title">([^<]*)', page.content.decode()) == [
        ("next", "mardi 3 mars 2026 de 14 h à 16 h"),
        ("here", "mardi 10 mars 2026 de 14 h à 16 h"),
        ("next", "mardi 17 mars 2026 de 14 h à 16 h"),
    ]
    assert send(client, second).status_code == 303
    held = Attendance.objects.values_list("session", "status").order_by("session")
    assert list(held) == [(one.pk, AttendanceStatus.CONFIRMED) for one in (first, second, third)]


def test_a_course_that_has_begun_says_which_dates_are_left_or_that_it_is_too_late(client) -> None:
    dates = make_course(3, first=NOW - DAY, join_until=2)
    page = client.get(dates[1].get_absolute_url())
    assert "on peut encore le rejoindre : une réservation pour les 2 séances qui restent." in text(page)
    assert buttons(page) == ["Réserver les 2 séances"]
    dates[0].series.join_until = 1
    dates[0].series.save()
    late = client.get(dates[1].get_absolute_url())
    assert (buttons(late), "Ce parcours a déjà commencé." in text(late)) == ([], True)


def test_what_takes_place_on_the_phone_asks_for_a_phone(client) -> None:
    session = make_session(activity=make_activity(mode=Mode.PHONE))
    assert "Nous vous appelons à cette heure, au numéro que vous donnez." in text(
        client.get(session.get_absolute_url())
    )
    answer = send(client, session, phone="", email="amina@exemple.invalid")
    assert answer.status_code == 422
    assert "Donnez un téléphone : c'est à ce numéro que nous vous appelons." in text(answer)
    assert send(client, session).status_code == 303


def test_what_is_said_beside_the_name_is_kept(client) -> None:
    session = make_session()
    more = {"last_name": "B.", "needs": [Need.INTERPRETER, Need.WHEELCHAIR], "companions": "Karim\r\n\u202e\r\n Lou ",
            "party_size": "3", "contact_is_helper": "on"}  # fmt: skip
    assert send(client, session, **more).status_code == 303
    booking = Booking.objects.get()
    assert (booking.last_name, booking.contact_is_helper, booking.companions) == ("B.", True, "Karim\nLou")
    assert set(booking.needs) == {Need.INTERPRETER, Need.WHEELCHAIR}


def test_what_was_said_stays_and_stands_open_where_the_form_comes_back(client) -> None:
    session = make_session(booked=8)
    page = send(client, session, needs=[Need.INTERPRETER, Need.WHEELCHAIR], companions="Karim", party_size="2")
    html = page.content.decode()
    assert page.status_code == 409
    assert '<details class="more" open>' in html
    assert html.count(" checked") == 2
    counted = send(client, make_session(), companions="Karim")
    assert counted.status_code == 422
    assert "Quelqu'un vient avec vous : comptez-le aussi dans le nombre de personnes." in text(counted)


def test_a_field_that_a_browser_filled_unseen_costs_one_more_press_and_no_booking(client) -> None:
    session = make_session()
    answer = send(client, session, second_address="12 rue des Lilas")
    html = answer.content.decode()
    assert (answer.status_code, Booking.objects.count()) == (422, 0)
    assert "Pour confirmer, appuyez encore une fois sur le bouton." in text(answer)
    assert ('value="Amina"' in html, "second_address" in html) == (True, False)
    assert send(client, session).status_code == 303


ODD = ["Ami\x00na", "é" * 10_000, "\u202eanimA\u202c🙂<script>", ["a", "b"], "-1", "abc"]
FIELDS = ("first_name", "phone", "email", "party_size", "companions", "needs", "idempotency_key", "attente")


@pytest.mark.parametrize("value", ODD, ids=range(len(ODD)))
def test_nothing_that_is_sent_is_an_error_of_ours(client, value) -> None:
    session = make_session(capacity=500)
    statuses = {
        send(client, session, **{"idempotency_key": f"cle-du-champ-{name}", name: value}).status_code for name in FIELDS
    }
    assert statuses <= {303, 422}


def test_the_page_costs_the_same_however_much_there_is(client) -> None:
    activity, place = make_activity(), make_location()
    full = make_session(booked=8, waiting_capacity=4, activity=activity, location=place)
    free = make_session(activity=activity, location=place)
    found = []
    for more in (1, 3):
        for number in range(more):
            make_session(start=TUESDAY + number * DAY, activity=activity, location=place)
        course = make_course(2 + more, booked=8)
        counts = {}
        for name, session in {"free": free, "full": full, "course": course[0]}.items():
            client.get(session.get_absolute_url())
            with CaptureQueriesContext(connection) as queries:
                client.get(session.get_absolute_url())
            counts[name] = len(queries)
        found.append(counts)
    assert found == [{"free": 1, "full": 2, "course": 5}] * 2
    assert max(found[0].values()) <= MOST_QUERIES
