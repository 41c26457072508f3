"""What the closing of a place hits, and what staff do about it from one screen."""

from datetime import UTC, date, datetime
from html import unescape

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils.html import strip_tags

from booking.models import Session
from booking.tests.factories import make_booking, make_series
from core.recurrence.rule import Frequency, Rule, Weekday
from events.models import EventPage
from events.staff.affected.finding import Span, dates_hit, sessions_hit, sessions_in_closed_places, spans_of, why_words
from events.staff.affected.hooks import say_what_is_hit
from events.tests.factories import NOW, make_event, make_place, make_session
from locations.models import Closure, Dataset, DatasetImport, ImportedRecord
from outbox.models import Message

WEEKLY = Rule(Frequency.WEEKLY, weekdays=(Weekday.TUESDAY,), count=4)
WEEK = Span(date(2026, 3, 9), date(2026, 3, 15))

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tuesday():
    with time_machine.travel(NOW, tick=False):
        yield


def address(place, first="2026-03-09", last="2026-03-15") -> str:
    return reverse("affected:place", args=[place.pk]) + f"?du={first}&au={last}"


def post(client, place, what: str, **data):
    url = address(place)
    shown = client.get(url).context
    everything = {
        "vu": shown["seen"],
        "session": [effect.session.pk for effect, _ticked in shown["sessions"]],
        "date": [one["name"] for one in shown["dates"]],
        "what": what,
        "note": "",
        "to": "",
    }
    return client.post(url, {**everything, **data}, follow=True)


def said(answer) -> list[str]:
    return [unescape(" ".join(str(message).split())) for message in answer.context["messages"]]


def test_what_is_hit_is_what_takes_place_there_on_these_days() -> None:
    place = make_place()
    first = make_session(location=place)
    make_session(location=place, start=datetime(2026, 3, 15, 23, 30, tzinfo=UTC))  # the 16th, there
    make_session(location=place, status="cancelled")
    make_session()
    event = make_event(location=place, rule=WEEKLY)
    make_event(location=place, status="cancelled")
    make_event(location=place, publish_at=None)
    assert list(sessions_hit(place, WEEK, now=NOW)) == [first]
    assert [(one.event_id, one.first_day) for one in dates_hit(place, WEEK, now=NOW)] == [(event.pk, date(2026, 3, 10))]
    assert dates_hit(place, Span(date(2026, 3, 9)), now=NOW).count() == 4


def test_days_are_those_of_the_place() -> None:
    island = make_place(departement="974")
    session = make_session(location=island, start=datetime(2026, 3, 8, 21, tzinfo=UTC), zone="Indian/Reunion")  # 1:00
    assert list(sessions_hit(island, WEEK, now=NOW)) == [session]
    assert list(sessions_hit(make_place(), WEEK, now=NOW)) == []


def test_a_place_says_on_which_days_it_receives_nobody() -> None:
    place, today = make_place(), date(2026, 3, 3)
    Closure.objects.create(location=place, first_day=date(2026, 2, 27), last_day=date(2026, 3, 4))
    Closure.objects.create(location=place, first_day=date(2026, 1, 1), last_day=date(2026, 1, 2))
    assert spans_of(place, today=today) == [Span(today, date(2026, 3, 4))]
    assert spans_of(make_place(status="closed"), today=today) == [Span(today)]
    assert spans_of(make_place(), today=today) == []


def test_all_is_called_off_at_once_and_everybody_told(admin_client) -> None:
    place = make_place()
    session, once, weekly = (
        make_session(location=place),
        make_event(location=place),
        make_event(location=place, rule=WEEKLY),
    )
    make_booking(session, now=NOW, email="a@exemple.invalid", phone="")
    page = admin_client.get(address(place)).content.decode()
    assert "1 séance, 1 personne" in page
    answer = post(admin_client, place, "annuler", note="Travaux")
    assert said(answer) == ["Séances annulées : 1.", "Dates d'événements changées : 2."]
    session.refresh_from_db()
    assert (session.status, session.note) == ("cancelled", "Travaux")
    assert Message.objects.filter(kind="session_cancelled").count() == 1
    once = EventPage.objects.get(pk=once.pk)
    assert (once.status, once.status_note) == ("cancelled", "Travaux")
    weekly = EventPage.objects.get(pk=weekly.pk)
    assert weekly.status == "scheduled"
    assert list(weekly.exceptions.values_list("kind", "original_day", "note")) == [
        ("cancelled", date(2026, 3, 10), "Travaux")
    ]
    assert said(post(admin_client, place, "annuler")) == ["C'était déjà fait : rien n'est plus prévu là à ces dates."]


def test_some_move_to_another_place(admin_client) -> None:
    place, other = make_place(), make_place(name="Mairie")
    session, once, weekly = (
        make_session(location=place),
        make_event(location=place),
        make_event(location=place, rule=WEEKLY),
    )
    left = make_session(location=place, start=datetime(2026, 3, 12, 13, tzinfo=UTC))
    make_booking(session, now=NOW, email="a@exemple.invalid", phone="")
    post(admin_client, place, "deplacer", session=[session.pk], to=other.pk)
    session.refresh_from_db()
    left.refresh_from_db()
    assert (session.location, left.location) == (other, place)
    assert EventPage.objects.get(pk=once.pk).location == other
    weekly = EventPage.objects.get(pk=weekly.pk)
    assert (weekly.location, weekly.exceptions.get().note) == (place, "Ce jour-là : Mairie, Grenoble, 3 rue du Test.")
    assert Message.objects.filter(kind="session_moved").count() == 1


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(admin_client) -> None:
    place = make_place()
    make_session(location=place)
    for what, sentence in (
        ("", "Choisissez ce qu&#x27;ils deviennent."),
        ("deplacer", "Choisissez le nouveau lieu."),
        ("garder", "Écrivez le mot à montrer."),
    ):
        answer = post(admin_client, place, what)
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    answer = post(admin_client, place, "annuler", session=[], note="Travaux")
    assert (answer.status_code, "Cochez au moins une séance" in answer.content.decode()) == (422, True)
    assert 'value="Travaux"' in answer.content.decode()
    answer = post(admin_client, place, "annuler", vu="autre chose")
    assert (answer.status_code, Session.objects.get().status) == (409, "scheduled")
    for odd in ("?du=demain", "?du=2026-03-09&au=2026-03-01", "?du=0001-01-01&au=9999-12-31"):
        assert admin_client.get(reverse("affected:place", args=[place.pk]) + odd).status_code == 200


def test_closed_for_good_the_series_that_go_on_are_named(admin_client) -> None:
    place = make_place()
    session = make_session(location=place)
    session.series = make_series(activity=session.activity, location=place)
    session.save()
    shown = admin_client.get(address(place, last="")).context
    data = {"vu": shown["seen"], "session": [session.pk], "what": "annuler", "note": "", "to": ""}
    answer = admin_client.post(address(place, last=""), data, follow=True)
    warning = " ".join(strip_tags(said(answer)[-1]).split())
    assert warning == (
        "La série « Permanence Connectée » donne encore des séances dans ce lieu : changez son lieu, ou arrêtez-la. "
        "Ouvrir la série"
    )


def test_a_draft_stays_a_draft(admin_client) -> None:
    place = make_place()
    event = make_event(location=place, rule=WEEKLY)
    event.title = "Nouveau titre, pas encore public"
    event.save_revision()
    post(admin_client, place, "annuler")
    event = EventPage.objects.get(pk=event.pk)
    draft = event.get_latest_revision_as_object()
    assert (event.title.startswith("Atelier"), draft.title) == (True, "Nouveau titre, pas encore public")
    assert (event.exceptions.count(), draft.exceptions.count()) == (1, 1)


def test_a_closure_published_says_what_it_hits_and_the_list_leads_there(admin_client) -> None:
    place = make_place()
    make_session(location=place)
    make_event(location=place, rule=WEEKLY)
    screen = reverse("affected:place", args=[place.pk])
    assert screen in admin_client.get(reverse("wagtailsnippets_locations_location:list")).content.decode()
    for first, last, words in (
        (date(2026, 4, 20), date(2026, 4, 20), []),
        (
            date(2026, 3, 9),
            date(2026, 3, 17),
            [
                "Ce lieu ne reçoit personne, et une séance et 2 dates d'événements y sont encore prévues. "
                "Les annuler ou les déplacer"
            ],
        ),
    ):
        Closure.objects.create(location=place, first_day=first, last_day=last)
        request = admin_client.post(screen).wsgi_request
        say_what_is_hit(request, place)
        sentences = [unescape(" ".join(strip_tags(str(one)).split())) for one in get_messages(request)]
        assert [one for one in sentences if one.startswith("Ce lieu")] == words


def closed_session(**place) -> Session:
    return make_session(location=make_place(**place))


@pytest.mark.parametrize("count", [1, 3])
def test_the_report_lists_what_is_planned_where_nobody_opens(admin_client, count, django_assert_num_queries) -> None:
    make_session()
    for _turn in range(count):
        closed_session(status="closed")
    url = reverse("affected:index")
    admin_client.get(url)
    with django_assert_num_queries(REPORT_QUERIES):
        page = admin_client.get(url)
    assert len(page.context["object_list"]) == count


REPORT_QUERIES = 9


def test_the_report_says_why() -> None:
    closed_session(status="closed")
    closed_session(live=False)
    closed_session(status="moved")
    gone, closed = closed_session(), closed_session()
    Closure.objects.create(location=closed.location, first_day=date(2026, 3, 11), last_day=date(2026, 3, 11))
    record = {"source": "x", "external_id": "1", "row": {}, "imported_at": NOW}
    dataset = Dataset.objects.create(name="Carto")
    run = DatasetImport.objects.create(dataset=dataset, created_at=NOW, digest="0" * 64)
    ImportedRecord.objects.create(location=gone.location, gone_with=run, **record)
    found = list(sessions_in_closed_places(now=NOW))
    assert sorted(why_words(one) for one in found) == [
        "Lieu disparu du fichier importé",
        "Lieu fermé ce jour-là",
        "Lieu fermé définitivement",
        "Lieu non publié",
        "Lieu qui a déménagé",
    ]
