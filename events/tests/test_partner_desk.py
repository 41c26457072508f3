"""What a member of an organisation does with its own calendar, and with what a closed place hits."""

from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from core.models import User
from events.choices import CalendarState
from events.external import asking
from events.models import ExternalCalendar
from events.staff.affected.access import may_enter
from events.tests.calendars import ics, read_in_this_process, vevent  # noqa: F401 (one is a fixture)
from events.tests.factories import NOW, make_event, make_partner, make_place, make_session
from events.tests.staff_screens import make_calendar
from locations.models import Membership, Organisation

pytestmark = pytest.mark.django_db

LIST, ADD = "/admin/agendas-partenaires/", "/admin/agendas-partenaires/new/"
ADDRESS = "https://rive.example/agenda.ics"
ANOTHERS = "Choisissez parmi ce que gère votre organisation."


@pytest.fixture(autouse=True)
def tuesday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def rive() -> Organisation:
    return make_partner(name="La Rive", website="https://rive.example/")


@pytest.fixture
def desk(client: Client, rive: Organisation) -> Client:
    user = User.objects.create_user("rive", password="x")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    Membership.objects.create(user=user, organisation=rive, since=NOW)
    client.force_login(user)
    return client


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is asked gives a calendar."""
    body = ics(vevent("1@rive", NOW, title="Conte"))
    given = asking.Given(body=body, etag="", last_modified="")
    monkeypatch.setattr("events.external.following.ask", lambda *args, **kwargs: given)


def typed(organisation: Organisation, **fields: Any) -> dict[str, Any]:
    same = {"name": "Agenda de la Rive", "page": "", "location": "", "kind": "atelier", "zone": "Europe/Paris"}
    return {"address": ADDRESS, "organisation": organisation.pk, **same, **fields}


def errors(answer: Any) -> dict[str, list[str]]:
    return dict(answer.context["form"].errors)


def test_a_partner_gives_its_own_calendar_and_puts_it_on_line(desk: Client, rive: Organisation, server) -> None:
    form = desk.get(ADD).context["form"]
    assert (form.initial["organisation"], form.initial["page"]) == (rive.pk, "https://rive.example/")
    desk.post(ADD, typed(rive))
    calendar = ExternalCalendar.objects.get()
    assert (calendar.organisation, calendar.state) == (rive, CalendarState.DRAFT)
    home = desk.get(reverse("wagtailadmin_home")).content.decode()
    assert "Agenda de la Rive</a> : Regardez ce qui a été lu, puis mettez-le en ligne." in home
    desk.post(f"{LIST}{calendar.pk}/decision/", {"choix": "publier"})
    calendar.refresh_from_db()
    assert calendar.state == CalendarState.LIVE
    assert "Agenda de la Rive</a> : En ligne." in desk.get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.parametrize("field", ["organisation", "location"])
def test_neither_for_another_nor_at_anothers(desk: Client, rive: Organisation, field: str) -> None:
    other = make_partner()
    pk = other.pk if field == "organisation" else make_place(operator=other).pk
    answer = desk.post(ADD, {**typed(rive), field: pk})
    assert errors(answer) == {field: [ANOTHERS]}
    assert answer.context["form"]["name"].value() == "Agenda de la Rive"
    assert not ExternalCalendar.objects.exists()


def test_an_address_that_another_has_given_is_refused_without_a_name(desk: Client, rive: Organisation) -> None:
    make_calendar(name="Agenda secret", address=ADDRESS)
    answer = desk.post(ADD, typed(rive))
    assert errors(answer) == {
        "address": ["Cet agenda est déjà suivi, pour une autre organisation. Parlez-en à l'équipe du réseau."]
    }
    assert "secret" not in answer.content.decode()


def test_others_calendars_are_not_there(desk: Client, rive: Organisation) -> None:
    own, other = make_calendar(organisation=rive, name="Le nôtre"), make_calendar(name="Ailleurs", address=ADDRESS)
    listed = desk.get(LIST)
    assert list(listed.context["object_list"]) == [own]
    assert listed.context["health"] == "1 agenda : 1 à vérifier."
    assert list(desk.get(LIST, {"organisation": other.organisation_id}).context["object_list"]) == [own]
    assert other.organisation.name not in listed.content.decode()
    for path in (f"edit/{other.pk}/", f"delete/{other.pk}/", f"inspect/{other.pk}/", f"history/{other.pk}/"):
        assert desk.get(LIST + path).status_code == 404, path
    assert desk.post(f"{LIST}{other.pk}/decision/", {"choix": "publier"}).status_code == 404
    assert ExternalCalendar.objects.get(pk=other.pk).state == CalendarState.DRAFT
    assert "Ailleurs" not in desk.get(reverse("wagtailadmin_home")).content.decode()


def test_who_gives_none_is_told_how(desk: Client) -> None:
    home = desk.get(reverse("wagtailadmin_home")).content.decode()
    assert f'<a href="{ADD}">Donner l\'adresse de votre agenda</a>' in home


# What a closed place hits


def affected(place: Any) -> str:
    return reverse("affected:place", args=[place.pk]) + "?du=2026-03-01&au=2026-04-30"


def test_the_report_names_ones_own_sessions_alone(desk: Client, rive: Organisation) -> None:
    closed = make_place(status="closed")
    own = make_session(location=closed, host=rive)
    make_session(location=closed)
    assert list(desk.get(reverse("affected:index")).context["object_list"]) == [own]
    assert not may_enter(User.objects.create_user("personne", password="x"))


def test_in_a_place_of_many_one_moves_ones_own_sessions_to_ones_own_places(desk: Client, rive: Organisation) -> None:
    place, goal, elsewhere = make_place(operator=rive), make_place(operator=rive), make_place()
    own, other = make_session(location=place, host=rive), make_session(location=place)
    event = make_event(location=place)
    shown = desk.get(affected(place))
    assert [effect.session for effect, _ticked in shown.context["sessions"]] == [own]
    assert "Une séance d'une autre organisation y est prévue" in shown.content.decode()
    data = {
        "vu": shown.context["seen"], "what": "deplacer", "note": "", "session": [own.pk, other.pk],
        "date": [one["name"] for one in shown.context["dates"]],
    }  # fmt: skip
    assert errors(desk.post(affected(place), {**data, "to": elsewhere.pk})) == {"to": [ANOTHERS]}
    desk.post(affected(place), {**data, "to": goal.pk})
    for one in (own, other, event):
        one.refresh_from_db()
    assert (own.location, other.location, event.location) == (goal, place, place)


def test_a_place_is_looked_at_by_who_has_it_or_holds_a_session_there(desk: Client, rive: Organisation) -> None:
    own, guest, strange = make_place(operator=rive), make_place(), make_place()
    make_session(location=guest, host=rive)
    make_session(location=strange)
    assert [desk.get(affected(place)).status_code for place in (own, guest, strange)] == [200, 200, 404]
    assert desk.post(affected(strange), {"what": "annuler"}).status_code == 404
