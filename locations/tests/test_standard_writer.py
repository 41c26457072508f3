"""Rows written are valid, in the standard's words, and the same again once read. Nothing here needs a database."""

import csv
import io
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locations import choices
from locations.standard.fields import FIELDS as TOLD
from locations.standard.rows import COLUMNS, FIELDS, Place, read_place
from locations.standard.writer import FACTS, REQUIRED, as_csv, as_geojson, as_json, is_valid, row_of
from locations.tests.factories import ROW
from locations.tests.table_schema import Checker, fields


def facts_of(place: Place) -> dict[str, Any]:
    return {"standard_id": place.standard_id, **{name: getattr(place, name) for name in FIELDS}}


def facts(**said: Any) -> dict[str, Any]:
    place, _problems = read_place(ROW, 2)
    return facts_of(place) | said


def read(pieces: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(pieces).decode(), newline="")))


def test_what_is_required_and_told_is_what_the_schema_says() -> None:
    schema = fields()
    assert (
        [field["name"] for field in schema]
        == list(COLUMNS)
        == [column.name for column in TOLD]
        == list(row_of(facts()))
    )
    assert [field["name"] for field in schema if field["constraints"].get("required")] == list(REQUIRED)
    example = {column.name: column.example for column in TOLD}
    assert Checker().problems([example | {"fiche_acces_libre": "https://acceslibre.beta.gouv.fr/"}]) == []


def test_the_three_formats_of_one_place() -> None:
    row = row_of(facts(phone="+33326000000", summary='Dit « oui », et "non"', facts_date=date(2024, 4, 2)))
    text = b"".join(as_csv([row])).decode()
    header, line, end = text.split("\r\n")
    assert header == ",".join(COLUMNS)
    assert line == (
        "lieu-1,43493312300029,Médiathèque de l’Été,Reims,51100,51454,12 bis rue de la Paix,,49.25,4.03,,"
        "+33326000000,,,"
        'Mo-Fr 09:00-12:00,"Dit « oui », et ""non""",,,,,2024-04-02,'
        "Aide aux démarches administratives|Accès internet et matériel informatique,,,Gratuit,,,,,,,"
    )
    assert end == ""

    (told,) = json.loads(b"".join(as_json([row])))
    assert list(told) == list(COLUMNS)
    assert (told["latitude"], told["courriels"], told["frais_a_charge"]) == (49.25, None, "Gratuit")

    collection = json.loads(b"".join(as_geojson([row, row_of(facts(latitude=None, longitude=None))])))
    assert collection["type"] == "FeatureCollection"
    assert [feature["geometry"] for feature in collection["features"]] == [
        {"type": "Point", "coordinates": [4.03, 49.25]},
        None,
    ]
    assert collection["features"][0]["properties"] == told


@pytest.mark.parametrize("write", [as_csv, as_json, as_geojson])
def test_no_rows_and_many(write: Any) -> None:
    def count(rows: int) -> int:
        body = b"".join(write(row_of(facts(standard_id=str(number))) for number in range(rows)))
        if write is as_csv:
            return len(list(csv.DictReader(io.StringIO(body.decode()))))
        answer = json.loads(body)
        return len(answer) if isinstance(answer, list) else len(answer["features"])

    assert [count(rows) for rows in (0, 1, 500, 501)] == [0, 1, 500, 501]


@pytest.mark.parametrize(
    ("said", "column", "cell"),
    [
        ({"pivot": ""}, "pivot", "00000000000000"),
        ({"fees": ["payant", "gratuit"]}, "frais_a_charge", "Gratuit|Payant"),
        ({"fees": ["bidon"]}, "frais_a_charge", ""),
        ({"training_labels": ["etapes-numeriquesla-poste"]}, "formations_labels", "Étapes numériques(La Poste)"),
        ({"phone": "3939"}, "telephone", ""),  # no room for short numbers in the standard
        ({"phone": "+687250000"}, "telephone", "+687250000"),
        ({"insee_code": "99999X"}, "code_insee", ""),
        ({"kinds": ["EPN", "", "EPN", "BIB|RFS"]}, "typologie", "EPN|BIB/RFS"),
        ({"websites": ["https://a.fr/?x=1|2"]}, "site_web", "https://a.fr/?x=1%7C2"),
        ({"description": "Un\r\ndeux \x07\r\n"}, "presentation_detail", "Un\ndeux"),
        ({"name": "Cafe\u0301\nnumérique"}, "nom", "Café numérique"),
        # The file is for programs, to the letter: no apostrophe is put before what a spreadsheet would compute.
        ({"name": "=1+1"}, "nom", "=1+1"),
    ],
)
def test_cells(said: dict[str, Any], column: str, cell: str) -> None:
    row = row_of(facts(**said))
    assert row[column] == cell
    assert is_valid(row)


@pytest.mark.parametrize(
    "said",
    [
        {"name": " "},
        {"town": ""},
        {"address": ""},
        {"postcode": ""},
        {"postcode": "1000"},
        {"facts_date": None},
        {"pivot": "1"},
    ],
)
def test_a_place_that_lacks_what_is_required_has_no_valid_row(said: dict[str, Any]) -> None:
    assert not is_valid(row_of(facts(**said)))


# What staff may type. Their lists of free values are made of words; a ";" there would be read as the old separator.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
words = st.lists(st.text("abcé |=+", max_size=8), max_size=3)


@given(
    texts.filter(str.strip), texts, texts, words, words,
    st.lists(st.sampled_from(choices.Service.values)), st.lists(st.sampled_from(choices.AccessMode.values)),
    st.floats(-90, 90), st.sampled_from(["", "Mo 09:00-12:00", "Tu[1,3] 14:00-17:00; PH off"]),
    st.dates(date(2000, 1, 1)),
)  # fmt: skip
def test_what_is_written_is_valid_and_the_same_once_read(
    name: str, address: str, description: str, kinds: list[str], labels: list[str],
    services: list[str], modes: list[str], latitude: float, hours: str, day: date,
) -> None:  # fmt: skip
    row = row_of(
        facts(
            name=name, address=address, description=description, kinds=kinds, other_labels=labels, services=services,
            access_modes=modes, latitude=latitude, opening_hours=hours, facts_date=day,
        )
    )  # fmt: skip
    if not is_valid(row):
        assert not row["nom"] or not row["adresse"]
        return
    written = read(as_csv([row]))
    assert [problem for problem in Checker().problems(written) if "itude" not in problem] == []
    place, _problems = read_place(written[0], 2)
    assert b"".join(as_csv([row_of(facts_of(place))])) == b"".join(as_csv([row]))
    assert set(FACTS) == set(facts_of(place))
