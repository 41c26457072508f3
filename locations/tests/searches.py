"""The searches that a person would type, what each should find, and the table of docs/finder.md that says so."""

import csv
from dataclasses import dataclass
from pathlib import Path

from locations.selectors.meanings import Meanings, meanings
from locations.tests.factories import DATA

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "finder.md"
BEGIN, END = "<!-- recherches : début -->", "<!-- recherches : fin -->"
SHOWN = 3
NOTHING = "rien"
YES_NO = {True: "oui", False: "**non**"}


@dataclass(frozen=True, slots=True)
class Tried:
    """A search of the file, and what the site answers to it."""

    typed: str
    expected: str
    kind: str
    answer: Meanings

    @property
    def labels(self) -> list[str]:
        return [choice.label for choice in self.answer.choices]

    @property
    def is_right(self) -> bool:
        """Among the first three choices; or unknown where it should be."""
        return self.expected in self.labels[:SHOWN] if self.expected else not self.labels


def try_all() -> list[Tried]:
    """Search for each line of the file."""
    with (DATA / "recherches.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [Tried(row["cherche"], row["attendu"], row["sorte"], meanings(row["cherche"])) for row in rows]


def table(tried: list[Tried]) -> str:
    """The table of the document, between its two marks."""
    right = sum(one.is_right for one in tried)
    lines = [
        BEGIN,
        "",
        f"{len(tried)} recherches, {right} avec la bonne réponse dans les trois premiers choix "
        f"({right / len(tried):.1%}).".replace(".", ",", 1).replace("%", " %"),
        "",
        "| On écrit | C'est | On attend | Le site répond | |",
        "| --- | --- | --- | --- | --- |",
        *(
            f"| `{one.typed}` | {one.kind} | {one.expected or NOTHING} | {_answered(one)} | {YES_NO[one.is_right]} |"
            for one in tried
        ),
        "",
        END,
    ]
    return "\n".join(lines)


def in_document() -> str:
    """The table as the document has it."""
    text = DOCUMENT.read_text(encoding="utf-8")
    return text[text.index(BEGIN) : text.index(END) + len(END)]


def write_document(tried: list[Tried]) -> None:
    """Put the table in the document."""
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(text.replace(in_document(), table(tried)), encoding="utf-8")


def _answered(one: Tried) -> str:
    more = len(one.labels) - SHOWN
    said = " · ".join(one.labels[:SHOWN]) + (
        f" · et {more} autres" if more > 1 else " · et un autre" if more == 1 else ""
    )
    return f"{said} — {one.answer.remark}" if said and one.answer.remark else said or NOTHING
