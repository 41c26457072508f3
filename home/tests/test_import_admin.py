"""Imports in the Wagtail admin: giving a file, its report, and what a person decides."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from core.models import User
from core.tests.fixtures.browser import Axe, OpenPage
from home.services.roles import COMMUNICATION, FACILITATORS, ensure_roles
from locations.choices import ImportStatus
from locations.models import Dataset, DatasetImport, Location
from locations.services.datasets import work_off
from locations.services.import_queue import dataset_named, give
from locations.services.importing import import_places
from locations.tests.factories import ROW, csv_text

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)
ADD = "/admin/donnees-ouvertes/imports/new/"
LIST = "/admin/donnees-ouvertes/imports/"
ROWS = [{**ROW, "id": name, "nom": f"Lieu {name}", "adresse": f"{name} rue de la Paix"} for name in "abcdef"]


@pytest.fixture
def staff(client: Client) -> Client:
    return signed_in(client, COMMUNICATION)


def signed_in(client: Client, role: str) -> Client:
    ensure_roles()
    user = User.objects.create(username=role, last_name=f"Équipe {role}")
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return client


def file(*rows: dict[str, str], name: str = "lieux.csv", data: bytes | None = None) -> BytesIO:
    found = BytesIO(csv_text(*rows).encode() if data is None else data)
    found.name = name
    return found


def bring(*rows: dict[str, str]) -> DatasetImport:
    import_places(csv_text(*rows).encode(), source="essai", now=NOW)
    return DatasetImport.objects.latest("pk")


def report(run: DatasetImport, query: str = "") -> str:
    return f"{LIST}inspect/{run.pk}/{query}"


def decide(client: Client, run: DatasetImport, **fields: Any) -> Any:
    return client.post(f"{LIST}{run.pk}/decision/", fields, follow=True)


def test_a_file_is_given_worked_off_and_told(staff: Client) -> None:
    response = staff.post(ADD, {"new_name": "Somme", "file": file(*ROWS, {**ROW, "nom": ""})})
    run = DatasetImport.objects.get()
    assert (response.status_code, response["Location"]) == (302, reverse("admin_imports:inspect", args=[run.pk]))
    assert (run.status, run.dataset.name, run.file_name, run.user.username) == (
        ImportStatus.WAITING,
        "Somme",
        "lieux.csv",
        COMMUNICATION,
    )
    waiting = staff.get(response["Location"])
    assert "En attente : le travail commence dans quelques secondes." in waiting.content.decode()
    assert "Actualiser la page" in waiting.content.decode()
    assert staff.get(f"{LIST}{run.pk}/avancement/")["X-Import-Moving"] == "1"

    assert work_off(now=NOW) == 1
    assert staff.get(f"{LIST}{run.pk}/avancement/")["X-Import-Moving"] == "0"
    done = staff.get(response["Location"])
    assert [one.title for one in done.context["subjects"]] == ["Lignes refusées", "Lieux créés"]
    assert done.context["sentences"][0] == "Lieux créés : 6, modifiés : 0, inchangés : 0. Lignes refusées : 1."
    assert [(line["line"], line["name"], line["words"]) for line in done.context["lines"]] == [
        (8, "nom", "Cette information est obligatoire : ligne refusée.")
    ]
    created = staff.get(report(run, "?rubrique=crees"))
    assert [line["name"] for line in created.context["lines"]] == [f"Lieu {name}, Reims" for name in "abcdef"]
    assert "Actualiser la page" not in created.content.decode()


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({}, "file", "Choisissez un fichier."),
        ({"file": file(data=b"PK\x03\x04")}, "file", "Ce fichier n'est ni un CSV ni un JSON."),
        ({"file": file(data=b"")}, "file", "Ce fichier est vide."),
        ({"file": file(ROW)}, "new_name", "Choisissez un jeu de données, ou donnez un nom au nouveau."),
        ({"file": file(ROW), "new_name": "essai"}, "new_name", "Ce jeu existe déjà : choisissez-le dans la liste."),
        ({"file": file(ROW), "dataset": "999"}, "dataset", "Sélectionnez un choix valide."),
    ],
)
def test_what_cannot_be_taken_is_told_at_once(staff: Client, fields: dict[str, Any], field: str, words: str) -> None:
    dataset_named("essai")
    if "file" in fields:
        fields["file"].seek(0)
    response = staff.post(ADD, fields)
    assert response.status_code == 200
    assert response.context["form"].errors[field][0].startswith(words)
    assert DatasetImport.objects.count() == 0


def test_a_file_larger_than_20_mb_is_refused(staff: Client) -> None:
    response = staff.post(ADD, {"new_name": "Somme", "file": file(data=b"x" * 20_000_001)})
    assert response.context["form"].errors["file"] == ["Ce fichier dépasse 20 Mo."]


def test_one_import_of_a_data_set_at_a_time(staff: Client) -> None:
    dataset = dataset_named("essai")
    give(b"x", dataset=dataset, file_name="", now=NOW)
    response = staff.post(ADD, {"dataset": dataset.pk, "file": file(ROW)})
    assert response.context["form"].errors["dataset"] == [
        "Un import de ce jeu n'est pas fini. Attendez sa fin, ou décidez de sa suite."
    ]


def test_a_person_confirms_or_refuses(staff: Client) -> None:
    bring(*ROWS)
    waiting = bring(ROWS[0])
    page = staff.get(report(waiting))
    assert "qui ne sont plus dans le fichier : 5, plus d&#x27;un tiers." in page.content.decode()
    assert [one.title for one in page.context["subjects"]] == ["Ne seraient plus dans le fichier"]
    assert "Confirmer l'import" in page.content.decode()
    decide(staff, waiting, choix="confirmer")
    assert work_off(now=NOW) == 1
    waiting.refresh_from_db()
    assert (waiting.status, waiting.gone) == (ImportStatus.DONE, 5)
    other = bring({**ROWS[0], "id": "x"})
    assert "abandonné" in decide(staff, other, choix="refuser").content.decode()
    other.refresh_from_db()
    assert other.status == ImportStatus.REFUSED
    assert "plus dans l&#x27;état où vous l&#x27;avez vu" in decide(staff, other, choix="confirmer").content.decode()


def test_a_conflict_is_settled_field_by_field(staff: Client) -> None:
    bring(*ROWS)
    Location.objects.filter(standard_id="a").update(
        phone="+33611111111", services=["parents"], latitude=48, longitude=4
    )
    run = bring(
        {**ROWS[0], "telephone": "03 26 99 99 99", "latitude": "49.5", "longitude": "4.5", "services": ""}, *ROWS[1:]
    )
    change = run.changes.get()
    page = staff.get(report(run))
    (line,) = page.context["lines"]
    assert [(one["label"], one["ours"], one["theirs"]) for one in line["conflicts"]] == [
        ("position", "48.0", "49.5"),
        ("position", "4.0", "4.5"),
        ("téléphone", "+33611111111", "+33326999999"),
        ("services", "parents", "(rien)"),
    ]
    decide(staff, run, choix="theirs", changement=change.pk, champ="phone")
    decide(staff, run, choix="theirs", changement=change.pk, champ="latitude")
    decide(staff, run, choix="ours", changement=change.pk, champ="services")
    place = Location.objects.get(standard_id="a")
    assert (place.phone, place.latitude, place.longitude, place.services) == ("+33326999999", 49.5, 4.5, ["parents"])
    change.refresh_from_db()
    assert [one["choice"] for one in change.conflicts] == ["theirs", "theirs", "theirs", "ours"]
    again = decide(staff, run, choix="theirs", changement=change.pk, champ="phone")
    assert "Ce choix a déjà été fait." in again.content.decode()

    decide(staff, run, choix="annuler")  # ours again, where a person had taken the file's
    assert work_off(now=NOW) == 1
    place.refresh_from_db()
    assert (place.phone, place.latitude, place.longitude, place.services) == ("+33611111111", 48, 4, ["parents"])


def test_a_place_edited_since_the_import_is_not_overwritten(staff: Client) -> None:
    bring(*ROWS)
    Location.objects.filter(standard_id="a").update(phone="+33611111111")
    run = bring({**ROWS[0], "telephone": "03 26 99 99 99"}, *ROWS[1:])
    Location.objects.filter(standard_id="a").update(phone="+33622222222")
    response = decide(staff, run, choix="theirs", changement=run.changes.get().pk, champ="phone")
    assert "Ce lieu a été modifié depuis l&#x27;import" in response.content.decode()
    assert Location.objects.get(standard_id="a").phone == "+33622222222"


def test_an_import_is_undone_by_a_button(staff: Client) -> None:
    run = bring(*ROWS)
    assert "Annuler cet import…" in staff.get(report(run)).content.decode()
    decide(staff, run, choix="annuler")
    assert "Annulation." in staff.get(report(run)).content.decode()
    assert work_off(now=NOW) == 1
    page = staff.get(report(run))
    assert "L&#x27;import a été annulé : les lieux sont comme avant." in page.content.decode()
    assert (page.context["may_undo"], Location.objects.count()) == (False, 0)


def test_what_changed_stands_field_by_field(staff: Client) -> None:
    bring(*ROWS)
    run = bring({**ROWS[0], "frais_a_charge": "Payant", "date_maj": "2025-01-02", "courriels": ""}, *ROWS[1:])
    (line,) = staff.get(report(run)).context["lines"]
    assert line["fields"] == [
        ("date des informations", "02/04/2024", "02/01/2025"),
        ("frais", "Gratuit", "Payant"),
    ]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("subject", ["crees", "modifies", "remarques", "doublons"])
def test_a_report_asks_as_much_for_three_lines_as_for_one(
    staff: Client, subject: str, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    if subject == "modifies":
        bring(*ROWS)
        run = bring(*({**row, "telephone": ""} for row in ROWS[:count]), *ROWS[count:])
    elif subject == "doublons":
        run = bring(ROWS[0], *({**ROWS[0], "id": f"x{number}"} for number in range(count)))
    else:
        run = bring(*({**row, "code_postal": "ABCDE"} for row in ROWS[:count]))
    staff.get(report(run))
    with django_assert_num_queries(21):
        page = staff.get(report(run, f"?rubrique={subject}"))
    assert len(page.context["lines"]) == count


def test_pages_are_bounded_and_bad_input_is_no_error(staff: Client) -> None:
    run = bring(*({**ROW, "id": str(number), "nom": f"Lieu {number:02}"} for number in range(60)))
    assert len(staff.get(report(run, "?rubrique=crees")).context["lines"]) == 50
    assert len(staff.get(report(run, "?rubrique=crees&p=2")).context["lines"]) == 10
    for query in ("?rubrique=crees&p=999", "?rubrique=rien&p=a"):
        assert staff.get(report(run, query)).status_code == 200
    for number in ("abc", "²", "9" * 30):
        assert staff.get(f"{ADD}?jeu={number}").status_code == 200
        assert decide(staff, run, choix="rien", changement=number, champ="y").status_code == 404
    assert staff.get(f"{LIST}999/avancement/").status_code == 404
    assert staff.get(f"{LIST}{run.pk}/decision/?choix=annuler").status_code == 405


def test_facilitators_have_no_part_in_it(client: Client) -> None:
    run = bring(*ROWS)
    client = signed_in(client, FACILITATORS)
    home = reverse("wagtailadmin_home")
    for path in (LIST, ADD, report(run), f"{LIST}{run.pk}/avancement/", "/admin/donnees-ouvertes/jeux/"):
        assert (client.get(path).status_code, client.get(path)["Location"]) == (302, home)
    assert client.post(f"{LIST}{run.pk}/decision/", {"choix": "annuler"}).status_code == 302
    run.refresh_from_db()
    assert run.status == ImportStatus.DONE


def test_nobody_edits_or_deletes_an_import(admin_client: Client) -> None:
    run = bring(*ROWS)
    for path in (f"{LIST}edit/{run.pk}/", f"{LIST}delete/{run.pk}/"):
        assert admin_client.get(path).status_code == 302
    assert admin_client.get(f"/admin/donnees-ouvertes/jeux/delete/{run.dataset_id}/").status_code == 302
    listing = admin_client.get(LIST)
    assert [one.pk for one in listing.context["object_list"]] == [run.pk]
    assert "/admin/donnees-ouvertes/imports/edit/" not in listing.content.decode()


def test_a_data_set_has_an_address_in_https_and_keeps_its_name(staff: Client) -> None:
    dataset = dataset_named("essai")
    path = f"/admin/donnees-ouvertes/jeux/edit/{dataset.pk}/"
    refused = staff.post(path, {"address": "http://exemple.fr/lieux.csv"})
    assert refused.context["form"].errors["address"] == ["Donnez une adresse qui commence par https://."]
    Dataset.objects.filter(pk=dataset.pk).update(
        address="https://exemple.fr/ancien.csv", etag='"v1"', failures=3, last_error="Le serveur…", next_check_at=NOW
    )
    assert "En échec (3) : Le serveur…" in staff.get("/admin/donnees-ouvertes/jeux/").content.decode()
    staff.post(path, {"name": "autre", "address": "https://exemple.fr/lieux.csv"})
    dataset.refresh_from_db()
    assert (dataset.name, dataset.address, dataset.etag, dataset.failures, dataset.next_check_at) == (
        "essai", "https://exemple.fr/lieux.csv", "", 0, None,
    )  # fmt: skip
    Dataset.objects.filter(pk=dataset.pk).update(next_check_at=NOW)
    staff.post(path, {"address": dataset.address, "refresh_now": "on"})
    dataset.refresh_from_db()
    assert dataset.next_check_at is None


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_in_a_browser_a_file_is_given_followed_and_told(
    open_page: OpenPage, axe: Axe, tmp_path: Path, admin_user: User
) -> None:
    """On a telephone, then on a desk; the page goes from the bar to the report by itself."""
    source = tmp_path / "lieux.csv"
    source.write_bytes(csv_text(*ROWS, {**ROW, "nom": ""}).encode())
    page = open_page(f"/admin/login/?next={ADD}", width=360, height=740)
    page.fill("[name=username]", "admin")
    page.fill("[name=password]", "password")
    page.press("[name=password]", "Enter")
    page.fill("[name=new_name]", "Somme")
    page.set_input_files("[name=file]", source)
    page.click("button.button-longrunning")
    bar = page.get_by_label("Avancement : 0 %")
    bar.wait_for()
    assert bar.get_attribute("value") == "0"
    work_off(now=NOW)
    page.get_by_text("L'import est fait.").wait_for()
    assert page.locator(".import-sentences li").first.inner_text().startswith("Lieux créés : 6, modifiés : 0")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("link", name="Lieux créés (6)").click()
    page.locator(".import-lines tbody tr").nth(5).wait_for()
    assert page.locator(".import-lines tbody tr").count() == 6
    assert [fault for fault in axe(page) if "import" in fault] == []
