"""The lists that staff work through: places, what is to be completed, what is to be checked, the map."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from core.models import User
from locations.models import Commune, Dataset, DatasetImport, ImportChange, ImportedRecord, Location, PlaceReport
from locations.tests.factories import load_some_towns, make_place

pytestmark = pytest.mark.django_db

LIST = "wagtailsnippets_locations_location:list"
MAP = "wagtailsnippets_locations_location:map"
ON_MAP = "wagtailsnippets_locations_location:on_map"
TO_COMPLETE = "lieux_a_completer:index"
TO_VERIFY = "lieux_a_verifier:index"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SIGHT = "ouest=-5&sud=41&est=10&nord=51&zoom=6"


@pytest.fixture
def staff(client: Client) -> Client:
    with time_machine.travel(NOW, tick=False):
        client.force_login(User.objects.create_superuser(username="equipe", email="equipe@exemple.fr", password="x"))
        yield client


def names(response: Any) -> list[str]:
    return [place.name for place in response.context["object_list"]]


def told(response: Any) -> list[list[str]]:
    """The cells of the table, row by row."""
    table = response.context["table"]
    return [[str(column.get_value(place)) for column in table.columns.values()] for place in table.data]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Accueil", "Partenaire", "Annuaire", "Brouillon"]),
        ("ordering=name", ["Accueil", "Annuaire", "Brouillon", "Partenaire"]),
        ("live=false", ["Brouillon"]),
        ("changed=true", ["Partenaire"]),
        ("duplicate=true", ["Accueil", "Annuaire"]),
        ("duplicate=false", ["Partenaire", "Brouillon"]),
        ("old=true", ["Annuaire", "Brouillon"]),
        ("score=faible", ["Brouillon"]),
        ("network=emmaus&network=partenaire", ["Accueil", "Partenaire"]),
        ("live=zut&score=zut", ["Accueil", "Partenaire", "Annuaire", "Brouillon"]),
    ],
)
def test_places_are_listed_ours_first_and_narrowed(staff: Client, query: str, found: list[str]) -> None:
    ours = make_place(name="Accueil", network="emmaus")
    partner = make_place(name="Partenaire", network="partenaire")
    partner.save_revision()
    make_place(name="Annuaire", duplicate_of=ours, facts_date=date(2025, 11, 22))
    make_place(name="Brouillon", live=False, facts_date=None, opening_hours="", phone="", latitude=None, longitude=None)
    assert names(staff.get(f"{reverse(LIST)}?{query}")) == found


@pytest.mark.parametrize("view", [LIST, TO_COMPLETE, TO_VERIFY])
def test_a_list_asks_the_database_as_much_for_thirty_places_as_for_one(
    staff: Client, view: str, django_assert_num_queries: Any
) -> None:
    def make(count: int) -> None:
        for _ in range(count):
            make_place(facts_date=date(2022, 6, 1), opening_hours="", opening_hours_text="le mardi")

    make(1)
    staff.get(reverse(view))  # what is asked for once a process
    queries = {LIST: 9, TO_COMPLETE: 9, TO_VERIFY: 14}[view]
    for more in (0, 2, 27):
        make(more)
        with django_assert_num_queries(queries):
            response = staff.get(reverse(view))
        assert len(names(response)) == Location.objects.count()


def test_what_is_to_be_completed_is_said_the_least_known_first(staff: Client) -> None:
    make_place(name="Peu", phone="", opening_hours="")
    make_place(name="Assez")
    make_place(name="Nôtre", network="emmaus")
    make_place(name="Brouillon", live=False)
    response = staff.get(reverse(TO_COMPLETE))
    assert names(response) == ["Nôtre", "Peu", "Assez"]
    lacks = "présentation, frais, comment y accéder, accès en fauteuil, accompagnement, "
    lacks += "adresse électronique ou site internet"
    assert told(response)[1] == ["Peu", f"horaires, téléphone, {lacks}", "40 %", "Grenoble", "Autre lieu d'aide"]
    assert "3 lieux dont on ne sait pas tout" in response.content.decode()


def make_commune() -> None:
    for name, latitude, longitude in (("Grenoble", 45.18, 5.72), ("Vienne", 45.52, 4.87)):
        Commune.objects.create(
            code=f"38{len(name)}", kind="commune-actuelle", name=name, search_text=name.lower(), departement="38",
            region="84", latitude=latitude, longitude=longitude,
        )  # fmt: skip


def test_what_is_to_be_checked_says_why_and_how_many(staff: Client) -> None:
    make_commune()
    old = make_place(name="Ancien", facts_date=date(2025, 11, 22))
    make_place(name="D'un an", facts_date=date(2025, 11, 23))
    make_place(name="Sans date", facts_date=None)
    make_place(name="Ailleurs", latitude=48.85, longitude=2.35)
    make_place(name="En texte", opening_hours="", opening_hours_text="le mardi")
    reported = make_place(name="Signalé")
    PlaceReport.objects.create(location=reported, kind="horaires", created_at=NOW)
    PlaceReport.objects.create(location=reported, kind="autre", created_at=NOW)
    PlaceReport.objects.create(location=old, kind="autre", status="done", created_at=NOW)
    run = DatasetImport.objects.create(
        dataset=Dataset.objects.create(name="Essai"), created_at=NOW, digest="x", status="done"
    )
    kept = {"name": "phone", "ours": "", "theirs": "+33476000000"}
    for name, choice in (("En conflit", ""), ("Décidé", "ours")):
        ImportChange.objects.create(
            run=run, location=make_place(name=name), line=2, previous_imported_at=NOW,
            conflicts=[{**kept, "choice": choice}],
        )  # fmt: skip
    run.finished_at = NOW
    run.save()
    for name, facts_date in (("Disparu", date(2026, 11, 22)), ("Revu", date(2026, 11, 23))):
        ImportedRecord.objects.create(
            source="Essai", external_id=name, row={}, imported_at=NOW, gone_with=run,
            location=make_place(name=name, facts_date=facts_date),
        )  # fmt: skip
    make_place(name="Sans durée", opening_hours="Mo 09:00-12:00; Tu 14:00-14:00")
    make_place(name="De nuit", opening_hours="Mo 19:00-09:00; Tu 00:00-24:00")
    make_place(name="Fermé", facts_date=None, status="closed")
    response = staff.get(reverse(TO_VERIFY))
    assert {row[0]: row[1] for row in told(response)} == {
        "Sans date": "Date des informations inconnue",
        "Ancien": "Informations anciennes",
        "Ailleurs": "Position hors du département",
        "En conflit": "Le fichier importé dit autre chose",
        "Disparu": "N'est plus dans le fichier importé",
        "Sans durée": "Horaires qui finissent à l'heure où ils commencent",
        "En texte": "Horaires en texte",
        "Signalé": "Erreur signalée par une personne",
    }
    assert names(response)[:2] == ["Sans date", "Ancien"]
    assert response.context["filters"].form.fields["reason"].choices == [
        ("signalement", "Erreur signalée par une personne (1)"),
        ("import", "Le fichier importé dit autre chose (1)"),
        ("disparu", "N'est plus dans le fichier importé (1)"),
        ("position", "Position hors du département (1)"),
        ("horaires", "Horaires en texte (1)"),
        ("heures", "Horaires qui finissent à l'heure où ils commencent (1)"),
        ("sans-date", "Date des informations inconnue (1)"),
        ("anciennes", "Informations anciennes (1)"),
    ]
    assert names(staff.get(reverse(TO_VERIFY) + "?reason=position&reason=signalement")) == ["Ailleurs", "Signalé"]
    assert names(staff.get(reverse(TO_VERIFY) + "?reason=disparu&reason=heures")) == ["Sans durée", "Disparu"]
    assert len(names(staff.get(reverse(TO_VERIFY) + "?reason=zut"))) == 8


@pytest.mark.parametrize("view", [LIST, TO_COMPLETE, TO_VERIFY])
def test_a_spreadsheet_computes_nothing(staff: Client, view: str, django_assert_num_queries: Any) -> None:
    make_place(name='=HYPERLINK("http://x")', address="@rue\x07", town="+Lyon", facts_date=date(2022, 6, 1))
    sheet = b"".join(staff.get(f"{reverse(view)}?export=csv").streaming_content).decode()
    (row,) = csv.DictReader(io.StringIO(sheet))
    assert (row["Nom"], row["Adresse"], row["Commune"]) == ('\'=HYPERLINK("http://x")', "'@rue", "'+Lyon")
    assert (row["Téléphone"].replace("\xa0", " "), row["Complet à (%)"], row["Informations du"]) == (
        "04 76 00 00 00", "75", "2022-06-01",
    )  # fmt: skip
    file = b"".join(staff.get(f"{reverse(view)}?export=xlsx").streaming_content)
    cells = load_workbook(io.BytesIO(file)).active
    assert [(cell.value, cell.data_type) for cell in list(cells)[1]][:3] == [
        ('=HYPERLINK("http://x")', "s"),
        ("Autre lieu d'aide", "s"),
        ("@rue", "s"),
    ]


def test_the_map_shows_what_the_list_shows(staff: Client, django_assert_num_queries: Any) -> None:
    make_place(name="Accueil", network="emmaus")
    make_place(name="Loin", latitude=48.85, longitude=2.35, insee_code="75101", live=False)
    make_place(name="Perdu", latitude=None, longitude=None)
    page = staff.get(f"{reverse(MAP)}?live=true&nom=")
    assert (page.context["located"], page.context["lost"]) == (1, 1)
    assert page.context["corners"] == "min,45.18423,5.71554 max,45.18423,5.71554"
    assert page.context["list_url"] == f"{reverse(LIST)}?live=true&q="
    everything = staff.get(f"{reverse(ON_MAP)}?{SIGHT}").json()
    assert (everything["total"], len(everything["features"])) == (2, 2)
    with django_assert_num_queries(6):
        (found,) = staff.get(f"{reverse(ON_MAP)}?{SIGHT}&departement=38&nom=accueil").json()["features"]
    assert found["geometry"] == {"type": "Point", "coordinates": [5.71554, 45.18423]}
    told = found["properties"]
    place = Location.objects.get(name="Accueil")
    assert (told["nom"], told["etat_mots"]) == ("Accueil", f"Publié, complet à {place.completeness} %")
    assert told["url"] == reverse("wagtailsnippets_locations_location:edit", args=[place.pk])


def test_the_list_leads_to_its_map(staff: Client) -> None:
    html = staff.get(f"{reverse(LIST)}?q=gre&live=true&p=1&ordering=name").content.decode()
    assert f'href="{reverse(MAP)}?live=true&amp;nom=gre"' in html


@pytest.mark.parametrize("sight", ["", "ouest=x&sud=1&est=2&nord=3&zoom=4", SIGHT.replace("51", "91"), SIGHT + "1.5",
                                   SIGHT.replace("51", "nan"), SIGHT.replace("sud=41", "sud=60")])  # fmt: skip
def test_a_map_of_nowhere_is_refused(staff: Client, sight: str) -> None:
    assert staff.get(f"{reverse(ON_MAP)}?{sight}").status_code == 422


def test_a_commune_is_chosen_by_a_part_of_its_name_or_by_its_postcode(staff):
    load_some_towns()
    address = reverse("communes:choose_results")
    for question, first in (("greno", "Grenoble (38)"), ("38000", "Grenoble (38)"), ("zzz", None)):
        response = staff.get(address, {"q": question})
        found = [str(one) for one in response.context["results"]]
        assert (question, found[0] if found else None) == (question, first)
