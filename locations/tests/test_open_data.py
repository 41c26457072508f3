"""`/donnees/`: the files as a program fetches them, and the page that explains them."""

import csv
import gzip
import io
import random
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from core import kept
from locations.departements import DATA
from locations.models import ImportedRecord, Location
from locations.selectors.open_data import rows
from locations.services.importing import import_places
from locations.standard.writer import as_csv
from locations.tests.factories import load_some_towns, make_place
from locations.tests.table_schema import Checker

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
FILE = "/donnees/lieux.csv"


@pytest.fixture(autouse=True)
def kept_apart(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


def names(client: Client, query: str = "") -> list[str]:
    body = client.get(FILE + query).getvalue().decode()
    return [row["nom"] for row in csv.DictReader(io.StringIO(body, newline=""))]


def test_the_places_that_are_shown_and_valid(client: Client) -> None:
    leader = make_place(name="Montré")
    make_place(name="Doublon", duplicate_of=leader)
    make_place(name="Brouillon", live=False)
    make_place(name="Fermé", status="closed")
    make_place(name="Sans adresse", address="")
    make_place(name="Sans date", facts_date=None)
    make_place(
        name="Publié par le réseau", facts_date=None, source="", last_published_at=datetime(2026, 5, 4, tzinfo=UTC)
    )
    assert names(client) == ["Montré", "Publié par le réseau"]
    assert [row["date_maj"] for row in rows()] == ["2026-06-01", "2026-05-04"]


@pytest.mark.parametrize(
    ("ending", "content_type"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("json", "application/json; charset=utf-8"),
        ("geojson", "application/geo+json; charset=utf-8"),
    ],
)
def test_what_an_answer_says_of_itself(ending: str, content_type: str, client: Client, settings: Any) -> None:
    settings.OPEN_DATA_PRODUCER = "12345678900011"
    place = make_place()
    Location.objects.filter(pk=place.pk).update(changed_at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    answer = client.get(f"/donnees/lieux.{ending}")
    said = {name: answer.headers[name] for name in ("Content-Type", "Content-Disposition", "Last-Modified", "Vary")}
    assert said == {
        "Content-Type": content_type,
        "Content-Disposition": (
            f'attachment; filename="2026-03-02_12345678900011_lieux-de-mediation-numerique_france.{ending}"'
        ),
        "Last-Modified": "Sun, 01 Mar 2026 23:30:00 GMT",
        "Vary": "Accept-Encoding",
    }
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    zipped = client.get(f"/donnees/lieux.{ending}", headers={"accept-encoding": "gzip, br"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.getvalue()) == answer.getvalue()
    head = client.head(f"/donnees/lieux.{ending}")
    assert (head.status_code, head.getvalue(), head.headers["ETag"]) == (200, b"", answer.headers["ETag"])


def test_a_client_that_has_it_is_told_so_before_anything_is_built(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    place = make_place(name="Un")
    etag = client.get(FILE).headers["ETag"]
    with django_assert_num_queries(1):
        again = client.get(FILE, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    for change in (
        lambda: Location.objects.filter(pk=place.pk).update(name="Deux"),
        lambda: make_place(name="Trois"),
        lambda: Location.objects.filter(pk=place.pk).update(live=False),
        lambda: Location.objects.all().delete(),
    ):
        time.sleep(0.002)  # SQLite's clock counts in milliseconds
        change()
        answer = client.get(FILE, headers={"if-none-match": etag})
        assert answer.status_code == 200
        etag = answer.headers["ETag"]


def test_the_whole_file_is_written_once_for_each_change(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_place(name="Un")
    first = client.get(FILE).getvalue()
    with django_assert_num_queries(1):
        assert client.get(FILE).getvalue() == first
    assert kept.size_of("lieux.csv") == (
        len(first),
        len(client.get(FILE, headers={"accept-encoding": "gzip"}).getvalue()),
    )
    make_place(name="Deux")
    assert names(client) == ["Un", "Deux"]
    assert len(list((Path(kept.settings.VAR_DIR) / "kept").iterdir())) == 1


@pytest.mark.parametrize("places", [1, 3])
def test_the_number_of_queries_does_not_grow(
    places: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _place in range(places):
        make_place()
    with django_assert_num_queries(3):  # fresh or not, the rows, and no more rows
        assert len(names(client)) == places


def test_a_part_of_the_places(client: Client) -> None:
    load_some_towns()
    make_place(name="Grenoble", network="emmaus")
    make_place(name="Fontaine", insee_code="38169", postcode="38600")
    make_place(name="Lille", insee_code="59350", postcode="59000")
    assert names(client, "?departement=38") == ["Grenoble", "Fontaine"]
    assert names(client, "?commune=38169&commune=59350") == ["Fontaine", "Lille"]
    assert names(client, "?epci=200040715&reseau=emmaus") == ["Grenoble"]
    assert names(client, "?region=32") == ["Lille"]
    assert names(client, "?region=94") == []
    answer = client.get(FILE + "?departement=38&reseau=emmaus")
    assert answer.headers["Content-Disposition"].endswith(
        '_00000000000000_lieux-de-mediation-numerique_isere-emmaus.csv"'
    )
    assert answer.headers["ETag"] != client.get(FILE).headers["ETag"]


@pytest.mark.parametrize(
    ("query", "sentence", "field"),
    [
        ("departement=999", "Aucun département n'a le numéro « 999 ».", "departement"),
        ("commune=Grenoble", "Aucune commune n'a le code INSEE « GRENOBLE ».", "commune"),
        ("reseau=x", "Le réseau « x » n'existe pas. Il y a : emmaus, partenaire, annuaire.", "reseau"),
    ],
)
def test_an_unknown_territory_is_said(query: str, sentence: str, field: str, client: Client) -> None:
    refused = client.get(f"{FILE}?{query}")
    assert (refused.status_code, refused.headers["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert refused.content.decode().replace("\u00a0", " ") == f"{sentence}\n"
    told = client.get(f"/donnees/lieux.geojson?{query}")
    assert told.status_code == 422
    assert {key: value.replace("\u00a0", " ") for key, value in told.json().items()} == {
        "erreur": sentence,
        "champ": field,
    }


def test_any_site_may_read_and_nobody_may_write(client: Client) -> None:
    asked = client.options(FILE, headers={"origin": "https://ailleurs.example", "access-control-request-method": "GET"})
    assert (asked.status_code, asked.headers["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    assert asked.headers["Access-Control-Allow-Origin"] == "*"
    refused = client.post(FILE)
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert client.get("/donnees/lieux.xlsx").status_code == 404
    assert "Access-Control-Allow-Origin" not in client.get("/robots.txt").headers


def sample(count: int) -> bytes:
    """A few hundred rows of the real file, the same each time, and those that have what is rare."""
    header, *lines = (DATA / "lieux.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    table = list(csv.DictReader([header, *lines]))
    rare = (
        "fiche_acces_libre",
        "autres_formations_labels",
        "prise_rdv",
        "structure_parente",
        "publics_specifiquement_adresses",
    )
    kept_rows = [row for row in table if any(row[column] for column in rare)][::8]
    chosen = {row["id"]: row for row in [*kept_rows, *random.Random(102).sample(table, count)]}
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, next(csv.reader([header])))
    writer.writeheader()
    writer.writerows(chosen.values())
    return text.getvalue().encode()


def exported() -> bytes:
    return b"".join(as_csv(rows()))


def test_exported_imported_into_nothing_and_exported_again_it_is_the_same() -> None:
    import_places(sample(120), source="lieux", now=NOW)
    first = exported()
    table = list(csv.DictReader(io.StringIO(first.decode(), newline="")))
    assert len(table) > 180
    assert Checker().problems(table) == []
    ImportedRecord.objects.all().delete()
    Location.objects.all().delete()
    import_places(first, source="autre", now=NOW)
    assert exported() == first


@time_machine.travel(NOW, tick=False)
def test_the_page(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_place(network="emmaus", facts_date=date(2020, 1, 1), phone="")
    make_place(opening_hours="", latitude=None, longitude=None)
    make_place(address="")
    client.get(FILE).getvalue()
    page = client.get("/donnees/").content.decode()
    for sentence in (
        "3 lieux d'aide numérique, au standard national.",
        "1 lieu n'a pas été vérifié depuis plus d'un an",
        "1 lieu n'a pas de téléphone.",
        "1 lieu n'a pas de coordonnées.",
        "1 lieu du site n'est pas dans les fichiers",
        "<code>presentation_<wbr>resume</code>",
        "http://testserver/donnees/lieux.geojson?reseau=emmaus",
        "· 1 ko",
    ):
        assert sentence in page
    with django_assert_num_queries(1):  # the numbers are kept as long as nothing changes
        client.get("/donnees/")


def test_nothing_yet(client: Client) -> None:
    assert client.get("/donnees/").status_code == 200
    answer: Any = client.get("/donnees/lieux.json")
    assert answer.getvalue() == b"[\n]\n"
    assert "Last-Modified" not in answer.headers
