import json
from datetime import date
from typing import Any

import pytest

from locations.standard.files import (
    EmptyFile,
    NotText,
    TruncatedFile,
    UnreadableFile,
    WrongColumns,
    read_file,
)
from locations.standard.rows import COLUMNS, Place, Problem, read_place
from locations.tests.factories import ROW, csv_text


def read(**cells: str) -> tuple[Place | None, list[Problem]]:
    return read_place({**dict.fromkeys(COLUMNS, ""), **ROW, **cells}, 2)


def kept(**cells: str) -> Place:
    place, _problems = read(**cells)
    assert place is not None
    return place


def test_a_row_becomes_a_place_without_a_problem() -> None:
    place, problems = read()
    assert problems == []
    assert place is not None
    assert (place.standard_id, place.name, place.town, place.postcode) == (
        "lieu-1",
        "Médiathèque de l’Été",
        "Reims",
        "51100",
    )
    assert (place.latitude, place.longitude) == (49.25, 4.03)
    assert place.phone == "+33326000000"
    assert place.opening_hours == "Mo-Fr 09:00-12:00"
    assert place.facts_date == date(2024, 4, 2)
    assert place.services == ["aide-aux-demarches-administratives", "acces-internet-et-materiel-informatique"]
    assert place.fees == ["gratuit"]
    assert place.raw["telephone"] == "03 26 00 00 00"


def test_days_listed_with_blanks_are_read_as_days() -> None:
    place = kept(horaires="Mo, Tu, Th 14:00-18:00; We, Fr 09:00-12:00, 14:00-18:00")
    assert place.opening_hours == "Mo,Tu,Th 14:00-18:00; We,Fr 09:00-12:00, 14:00-18:00"


@pytest.mark.parametrize(
    ("cells", "column", "attribute", "value"),
    [
        ({"latitude": "999", "longitude": "2"}, "latitude", "latitude", None),
        ({"latitude": "0", "longitude": "0.0"}, "latitude", "longitude", None),
        ({"latitude": "nan", "longitude": "2"}, "latitude", "latitude", None),
        ({"latitude": "48.8"}, "latitude", "latitude", 48.8),
        ({"latitude": "", "longitude": "2"}, "latitude", "longitude", None),
        ({"code_postal": "ABCDE"}, "code_postal", "postcode", ""),
        ({"code_postal": "1000"}, "code_postal", "postcode", "01000"),
        ({"code_insee": "0NULL"}, "code_insee", "insee_code", ""),
        ({"telephone": "appeler la mairie"}, "telephone", "phone", ""),
        ({"horaires": "du lundi au vendredi"}, "horaires", "opening_hours_text", "du lundi au vendredi"),
        ({"date_maj": "1970-01-01"}, "date_maj", "facts_date", None),
        ({"date_maj": "02/05/2022"}, "date_maj", "facts_date", None),
        ({"prise_rdv": "javascript:alert(1)"}, "prise_rdv", "booking_url", ""),
        ({"site_web": "https://[exemple.fr"}, "site_web", "websites", []),
        ({"frais_a_charge": "bidon|Gratuit"}, "frais_a_charge", "fees", ["gratuit"]),
        ({"commune": ""}, "commune", "town", ""),
        ({"presentation_resume": "a" * 300}, "presentation_resume", "summary", "a" * 279 + "…"),
    ],
)
def test_what_cannot_be_read_is_a_problem_and_the_row_is_kept(
    cells: dict[str, str], column: str, attribute: str, value: Any
) -> None:
    place, problems = read(**cells)
    assert place is not None
    assert getattr(place, attribute) == value
    assert [(problem.line, problem.refuses) for problem in problems if problem.column == column] == (
        [] if cells == {"latitude": "48.8"} else [(2, False)]
    )


@pytest.mark.parametrize("column", ["id", "nom"])
def test_a_row_without_identifier_or_name_is_refused(column: str) -> None:
    assert read(**{column: " "}) == (
        None,
        [Problem(2, column, "", "Cette information est obligatoire : ligne refusée.", refuses=True)],
    )


def test_labels_are_compared_without_apostrophes_case_or_spaces() -> None:
    place = kept(
        modalites_acces="Ce lieu n’accueille pas de public",
        formations_labels="Étapes numériques (La Poste)",
        publics_specifiquement_adresses="familles ET/OU enfants;Seniors",
    )
    assert place.access_modes == ["ce-lieu-naccueille-pas-de-public"]
    assert place.training_labels == ["etapes-numeriquesla-poste"]
    assert place.audiences == ["familles-etou-enfants", "seniors"]


def test_the_stop_gap_siret_is_no_key_and_a_bare_address_gets_its_scheme() -> None:
    place = kept(pivot="00000000000000", site_web="exemple.fr/lieu|https://exemple.org")
    assert place.pivot == ""
    assert place.websites == ["https://exemple.fr/lieu", "https://exemple.org"]


def test_control_characters_are_cleaned_and_the_rest_of_the_world_is_kept() -> None:
    assert (
        kept(nom='A\x00B "quoted" 🙂 \u0645\u0631\u062d\u0628\u0627').name
        == 'A B "quoted" 🙂 \u0645\u0631\u062d\u0628\u0627'
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_the_encodings_people_send_are_read(encoding: str, delimiter: str) -> None:
    reading = read_file(csv_text(ROW, delimiter=delimiter).encode(encoding))
    assert [(place.name, place.line) for place in reading.places] == [("Médiathèque de l’Été", 2)]
    assert reading.problems == []


def test_a_wrong_number_of_columns_in_the_middle_refuses_that_line_alone() -> None:
    text = csv_text(ROW) + "trop,court\r\n" + csv_text({**ROW, "id": "lieu-2"}).split("\r\n", 1)[1]
    reading = read_file(text.encode())
    assert [place.standard_id for place in reading.places] == ["lieu-1", "lieu-2"]
    assert reading.problems == [Problem(3, "", "", "2 colonnes au lieu de 32 : ligne refusée.", refuses=True)]
    assert reading.rows == 3


def test_the_second_of_one_identifier_is_refused() -> None:
    reading = read_file(csv_text(ROW, ROW).encode())
    assert len(reading.places) == 1
    assert reading.problems == [
        Problem(3, "id", "lieu-1", "Cet identifiant est déjà à la ligne 2 : ligne refusée.", refuses=True)
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_line_number_counts_the_lines_inside_quoted_texts(newline: str) -> None:
    text = csv_text({**ROW, "presentation_detail": "un\ndeux\ntrois"}, {**ROW, "id": "b", "code_postal": "ABCDE"})
    reading = read_file(text.replace("\r\n", newline).encode())
    assert [problem.line for problem in reading.problems] == [5]


def test_json_says_what_csv_says() -> None:
    row = {**dict.fromkeys(COLUMNS, ""), **ROW, "telephone": None, "services": ROW["services"].split("|")}
    sparse = {"id": "lieu-2", "nom": "Autre", "latitude": 48.80, "longitude": 2.5, "code_postal": "93000"}
    odd = ["pas un lieu", {"id": "c", "nom": {"fr": "C"}}, {"id": "d", "nom": "D\u0000\ud800"}]
    data = json.dumps({"lieux": [row, sparse, *odd]}).encode()
    reading = read_file(data)
    first, second, last = reading.places
    assert (reading.version, reading.encoding, reading.rows) == ("1.0.2", "utf-8", 5)
    assert {**first.raw, "telephone": "03 26 00 00 00"} == kept().raw
    assert (first.line, second.line, second.raw["latitude"], second.latitude) == (1, 2, "48.8", 48.8)
    assert last.name == "D ?"
    assert [problem for problem in reading.problems if problem.refuses] == [
        Problem(3, "", "", "Ce n'est pas un lieu : ligne refusée.", refuses=True),
        Problem(4, "", "", "« nom » n'est ni un texte ni un nombre : ligne refusée.", refuses=True),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_json_is_read_in_the_encodings_people_send(encoding: str) -> None:
    data = json.dumps([ROW], ensure_ascii=False).encode(encoding)
    assert [place.name for place in read_file(data).places] == ["Médiathèque de l’Été"]


def whole() -> bytes:
    return csv_text(ROW, {**ROW, "id": "lieu-2", "presentation_detail": "une phrase, avec virgule"}).encode()


@pytest.mark.parametrize(
    ("data", "kind", "sentence"),
    [
        (b"", EmptyFile, "Le fichier est vide."),
        (b" \n ", EmptyFile, "Le fichier est vide."),
        (b"PK\x03\x04rest", NotText, "Ce fichier n'est ni un CSV ni un JSON. Dans le tableur"),
        (b"<!doctype html>", NotText, "Ce fichier est une page internet."),
        ("".encode("utf-16"), EmptyFile, "Le fichier est vide."),
        (" \n".encode("utf-16"), EmptyFile, "Le fichier est vide."),
        ("<!doctype html>".encode("utf-16"), NotText, "Ce fichier est une page internet."),
        ("id,nom\na\x00,b\n".encode("utf-16"), NotText, "Ce fichier ne peut pas être lu : il contient"),
        (b'[{"id": 1, "\\ud800\\u0000": 1}]', WrongColumns, "Ce fichier n'a pas les colonnes"),
        (b'[{"id": 1}]', WrongColumns, "Ce fichier n'a pas les colonnes du standard national, version 1.0.2."),
        (b'[{"id": 1, "nom": "a"}, {"autre": 2}]', WrongColumns, "Ce fichier n'a pas les colonnes"),
        (b'"un texte"', WrongColumns, "Ce fichier n'a pas les colonnes"),
        (b'{"lieux": 1}', WrongColumns, "Ce JSON n'est pas une liste de lieux."),
        (b'[{"id": 1,]', NotText, "Ce fichier n'est pas un JSON lisible."),
        (b'[{"id": "1", "nom": "a"}, {"id": "2', TruncatedFile, "Le fichier est coupé avant la fin du JSON"),
        (b"id,nom\na,b\n", WrongColumns, "Ce fichier n'a pas les colonnes du standard national, version 1.0.2"),
        (csv_text(ROW, columns=(*COLUMNS, "autre")).encode(), WrongColumns, "Ce fichier n'a pas les colonnes"),
        (whole()[:-40], TruncatedFile, "Le fichier est coupé à la ligne 3"),
        (whole()[: whole().index(b"une phrase, avec") + 8], TruncatedFile, "Le fichier est coupé à la ligne 3, au"),
        (whole()[: whole().index("è".encode()) + 1], TruncatedFile, "Le fichier est coupé au milieu d'un caractère"),
        (whole().decode().encode("utf-16")[:-3], TruncatedFile, "Le fichier est coupé"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_trusted_is_refused_with_a_sentence(
    data: bytes, kind: type[UnreadableFile], sentence: str
) -> None:
    with pytest.raises(kind) as refusal:
        read_file(data)
    words = str(refusal.value)
    assert words.startswith(sentence)
    assert "\x00" not in words.encode().decode()  # a report keeps them: half a character could not be


def test_cut_anywhere_a_file_never_breaks_and_never_invents() -> None:
    data = whole()
    for length in range(len(data)):
        try:
            reading = read_file(data[:length])
        except UnreadableFile:
            continue
        assert [place.standard_id for place in reading.places] in ([], ["lieu-1"], ["lieu-1", "lieu-2"])
