"""Editing a place: hours as rows, its point, drafts, schedules, review, history."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db.models import Q
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Workflow, WorkflowContentType, WorkflowTask

from core.models import User
from core.tests.fixtures.elsewhere import Elsewhere
from locations.models import Location, PlaceReport
from locations.staff.hours_field import typed_from
from locations.tests.factories import load_some_towns, make_place
from locations.tests.test_admin import ADD, EDIT, LIST, PREVIEW, form
from locations.tests.test_geocoder import FOUND, answer

pytestmark = pytest.mark.django_db

BASE = "wagtailsnippets_locations_location:"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser(username="equipe", email="equipe@exemple.fr", password="x"))
    return client


def member(client: Client, *models: str) -> Client:
    """Someone who may enter the admin, and keep these: as communications keep places, and facilitators nothing."""
    group = Group.objects.create(name="essai")
    group.permissions.set(
        Permission.objects.filter(
            Q(codename="access_admin") | Q(content_type__app_label="locations", content_type__model__in=models)
        )
    )
    user = User.objects.create_user(username="membre", email="membre@exemple.fr", password="x")
    user.groups.add(group)
    client.force_login(user)
    return client


def rows(*typed: dict[str, Any], rest: str = "", **more: str) -> dict[str, Any]:
    """What the browser sends for rows of hours."""
    sent: dict[str, Any] = {"opening_hours": rest, "opening_hours-rows": str(len(typed)), **more}
    for index, row in enumerate(typed):
        sent |= {f"opening_hours-{index}-{name}": value for name, value in row.items()}
    return sent


TUESDAY = {"days": ["1"], "start": "14:00", "end": "17:30", "weeks": "all", "nth": ["1", "3"]}


def test_hours_are_typed_as_rows_and_kept_as_one_string(staff: Client) -> None:
    staff.post(reverse(ADD), form(**rows(TUESDAY, **{"opening_hours-closed_on_holidays": "on"}, rest="Aug off")))
    place = Location.objects.get()
    assert place.opening_hours == "Tu[1,3] 14:00-17:30; PH off; Aug off"
    html = staff.get(reverse(EDIT, args=[place.pk])).content.decode()
    assert re.findall(r'name="opening_hours-0-(?:start|end)"\s+value="([^"]*)"', html) == ["14:00", "17:30"]
    checked = re.findall(
        r'name="(opening_hours-[\w-]+)"(?:\s+value="([^"]*)")?(?:\s+aria-label="[^"]*")?\s+checked', html
    )
    assert checked == [
        ("opening_hours-0-days", "1"),
        ("opening_hours-0-nth", "1"),
        ("opening_hours-0-nth", "3"),
        ("opening_hours-closed_on_holidays", ""),
    ]
    assert 'value="3" data-count' in html  # one row, and two empty ones
    assert re.search(r"<textarea[^>]*>Aug off</textarea>", html)
    assert "Fermé les jours fériés." in html


def test_rows_that_are_wrong_are_shown_as_they_were_typed(staff: Client) -> None:
    wrong = {**TUESDAY, "end": "25 h", "days": []}
    response = staff.post(reverse(ADD), form(**rows(TUESDAY, wrong, rest="zut")))
    html = response.content.decode()
    assert response.context["form"].errors["opening_hours"] == [
        "Ligne 2 : Cochez au moins un jour.",
        "Ces horaires ne sont pas compris. Dans « Règles en plus », écrivez par exemple « Aug off » ou "
        "« Dec 24 09:00-12:00 », ou mettez votre texte dans « horaires en texte ».",
    ]
    assert 'value="25 h"' in html
    assert '<p class="error-message" id="opening_hours-1-error">Cochez au moins un jour.</p>' in html
    assert ">zut</textarea>" in html
    assert Location.objects.count() == 0


def test_the_preview_says_the_rows(staff: Client) -> None:
    place = make_place(opening_hours="")
    url = reverse(PREVIEW, args=[place.pk])
    assert staff.post(url, form(**rows({**TUESDAY, "nth": []}))).json() == {"is_valid": True, "is_available": True}
    assert "14 h – 17 h 30" in staff.get(url).content.decode()


def test_what_rows_say_is_said_while_one_types(staff: Client) -> None:
    url = reverse(f"{BASE}hours_words")
    html = staff.get(url, rows({**TUESDAY, "nth": []})).content.decode()
    assert re.findall(r"<li>(.*?)</li>", html) == ["Mardi : 14 h – 17 h 30."]
    html = staff.get(url, rows({**TUESDAY, "end": ""})).content.decode()
    assert "Ligne 1 : Donnez l&#x27;heure de début et l&#x27;heure de fin." in html
    assert "Aucune ligne" in staff.get(url).content.decode()


def test_versions_are_compared_in_words(staff: Client) -> None:
    place = make_place(opening_hours="Mo 09:00-12:00", emails=["a@exemple.fr"], services=[])
    place.opening_hours = "Mo 09:00-12:00; PH off"
    place.emails = ["a@exemple.fr", "b@exemple.fr"]
    place.services = ["acces-internet-et-materiel-informatique"]
    place.save_revision()
    html = staff.get(reverse(f"{BASE}revisions_compare", args=[place.pk, "live", "latest"])).content.decode()
    told = re.findall(r"<td class=\"comparison__child-object[^>]*>(.*?)</td>", html, re.DOTALL) or [html]
    words = " ".join(re.sub(r"<[^>]+>", "", " ".join(told)).split())
    for wanted in ("Fermé les jours fériés.", "b@exemple.fr", "Accès internet et matériel informatique"):
        assert (wanted, wanted in words) == (wanted, True)
    assert "PH off" not in words


@pytest.mark.parametrize(
    ("asked", "point", "words"),
    [
        (
            {"town": "Grenoble", "postcode": "38000", "address": "1 rue de la Paix"},
            (45.1842, 5.7155),
            "Voici le centre de Grenoble : déplacez le point jusqu'à l'adresse.",
        ),
        (
            {"insee_code": "38185"},
            (45.1842, 5.7155),
            "Voici le centre de Grenoble : déplacez le point jusqu'à l'adresse.",
        ),
        ({"town": "Zut"}, None, "Aucune commune de ce nom n'est connue. Écrivez la commune et le code postal."),
        ({}, None, "Aucune commune de ce nom n'est connue. Écrivez la commune et le code postal."),
    ],
)
def test_without_a_geocoder_an_address_gives_the_centre_of_its_town(
    staff: Client, asked: dict[str, str], point: tuple[float, float] | None, words: str
) -> None:
    load_some_towns()
    found = staff.get(reverse(f"{BASE}point"), asked).json()
    there = found["latitude"] and (round(found["latitude"], 4), round(found["longitude"], 4))
    assert (there, found["words"]) == (point, words)


def test_with_a_geocoder_the_address_is_found_or_said_not_to_be(
    staff: Client, elsewhere: Elsewhere, settings: Any
) -> None:
    load_some_towns()
    settings.GEOCODER_URL = f"{elsewhere.url}/search"
    elsewhere.says("/search", answer(FOUND), content_type="application/json")
    url = reverse(f"{BASE}point")
    lyon = {"address": "5 rue de la République", "postcode": "69001", "town": "Lyon"}
    assert staff.get(url, lyon).json() == {
        "latitude": 45.767731,
        "longitude": 4.835345,
        "words": "Adresse trouvée : 5 Rue de la République 69001 Lyon. Vérifiez le point sur la carte.",
    }
    elsewhere_in_france = staff.get(url, {**lyon, "postcode": "38000", "town": "Grenoble"}).json()
    assert elsewhere_in_france["words"].startswith("La rue n'a pas été trouvée. Voici le centre de Grenoble")


def test_a_place_that_is_saved_as_it_was_is_not_edited(staff: Client) -> None:
    hours = "Mo-Tu 09:00-12:00, 14:00-17:00; We off"
    place = make_place(opening_hours=hours, opening_hours_text="le mardi\nle jeudi", description="Une.\nDeux.")
    shown = typed_from(hours).rows
    sent = [{"days": list(row.days), "start": row.start, "end": row.end} for row in shown]
    fields = {"opening_hours_text": "le mardi\r\nle jeudi", "description": "Une.\r\nDeux.", "action-publish": "yes"}
    staff.post(reverse(EDIT, args=[place.pk]), form(**fields, **rows(*sent)))
    place.refresh_from_db()
    assert place.latest_revision is not None
    assert (place.opening_hours, place.opening_hours_text) == (hours, "le mardi\nle jeudi")
    assert place.description == "Une.\nDeux."
    staff.post(reverse(EDIT, args=[place.pk]), form(**fields, **rows(*sent[:1])))
    place.refresh_from_db()
    assert place.opening_hours == "Mo,Tu 09:00-12:00"


def test_a_change_of_an_imported_place_is_scheduled_while_it_stays_published(staff: Client) -> None:
    place = make_place(name="Importé")
    later = timezone.now() + timedelta(days=2)
    fields = form(name="Nouveau nom", go_live_at=later.strftime("%d/%m/%Y %H:%M"), **{"action-publish": "yes"})
    staff.post(reverse(EDIT, args=[place.pk]), fields)
    place.refresh_from_db()
    assert (place.live, place.name, place.has_unpublished_changes) == (True, "Importé", True)
    with time_machine.travel(later + timedelta(minutes=1)):
        call_command("publish_scheduled")
    place.refresh_from_db()
    assert (place.live, place.name) == (True, "Nouveau nom")
    first = place.revisions.order_by("pk").first()
    assert first is not None
    assert first.as_object().name == "Importé"


def test_communications_send_a_place_for_review_and_it_is_published_once_approved(client: Client) -> None:
    place = make_place(name="Avant")
    moderators = Group.objects.create(name="Relecture")
    task = GroupApprovalTask.objects.create(name="Relecture")
    task.groups.add(moderators)
    workflow = Workflow.objects.create(name="Relecture des lieux")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowContentType.objects.create(workflow=workflow, content_type=ContentType.objects.get_for_model(Location))
    member(client, "location", "organisation")
    edit = reverse(EDIT, args=[place.pk])
    assert "Soumettre à Relecture des lieux" in client.get(edit).content.decode()
    client.post(edit, form(name="Après", **{"action-submit": "yes"}))
    place.refresh_from_db()
    assert (place.name, place.current_workflow_state.status) == ("Avant", "in_progress")
    state = place.current_workflow_task_state
    reviewer = User.objects.create_superuser(username="relecture", email="r@exemple.fr", password="x")
    reviewer.groups.add(moderators)
    client.force_login(reviewer)
    client.post(reverse(f"{BASE}workflow_action", args=[place.pk, "approve", state.pk]))
    place.refresh_from_db()
    assert (place.name, place.live, place.has_unpublished_changes) == ("Après", True, False)


def test_facilitators_see_no_place_in_the_admin(client: Client) -> None:
    place = make_place()
    member(client)
    for address in (
        reverse(LIST), reverse(EDIT, args=[place.pk]), reverse(f"{BASE}map"), reverse(f"{BASE}on_map"),
        reverse(f"{BASE}hours_words"), reverse(f"{BASE}point"), reverse("lieux_a_completer:index"),
        reverse("lieux_a_verifier:index"),
    ):  # fmt: skip
        assert (address, client.get(address).status_code) == (address, 302)


def test_what_people_say_is_wrong_is_shown_and_seen_to(client: Client) -> None:
    place = make_place(name="Accueil")
    report = PlaceReport.objects.create(
        location=place, kind="horaires", words="Fermé le mardi.", contact="04 76 00 00 00", created_at=timezone.now()
    )
    member(client, "location", "placereport")
    listed = client.get(reverse("wagtailsnippets_locations_placereport:list")).content.decode()
    assert ("Fermé le mardi." in listed, "Accueil, Grenoble" in listed) == (True, True)
    assert "Fermé le mardi." in client.get(reverse(EDIT, args=[place.pk])).content.decode()
    address = reverse("wagtailsnippets_locations_placereport:edit", args=[report.pk])
    assert "Fermé le mardi." in client.get(address).content.decode()
    client.post(address, {"status": "done"})
    report.refresh_from_db()
    assert (report.status, report.words) == ("done", "Fermé le mardi.")
    assert "Fermé le mardi." not in client.get(reverse(EDIT, args=[place.pk])).content.decode()
    assert client.get(reverse("wagtailsnippets_locations_placereport:add")).status_code == 302


def test_the_editor_says_what_is_missing(staff: Client) -> None:
    place = make_place(phone="", summary="On vous aide.")
    html = staff.get(reverse(EDIT, args=[place.pk])).content.decode()
    assert f"Complet à {place.completeness} %." in html
    assert "Il manque : téléphone, frais," in html
    assert "Il manque" not in staff.get(reverse(ADD)).content.decode()
