"""Partners' calendars in the Wagtail admin: giving an address, seeing what is in it, deciding."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from wagtail.models import ModelLogEntry

from core.ical.reading import read_apart
from core.models import User
from core.tests.fixtures.browser import Axe, OpenPage
from core.tests.fixtures.elsewhere import Elsewhere, drip
from events.choices import CalendarState
from events.external import asking, following, taking
from events.external.following import refresh_due
from events.models import ExternalCalendar, ExternalDate, HeldReading
from events.tests.calendars import (
    PATH,
    ics,
    make_calendar,
    read_in_this_process,  # noqa: F401 (a fixture)
    vevent,
)
from events.tests.factories import make_partner, make_place
from home.services.roles import COMMUNICATION, FACILITATORS, ensure_roles

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
LIST = "/admin/agendas-partenaires/"
ADD = f"{LIST}new/"


@pytest.fixture(autouse=True)
def it_is_now() -> Iterator[None]:
    """Begin each test at the same hour, which the whole run may well outlast."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def staff(client: Client) -> Client:
    return signed_in(client, COMMUNICATION)


def signed_in(client: Client, role: str) -> Client:
    ensure_roles()
    user = User.objects.create(username=role, last_name=f"Équipe {role}")
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return client


def day(number: int) -> datetime:
    return NOW + timedelta(days=number, hours=3)


def days(*numbers: int) -> list[str]:
    return [vevent(f"{number}@en-face", day(number), title=f"Atelier {number}") for number in numbers]


def typed(address: str, **fields: Any) -> dict[str, Any]:
    """Return what the form posts."""
    partner = fields.pop("organisation", None) or make_partner()
    given = {"organisation": partner.pk, "kind": "atelier", "zone": "Europe/Paris", "name": "", "location": ""}
    return {**given, "page": "", "address": address, **fields}


def inspect(calendar: ExternalCalendar) -> str:
    return f"{LIST}inspect/{calendar.pk}/"


def decide(client: Client, calendar: ExternalCalendar, choice: str, **fields: str) -> Any:
    return client.post(f"{LIST}{calendar.pk}/decision/", {"choix": choice, **fields}, follow=True)


def said(response: Any) -> list[str]:
    return [unescape(str(message)).strip() for message in response.context["messages"]]


# Giving an address


def test_an_address_is_read_and_seen_before_it_is_public(
    staff: Client, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "read_apart", read_apart)
    broken = "BEGIN:VEVENT\r\nUID:x\r\nSUMMARY:Sans jour\r\nEND:VEVENT"
    elsewhere.says(PATH, ics(*days(*range(-2, 30)), broken), etag='"v1"')
    place = make_place(name="Médiathèque")
    response = staff.post(ADD, typed(elsewhere.url + PATH, location=place.pk), follow=True)
    calendar = ExternalCalendar.objects.get()
    assert response.redirect_chain == [(inspect(calendar), 302)]
    assert said(response) == [
        "L'agenda « Agenda d'en face » est lu. Le public n'en voit encore rien : regardez, puis mettez en ligne."
    ]
    assert (calendar.name, calendar.state, calendar.location, calendar.etag) == (
        "Agenda d'en face",
        CalendarState.DRAFT,
        place,
        '"v1"',
    )
    assert (calendar.dates.count(), ExternalDate.objects.shown().count()) == (32, 0)
    context = response.context
    assert context["found"][0] == "33 événements dans l'agenda, 32 dates pour le nôtre."
    assert [line["title"] for line in context["dates"]] == [f"Atelier {number}" for number in range(20)]
    assert [line["title"] for line in context["refusals"]] == ["Sans jour"]
    assert (context["may_publish"], context["is_read_by_itself"]) == (True, False)

    response = decide(staff, calendar, "publier")
    assert said(response) == ["« Agenda d'en face » est en ligne : ses dates sont dans l'agenda."]
    assert ExternalDate.objects.shown().count() == 32
    assert refresh_due(now=NOW + timedelta(hours=1)) == 1
    assert elsewhere.asked[1][1]["if-none-match"] == '"v1"'


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "Donnez l'adresse de l'agenda."),
        ("https://", "Cette adresse est mal écrite."),
        ("https://[::1", "Cette adresse est mal écrite."),
        ("https://a:b@en-face.example/x.ics", "Cette adresse contient un mot de passe."),
        ("ftp://en-face.example/x.ics", "Donnez une adresse qui commence par https://"),
        ("javascript:alert(1)", "Cette adresse est mal écrite."),
        ("file:///etc/passwd", "Donnez une adresse qui commence par https://"),
        ("https://testserver/flux/agenda.ics", "Cette adresse est celle de notre propre site"),
        ("webcal://www.testserver/flux/agenda.ics", "Cette adresse est celle de notre propre site"),
        ("webcal://EN-FACE.example:443/agenda.ics#haut", "Cet agenda est déjà suivi : « Agenda suivi »."),
        ("https://en-face.example/" + "x" * 500, "Assurez-vous que cette valeur comporte au plus 500 caractères"),
    ],
)
def test_an_address_that_cannot_be_one_is_refused_at_once(staff: Client, address: str, words: str) -> None:
    make_calendar(name="Agenda suivi", address="https://en-face.example/agenda.ics")
    response = staff.post(ADD, typed(address, name="Ce que j'ai tapé"))
    form = response.context["form"]
    assert response.status_code == 200
    assert form.errors["address"][0].startswith(words)
    assert 'value="Ce que j&#x27;ai tapé"' in response.content.decode()
    assert ExternalCalendar.objects.count() == 1


REFUSED = "Le site ne peut appeler que des adresses publiques en https."


INSIDE = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1",
    "0",
    "0.0.0.0",  # noqa: S104 (nothing listens there)
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "198.18.0.1",
    "192.0.2.1",
    "224.0.0.1",
    "255.255.255.255",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:0:127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::]",
    "[fe80::1]",
    "[fc00::1]",
    "[ff02::1]",
    "[fec0::1]",
    "en-face.example:22",
    "en-face.example:8443",
]
"""Every way of writing an address that is not public (ASVS 13.2.4), and ports that are not the web's."""


def test_the_site_calls_nobody_inside(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    connected: list[Any] = []
    monkeypatch.setattr("core.outbound.connect", lambda *given, **_named: connected.append(given))
    partner = make_partner()
    told = {
        host: staff.post(ADD, typed(f"webcal://{host}/agenda.ics", organisation=partner)).context["form"].errors
        for host in INSIDE
    }
    assert {host: errors.get("address") for host, errors in told.items()} == {host: [REFUSED] for host in INSIDE}
    assert (connected, ExternalCalendar.objects.count()) == ([], 0)


def test_plain_http_is_refused_with_what_to_try(staff: Client) -> None:
    response = staff.post(ADD, typed("http://en-face.example/agenda.ics"))
    assert response.context["form"].errors["address"] == [
        "Cette adresse commence par http://, qui n'est pas protégé. Essayez la même avec https://."
    ]


@pytest.mark.parametrize(
    "location", ["https://169.254.169.254/latest/", "http://10.0.0.1/", "file:///etc/passwd", "https://[::1]/"]
)
def test_a_server_cannot_send_the_site_inside(staff: Client, elsewhere: Elsewhere, location: str) -> None:
    elsewhere.says(PATH, b"", status="302 Found", location=location)
    response = staff.post(ADD, typed(elsewhere.url + PATH))
    assert response.context["form"].errors["address"][0] == REFUSED
    assert len(elsewhere.asked) == 1


def test_a_server_cannot_send_the_site_to_itself_or_round_and_round(
    staff: Client, elsewhere: Elsewhere, settings: Any
) -> None:
    elsewhere.says(PATH, b"", status="302 Found", location=PATH)
    response = staff.post(ADD, typed(elsewhere.url + PATH))
    assert response.context["form"].errors["address"][0].startswith("Cette adresse renvoie à une autre.")
    elsewhere.says("/flux/agenda.ics", ics(*days(1)))
    settings.PUBLIC_BASE_URL = elsewhere.url
    elsewhere.says(PATH, b"", status="302 Found", location=f"{elsewhere.url}/flux/agenda.ics")
    response = staff.post(ADD, typed(elsewhere.url.replace("127.0.0.1", "127.0.0.1.") + PATH))
    assert response.context["form"].errors["address"][0] == asking.OUR_OWN
    assert ExternalCalendar.objects.count() == 0


def test_what_gives_no_calendar_is_told_and_nothing_is_kept(
    staff: Client, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    def why(**fields: Any) -> str:
        response = staff.post(ADD, typed(elsewhere.url + PATH, name="Le mien", **fields))
        assert 'value="Le mien"' in response.content.decode()
        assert said(response) == ["Cet agenda n'est pas encore suivi : voyez ce qui ne va pas ci-dessous."]
        return str(response.context["form"].errors["address"][0])

    assert why() == "Il n'y a rien à cette adresse (erreur 404). Vérifiez-la avec le partenaire."
    elsewhere.says(PATH, b"<!doctype html><p>Bonjour")
    assert why().startswith("Cette adresse mène à une page internet, pas à un agenda.")
    elsewhere.says(PATH, b"BEGIN:VCARD\r\nEND:VCARD\r\n")
    assert "calendrier" in why()
    elsewhere.says(PATH, b"x" * 5_000_001)
    assert why() == "La réponse dépasse 5 Mo."
    elsewhere.says(PATH, b"", status="304 Not Modified")  # to a demand that was not conditional
    assert why() == "Le serveur répond par l'erreur 304."
    monkeypatch.setattr(asking, "PATIENCE", 0.3)
    elsewhere.answers[PATH] = drip(0.05, b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    assert why() == "Le serveur n'a pas répondu à temps."
    assert ExternalCalendar.objects.count() == 0


def test_a_name_is_asked_for_where_the_calendar_has_none(staff: Client, elsewhere: Elsewhere) -> None:
    elsewhere.says(PATH, ics(*days(1)).replace(b"X-WR-CALNAME", b"X-AUTRE"))
    response = staff.post(ADD, typed(elsewhere.url + PATH))
    assert response.context["form"].errors["name"] == ["Donnez un nom : cet agenda n'en a pas."]


def test_two_people_who_give_one_address_at_once(
    staff: Client, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere.says(PATH, ics(*days(1)))
    validated = ExternalCalendar.validate_constraints

    def validate(calendar: ExternalCalendar, **given: Any) -> None:
        validated(calendar, **given)
        make_calendar(elsewhere)  # between the question and the answer

    monkeypatch.setattr(ExternalCalendar, "validate_constraints", validate)
    response = staff.post(ADD, typed(elsewhere.url + PATH))
    assert (response.status_code, ExternalCalendar.objects.count()) == (200, 1)
    assert response.context["form"].errors["address"] == ["Quelqu'un d'autre suit déjà cet agenda."]


def test_a_new_address_is_looked_at_again_and_a_new_name_is_not(staff: Client, elsewhere: Elsewhere) -> None:
    partner = make_partner()
    elsewhere.says(PATH, ics(*days(1, 2)))
    calendar = make_calendar(elsewhere, name="Avant", organisation=partner)
    refresh_due(now=NOW)
    uids = set(calendar.dates.values_list("uid", flat=True))
    path = f"{LIST}edit/{calendar.pk}/"
    staff.post(path, typed(elsewhere.url + PATH, name="Après", organisation=partner))
    calendar.refresh_from_db()
    assert (calendar.name, calendar.state, len(elsewhere.asked)) == ("Après", CalendarState.LIVE, 1)
    assert calendar.changed_at == calendar.dates.first().changed_at > NOW
    elsewhere.says("/deux.ics", ics(*days(1, 2, 3)))
    response = staff.post(path, typed(f"{elsewhere.url}/deux.ics", name="Après", organisation=partner), follow=True)
    calendar.refresh_from_db()
    assert (calendar.state, response.redirect_chain[-1][0]) == (CalendarState.DRAFT, inspect(calendar))
    assert uids < set(calendar.dates.values_list("uid", flat=True))
    response = staff.post(path, typed(f"{elsewhere.url}/rien.ics", name="Après", organisation=partner))
    assert response.context["form"].errors["address"][0].startswith("Il n'y a rien à cette adresse")
    calendar.refresh_from_db()
    assert (calendar.address, calendar.dates.count()) == (f"{elsewhere.url}/deux.ics", 3)


# Deciding


def test_pausing_publishing_and_reading_now(staff: Client, elsewhere: Elsewhere) -> None:
    calendar = make_calendar(elsewhere, name="Le leur")
    elsewhere.says(PATH, ics(*days(1)))
    assert said(decide(staff, calendar, "relire")) == ["L'agenda vient d'être lu."]
    assert ExternalDate.objects.shown().count() == 1
    assert said(decide(staff, calendar, "pause")) == ["« Le leur » est en pause : le public ne voit plus ses dates."]
    assert said(decide(staff, calendar, "pause")) == ["C'était déjà fait."]
    assert ExternalDate.objects.shown().count() == 0
    decide(staff, calendar, "publier")
    elsewhere.says(PATH, b"", status="503 Later")
    assert said(decide(staff, calendar, "relire")) == [
        "L'agenda n'a pas pu être lu. Le serveur du partenaire est en panne (erreur 503)."
    ]
    ExternalCalendar.objects.update(busy_until=datetime.now(UTC) + timedelta(minutes=1))
    assert said(decide(staff, calendar, "relire")) == ["Cet agenda est en train d'être lu. Revenez dans une minute."]
    assert said(decide(staff, calendar, "autre")) == ["Rien n'a été fait."]
    actions = ModelLogEntry.objects.filter(object_id=str(calendar.pk)).order_by("pk").values_list("action", flat=True)
    assert [action.rpartition(".")[2] for action in actions] == ["read", "pause", "publish", "read"]
    history = staff.get(f"{LIST}history/{calendar.pk}/").content.decode()
    assert "Relu à la demande" in history
    assert "Mis en pause" in history


def test_what_would_go_is_seen_and_decided(staff: Client, elsewhere: Elsewhere) -> None:
    calendar = make_calendar(elsewhere)
    elsewhere.says(PATH, ics(*days(*range(1, 11))))
    refresh_due(now=NOW)
    elsewhere.says(PATH, ics(*days(1, 2)))
    assert said(decide(staff, calendar, "relire")) == [
        "L'agenda est lu : trop de dates disparaîtraient, à vous de décider."
    ]
    page = staff.get(inspect(calendar))
    assert [line["title"] for line in page.context["going"]] == [f"Atelier {number}" for number in range(3, 11)]
    digest = HeldReading.objects.get().digest
    assert f'name="empreinte" value="{digest}"' in page.content.decode()
    response = decide(staff, calendar, "accepter", empreinte="autre chose")
    assert said(response)[0].startswith("Cet agenda a changé depuis")
    response = decide(staff, calendar, "accepter", empreinte=digest)
    assert said(response) == ["Dates ajoutées : 0, changées : 0, retirées : 8."]
    calendar.refresh_from_db()
    assert (calendar.state, calendar.dates.count()) == (CalendarState.LIVE, 2)
    assert said(decide(staff, calendar, "garder", empreinte=digest))[0].startswith("Cet agenda a changé depuis")


def test_what_would_go_is_kept(staff: Client, elsewhere: Elsewhere) -> None:
    calendar = make_calendar(elsewhere)
    elsewhere.says(PATH, ics(*days(*range(1, 11))))
    refresh_due(now=NOW)
    elsewhere.says(PATH, ics())
    decide(staff, calendar, "relire")
    response = decide(staff, calendar, "garder", empreinte=HeldReading.objects.get().digest)
    assert said(response) == ["Dates ajoutées : 0, changées : 0, retirées : 0."]
    assert [line["kept"] for line in response.context["dates"]] == [True] * 10
    assert "Retirer les 10 dates gardées" in response.content.decode()
    assert said(decide(staff, calendar, "lacher")) == ["Dates ajoutées : 0, changées : 0, retirées : 10."]
    assert said(decide(staff, calendar, "lacher")) == ["C'était déjà fait."]
    assert calendar.dates.count() == 0


def test_a_form_that_was_long_open_overwrites_nothing_that_was_read_since(
    staff: Client, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    partner = make_partner()
    calendar = make_calendar(elsewhere, name="Avant", organisation=partner)
    elsewhere.says(PATH, ics(*days(1)), etag='"v1"')
    refresh_due(now=NOW)
    validated = ExternalCalendar.validate_constraints

    def validate(loaded: ExternalCalendar, **given: Any) -> None:
        validated(loaded, **given)
        following.pause(calendar, now=NOW)

    monkeypatch.setattr(ExternalCalendar, "validate_constraints", validate)
    staff.post(f"{LIST}edit/{calendar.pk}/", typed(elsewhere.url + PATH, name="Après", organisation=partner))
    calendar.refresh_from_db()
    assert (calendar.name, calendar.state, calendar.etag) == ("Après", CalendarState.PAUSED, '"v1"')


# Who, and how it looks


@pytest.mark.parametrize("role", [FACILITATORS, ""])
def test_others_do_not_enter(client: Client, elsewhere: Elsewhere, role: str) -> None:
    calendar = make_calendar(elsewhere)
    if role:
        signed_in(client, role)
    for path in (LIST, ADD, inspect(calendar), f"{LIST}edit/{calendar.pk}/", f"{LIST}delete/{calendar.pk}/"):
        assert client.get(path).status_code == 302
    decide(client, calendar, "pause")
    calendar.refresh_from_db()
    assert calendar.state == CalendarState.LIVE


def test_the_front_page_names_those_that_want_somebody(staff: Client, elsewhere: Elsewhere) -> None:
    def told() -> list[str]:
        home = staff.get(reverse("wagtailadmin_home")).content.decode()
        return [name for name in ("Bien", "En panne", "À voir") if f">{name}</a>" in home]

    make_calendar(elsewhere, name="Bien")
    assert told() == []
    make_calendar(elsewhere, "/2.ics", name="En panne", last_error="Le serveur…", failures=3)
    make_calendar(elsewhere, "/3.ics", name="À voir", state=CalendarState.DRAFT)
    assert told() == ["En panne", "À voir"]


def test_the_list_says_how_each_fares_in_as_many_queries(
    staff: Client, elsewhere: Elsewhere, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    staff.get(LIST)
    for count in (1, 3):
        while ExternalCalendar.objects.count() < count:
            calendar = make_calendar(
                elsewhere, f"/{ExternalCalendar.objects.count()}.ics", last_error="Oups.", failures=2
            )
            ExternalDate.objects.create(
                calendar=calendar, key="k", start=day(1), end=day(1), first_day=day(1), last_day=day(1), changed_at=NOW
            )
        with django_assert_num_queries(14):
            response = staff.get(LIST)
        assert response.context["health"] == f"{count} agenda{'s' * (count > 1)} : {count} en échec."
        assert response.content.decode().count("Oups. 2 échecs de suite.") == count
    assert response.content.decode().count(inspect(calendar)) >= 1
    for asked in (f"{LIST}?ordering=to_come", f"{LIST}?q=oups", f"{LIST}?state=live", f"{LIST}results/?q=%22"):
        assert staff.get(asked).status_code == 200


def test_what_was_read_in_as_many_queries(
    staff: Client, elsewhere: Elsewhere, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    calendar = make_calendar(elsewhere)
    staff.get(inspect(calendar))
    for count in (1, 3):
        elsewhere.says(PATH, ics(*days(*range(count))))
        ExternalCalendar.objects.update(next_try_at=None, read_at=None)
        refresh_due(now=NOW)
        with django_assert_num_queries(13):
            response = staff.get(inspect(calendar))
        assert len(response.context["dates"]) == count


def test_deleting_a_calendar_takes_its_dates(staff: Client, elsewhere: Elsewhere) -> None:
    calendar = make_calendar(elsewhere)
    elsewhere.says(PATH, ics(*days(1)))
    refresh_due(now=NOW)
    staff.post(f"{LIST}delete/{calendar.pk}/")
    assert (ExternalCalendar.objects.count(), ExternalDate.objects.count()) == (0, 0)


def test_the_form_is_as_heavy_with_one_place_as_with_thousands(staff: Client) -> None:
    before = len(staff.get(ADD).content)
    for _number in range(30):
        make_place()
        make_partner()
    assert abs(len(staff.get(ADD).content) - before) < 100  # the CSRF token and nonces differ by a few characters


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_in_a_browser_a_loss_is_seen_and_refused(
    open_page: OpenPage, axe: Axe, elsewhere: Elsewhere, admin_user: User
) -> None:
    """On a telephone, then on a desk."""
    calendar = make_calendar(elsewhere, name="Agenda de la médiathèque")
    where = "LOCATION:Médiathèque Jacques-Prévert\\, 12 place de la République\\, 38000 Grenoble"
    elsewhere.says(PATH, ics(*[vevent(f"{n}", day(n), where, title=f"Premiers pas {n}") for n in range(1, 11)]))
    refresh_due(now=NOW)
    elsewhere.says(PATH, ics("BEGIN:VEVENT\r\nUID:x\r\nSUMMARY:Sans jour\r\nEND:VEVENT"))
    ExternalCalendar.objects.update(next_try_at=None)
    refresh_due(now=NOW)
    page = open_page(f"/admin/login/?next={inspect(calendar)}", width=360, height=740)
    page.fill("[name=username]", "admin")
    page.fill("[name=password]", "password")
    page.press("[name=password]", "Enter")
    page.get_by_role("heading", name="Ce qui partirait").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert [fault for fault in axe(page) if "external" in fault or "import" in fault] == []
    page.get_by_role("button", name="Garder ces dates").click()
    page.get_by_text("En ligne.", exact=True).wait_for()
    assert page.get_by_text("gardée par l'équipe").count() == 10
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(page.url.replace(inspect(calendar), ADD))
    page.get_by_role("button", name="Lire cet agenda").wait_for()
    assert [fault for fault in axe(page) if "address" in fault] == []
