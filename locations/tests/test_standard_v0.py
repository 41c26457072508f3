"""The older standard: its columns, its words, and what has none today."""

import csv
import io
import json
from collections import Counter

import pytest

from locations.choices import Service
from locations.standard.files import Reading, WrongColumns, read_file
from locations.standard.rows import COLUMNS, Place, Problem
from locations.standard.v0 import AUDIENCES, CARE, FEES, LABELS, PROGRAMMES, SERVICES, SUPPORT
from locations.tests.factories import DATA

ROW = {
    "id": "lieu-1",
    "nom": "Espace numérique",
    "commune": "Bourg-en-Bresse",
    "code_postal": "1000",
    "adresse": "1 rue de la Paix",
    "date_maj": "2022-06-02",
    "services": "Prendre en main un ordinateur;Accéder à du matériel",
    "conditions_acces": "Gratuit",
}


def as_csv(*rows: dict[str, str], delimiter: str = ",") -> bytes:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, restval="", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def read(**cells: str) -> tuple[Place, list[Problem]]:
    reading = read_file(as_csv({**ROW, **cells}))
    (place,) = reading.places
    return place, [problem for problem in reading.problems if problem.column in cells]


def test_a_real_file_is_read() -> None:
    reading = read_file((DATA / "extrait_v0.json").read_bytes())
    assert (reading.version, reading.rows, len(reading.places)) == ("0", 13, 13)
    first = reading.places[0]
    assert (first.standard_id, first.line, first.latitude) == ("626809503a929e0790b16cf7", 1, 48.845)
    assert (first.services, first.fees, first.programmes) == (
        [Service.EVERYDAY_TOOLS, Service.CULTURE],
        ["gratuit"],
        ["conseillers-numeriques"],
    )
    assert Counter(tuple(place.programmes) for place in reading.places) == {
        ("conseillers-numeriques",): 5,
        ("conseillers-numeriques", "france-services"): 5,
        ("aidants-connect", "conseillers-numeriques"): 3,
    }
    assert [(problem.line, problem.column, problem.value) for problem in reading.problems] == [
        (8, "telephone", "+3315873272"),
        (10, "telephone", "+0147985927"),
        (11, "telephone", "+33"),
        (12, "horaires", "Mo 09:00"),
        (12, "pivot", "34106240403159/APE:8790B"),
        (13, "telephone", "+33"),
    ]


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_csv_too_and_the_columns_that_it_leaves_out_are_empty(delimiter: str) -> None:
    reading = read_file(as_csv(ROW, delimiter=delimiter))
    (place,) = reading.places
    assert (reading.version, place.postcode, place.services) == ("0", "01000", [Service.EVERYDAY_TOOLS, Service.ACCESS])
    assert (place.raw["frais_a_charge"], place.raw["services"]) == (
        "Gratuit",
        "Maîtrise des outils numériques du quotidien|Accès internet et matériel informatique",
    )
    assert tuple(place.raw) == COLUMNS
    assert [(problem.column, problem.reason) for problem in reading.problems] == [
        ("latitude", "Pas de coordonnées : le lieu est trouvé par sa commune, sans distance."),
        ("code_postal", "Il manque un zéro au début : lu 01000."),
    ]


@pytest.mark.parametrize(
    ("cells", "attribute", "value"),
    [
        ({"courriel": "a@exemple.invalid;b@exemple.invalid"}, "emails", ["a@exemple.invalid", "b@exemple.invalid"]),
        ({"accessibilite": "https://acceslibre.exemple/x"}, "acceslibre_url", "https://acceslibre.exemple/x"),
        ({"labels_autres": "SudLabs;Nièvre numérique"}, "other_labels", ["SudLabs", "Nièvre numérique"]),
        ({"typologie": "CCAS, RFS"}, "kinds", ["CCAS", "RFS"]),
        ({"cle_ban": "51454_0001_00012"}, "address", "1 rue de la Paix"),
        ({"conditions_acces": "", "conditions_access": "Payant, Gratuit"}, "fees", ["gratuit", "payant"]),
        ({"conditions_acces": "Adhésion : L'accès au lieu nécessite d'y adhérer"}, "fees", ["payant"]),
        (
            {"conditions_acces": "Gratuit sous condition : la gratuité dépend de critères (adhésion, famille)"},
            "fees",
            ["gratuit-sous-condition"],
        ),
        (
            {"modalites_accompagnement": "Seul : j'ai accès à du matériel, Dans un atelier"},
            "support_modes",
            ["en-autonomie", "dans-un-atelier-collectif"],
        ),
        ({"labels_nationaux": "CNFS;Fabriques de Territoire"}, "training_labels", ["fabriques-de-territoire"]),
        ({"labels_nationaux": "CNFS;Fabriques de Territoire"}, "programmes", ["conseillers-numeriques"]),
        ({"publics_accueillis": "Seniors (+ 65 ans);Surdité"}, "audiences", ["seniors"]),
        ({"publics_accueillis": "Seniors (+ 65 ans);Surdité"}, "specific_care", ["surdite"]),
        ({"publics_accueillis": "Adultes, Seniors (+ 65 ans), Uniquement femmes"}, "audiences", ["femmes"]),
        ({"services": "Accéder à du matériel, Créer avec le numérique"}, "services", [Service.LEISURE, Service.ACCESS]),
        ({"services": "Aide aux démarches administratives|S’équiper en matériel informatique"}, "services",
         [Service.PAPERWORK, Service.EQUIPMENT]),
    ],
)  # fmt: skip
def test_older_words_become_todays(cells: dict[str, str], attribute: str, value: object) -> None:
    place, problems = read(**cells)
    assert getattr(place, attribute) == value
    assert problems == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("labels_nationaux", "APTIC"),
        ("labels_nationaux", "Point relais CAF"),
        ("publics_accueillis", "Public langues étrangères"),
        ("conditions_acces", "Accepte le Pass numérique"),
        ("modalites_accompagnement", "A ma place"),
        ("services", "Jouer aux échecs"),
    ],
)
def test_what_has_no_equivalent_is_told_and_never_guessed(column: str, value: str) -> None:
    place, problems = read(**{column: value})
    assert problems == [
        Problem(2, column, value, "Cette valeur de l'ancien standard n'a pas d'équivalent : elle n'est pas reprise.")
    ]
    assert (place.services if column == "services" else place.fees if column == "conditions_acces" else []) == []


def test_every_older_word_has_a_word_of_today() -> None:
    """The right-hand sides are labels of the standard in force: the reader of v1 takes each without a remark."""
    columns = {
        "services": SERVICES, "frais_a_charge": FEES, "dispositif_programmes_nationaux": PROGRAMMES,
        "formations_labels": LABELS, "modalites_accompagnement": SUPPORT,
        "publics_specifiquement_adresses": AUDIENCES, "prise_en_charge_specifique": CARE,
    }  # fmt: skip
    row = {**dict.fromkeys(COLUMNS, ""), **ROW, **{name: "|".join(table.values()) for name, table in columns.items()}}
    del row["conditions_acces"]
    reading = read_file(json.dumps([row]).encode())
    assert (reading.version, [problem for problem in reading.problems if problem.column in columns]) == ("1.0.2", [])
    assert len(SERVICES) == 15
    assert len(reading.places[0].services) == 8


def test_an_older_file_with_a_column_that_nobody_knows_is_refused() -> None:
    with pytest.raises(WrongColumns, match="Colonnes inconnues : horoscope"):
        read_file(as_csv({**ROW, "horoscope": "poissons"}))
    assert isinstance(read_file(as_csv(ROW)), Reading)
