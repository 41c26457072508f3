"""Our validator itself: it must refuse what the schema's unanchored patterns let pass."""

import csv

import pytest

from locations.choices import Service
from locations.standard.rows import COLUMNS
from locations.tests.factories import ROW
from locations.tests.table_schema import SCHEMA, Checker, fields, listed_values


def row(**cells: str) -> dict[str, str]:
    return {column: (ROW | {"telephone": "+33326000000"} | cells).get(column, "") for column in COLUMNS}


def test_the_official_example_is_valid() -> None:
    with (SCHEMA.parent / "exemple-valide.csv").open(encoding="utf-8", newline="") as file:
        assert Checker().problems(csv.DictReader(file)) == []


def test_the_lists_are_read_out_of_the_patterns() -> None:
    constraints = {field["name"]: field["constraints"] for field in fields()}
    assert tuple(constraints) == COLUMNS
    assert listed_values(constraints["services"]["pattern"]) == {str(label) for label in Service.labels}
    assert listed_values(constraints["code_postal"]["pattern"]) is None


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("id", ""),
        ("pivot", ""),
        ("pivot", "12345678"),
        ("code_postal", "1000"),
        ("code_insee", "99"),
        ("latitude", "49,25"),
        ("longitude", "4.03 "),
        ("telephone", "0326000000"),
        ("date_maj", "02/04/2024"),
        ("date_maj", "2024-4-2"),
        ("presentation_resume", "a" * 281),
        ("frais_a_charge", "bidon|Gratuit"),  # the schema's own pattern lets it pass
        ("frais_a_charge", "Gratuit|Gratuit"),
        ("services", "Aide aux démarches administratives;Loisirs et créations numériques"),
        ("modalites_acces", "Ce lieu n’accueille pas de public"),
    ],
)
def test_what_is_wrong_is_found(column: str, cell: str) -> None:
    assert Checker().problems([row()]) == []
    assert len(Checker().problems([row(**{column: cell})])) == 1


def test_an_identifier_stands_once() -> None:
    assert Checker().problems([row(), row()]) == ["3: id is 'lieu-1' twice"]
