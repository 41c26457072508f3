"""
The older standard of places (v0, 0.1.1), read into the cells of v1.0.2. Pure.

Columns after the standard's own list of changes (« descriptif des évolutions », LaMednum/standard-mediation-num);
services after the table by which the national file that the project ships was made. What v1 has no sure word for is
told, never guessed.
"""

import re
from collections.abc import Callable, Mapping

from locations.standard.rows import COLUMNS, label_key

RENAMED = {
    "courriel": "courriels",
    "conditions_acces": "frais_a_charge",
    "conditions_access": "frais_a_charge",
    "labels_autres": "autres_formations_labels",
    "accessibilite": "fiche_acces_libre",
}
SPLIT_UP = ("labels_nationaux", "publics_accueillis")
DROPPED = ("cle_ban",)
OLDER_COLUMNS = frozenset({*RENAMED, *SPLIT_UP, *DROPPED})
"""Those by which a file is known as v0: later versions have none of them."""

REQUIRED = ("id", "nom")
"""The columns without which no row of a file could be kept; v0 files leave out those that they do not fill."""

_PAPERWORK = "Aide aux démarches administratives"
_EVERYDAY = "Maîtrise des outils numériques du quotidien"
_CULTURE = "Compréhension du monde numérique"
_JOBS = "Insertion professionnelle via le numérique"
_ACCESS = "Accès internet et matériel informatique"

SERVICES = {
    "Devenir autonome dans les démarches administratives": _PAPERWORK,
    "Réaliser des démarches administratives avec un accompagnement": _PAPERWORK,
    "Accompagner les démarches de santé": _PAPERWORK,
    "Prendre en main un smartphone ou une tablette": _EVERYDAY,
    "Prendre en main un ordinateur": _EVERYDAY,
    "Utiliser le numérique au quotidien": _EVERYDAY,
    "Approfondir ma culture numérique": _CULTURE,
    "Promouvoir la citoyenneté numérique": _CULTURE,
    "Favoriser mon insertion professionnelle": _JOBS,
    "Créer et développer mon entreprise": _JOBS,
    "Accéder à une connexion internet": _ACCESS,
    "Accéder à du matériel": _ACCESS,
    "S'équiper en matériel informatique": "Acquisition de matériel informatique à prix solidaire",
    "Créer avec le numérique": "Loisirs et créations numériques",
    "Soutenir la parentalité et l'éducation avec le numérique": "Parentalité et éducation avec le numérique",
}
FEES = {
    "Gratuit": "Gratuit",
    "Gratuit sous condition": "Gratuit sous condition",
    "Payant": "Payant",
    "Adhésion": "Payant",
}
PROGRAMMES = {
    "Aidants Connect": "Aidants Connect",
    "CNFS": "Conseillers numériques",
    "France Services": "France Services",
    "Grandes écoles du numérique": "Grande école du numérique",
    "Point numérique CAF": "Point d'accès numérique CAF",
}
LABELS = {"Fabriques de Territoire": "Fabriques de Territoire"}
SUPPORT = {
    "Seul": "En autonomie",
    "Avec de l'aide": "Accompagnement individuel",
    "Dans un atelier": "Dans un atelier collectif",
}
AUDIENCES = {
    "Jeunes (16-26 ans)": "Jeunes",
    "Familles/enfants": "Familles et/ou enfants",
    "Seniors (+ 65 ans)": "Seniors",
    "Uniquement femmes": "Femmes",
}
CARE = {
    "Déficience visuelle": "Déficience visuelle",
    "Surdité": "Surdité",
    "Handicaps mentaux": "Handicaps mentaux",
    "Personnes en situation d'illettrisme": "Illettrisme",
}
EVERYBODY = "Adultes"
"""v0 says whom a place receives, v1 whom it is for: where adults are received too, no other age is singled out."""

_NOT_SINGLED_OUT = {"Jeunes", "Familles et/ou enfants", "Seniors"}
_UNKNOWN = "Cette valeur de l'ancien standard n'a pas d'équivalent : elle n'est pas reprise."
_EXPLAINED = re.compile(r"\s*:\s")  # "Payant : l'accès au lieu et/ou à ses services est payant"

Row = Mapping[str, str]
Report = Callable[[str, str, str], None]
"""column, value, reason"""


def is_older(columns: frozenset[str]) -> bool:
    """Whether a file with these columns is of v0."""
    return bool(columns & OLDER_COLUMNS)


def newer_row(row: Row, report: Report) -> dict[str, str]:
    """The 32 cells of v1.0.2 that a row of v0 amounts to; cells that are of v1 already are kept as they are."""
    cells = {column: row.get(column) or "" for column in COLUMNS}
    said_as = {}
    for older, column in RENAMED.items():
        if row.get(older) and not cells[column]:
            cells[column], said_as[column] = row[older], older
    for column, table in (("services", SERVICES), ("modalites_accompagnement", SUPPORT), ("frais_a_charge", FEES)):
        (cells[column],) = _translated(said_as.get(column, column), cells[column], report, table)
    programmes, labels = _translated("labels_nationaux", row.get("labels_nationaux") or "", report, PROGRAMMES, LABELS)
    cells["dispositif_programmes_nationaux"] = cells["dispositif_programmes_nationaux"] or programmes
    cells["formations_labels"] = cells["formations_labels"] or labels
    audiences, care, everybody = _translated(
        "publics_accueillis", row.get("publics_accueillis") or "", report, AUDIENCES, CARE, {EVERYBODY: EVERYBODY}
    )
    if everybody:
        audiences = "|".join(name for name in audiences.split("|") if name not in _NOT_SINGLED_OUT)
    cells["publics_specifiquement_adresses"] = cells["publics_specifiquement_adresses"] or audiences
    cells["prise_en_charge_specifique"] = cells["prise_en_charge_specifique"] or care
    if "|" not in cells["typologie"]:
        cells["typologie"] = "|".join(part.strip() for part in re.split("[;,]", cells["typologie"]))
    for column in ("courriels", "autres_formations_labels"):
        cells[column] = cells[column].replace(";", "|")
    return cells


def _translated(column: str, text: str, report: Report, *tables: Mapping[str, str]) -> list[str]:
    """The cell of each table; a value that v1 knows already is its own translation, one that none knows is told."""
    known = [{label_key(old): new for old, new in table.items()} for table in tables]
    known = [{**table, **{label_key(new): new for new in table.values()}} for table in known]
    found: list[list[str]] = [[] for _table in tables]
    for value in _values(text, frozenset(key for table in known for key in table)):
        homes = [(index, table[_key(value)]) for index, table in enumerate(known) if _key(value) in table]
        if not homes:
            report(column, value, _UNKNOWN)
        for index, name in homes:
            found[index].append(name)
    return ["|".join(dict.fromkeys(names)) for names in found]


def _values(text: str, known: frozenset[str]) -> list[str]:
    """
    The values of a cell: between bars or semicolons, else between commas.

    A comma may also stand inside a value: pieces that are known together are one, and so is what explains a known one.
    """
    values: list[str] = []
    for part in (part.strip() for part in re.split("[|;]", text)):
        pieces = part.split(",")
        if _key(part) in known and not any(label_key(piece) in known for piece in pieces[1:]):
            values.append(part)
            continue
        values += [piece.strip() for piece in pieces]
    return [value for value in values if value]


def _key(value: str) -> str:
    """What identifies a value: what stands before its explanation."""
    return label_key(_EXPLAINED.split(value, maxsplit=1)[0])
