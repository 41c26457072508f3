"""
A validator of rows against a Table Schema (frictionless), as strict as the schema means to be.

Types, `required`, `unique`, `pattern` and `maxLength`, each on the whole cell. The pattern of a column of several
values is not anchored at its beginning, so that "anything|Gratuit" passes: its list of values is read out of it, and
each value of the cell is compared.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

SCHEMA = Path(__file__).parent / "data" / "standard" / "schema.json"
SEVERAL = re.compile(r"\(\?:\(\?:\^\|\\\|\)\((?P<values>.*)\)\)\+\$", re.DOTALL)


def fields() -> list[dict[str, Any]]:
    """Return the fields of the standard's schema, in their order."""
    return json.loads(SCHEMA.read_text(encoding="utf-8"))["fields"]


def listed_values(pattern: str) -> set[str] | None:
    """Return the values of a pattern of several, None for another one."""
    found = SEVERAL.fullmatch(pattern)
    return {re.sub(r"\\(.)", r"\1", value) for value in found["values"].split("|")} if found else None


class Checker:
    """Checks rows of one table, each with its cells as text; keeps what must be unique."""

    def __init__(self) -> None:
        self.fields = fields()
        self.lists = {
            field["name"]: listed_values(field["constraints"]["pattern"])
            for field in self.fields
            if "pattern" in field["constraints"]
        }
        self.seen: set[str] = set()

    def problems(self, rows: Iterable[Mapping[str, str]]) -> list[str]:
        """Return what is wrong with these rows, one sentence each; nothing for a valid table."""
        return [problem for number, row in enumerate(rows, 2) for problem in self._row(number, row)]

    def _row(self, number: int, row: Mapping[str, str]) -> Iterable[str]:
        if list(row) != [field["name"] for field in self.fields]:
            yield f"{number}: columns {list(row)}"
            return
        for field in self.fields:
            name, cell, constraints = field["name"], row[field["name"]], field["constraints"]
            if not cell:
                if constraints.get("required"):
                    yield f"{number}: {name} is required"
                continue
            if not self._fits(field, cell):
                yield f"{number}: {name} is {cell!r}"
            if constraints.get("unique"):
                if cell in self.seen:
                    yield f"{number}: {name} is {cell!r} twice"
                self.seen.add(cell)

    def _fits(self, field: dict[str, Any], cell: str) -> bool:
        name, constraints = field["name"], field["constraints"]
        if cell != cell.strip() or len(cell) > constraints.get("maxLength", 1_000_000):
            return False
        if field["type"] == "number":
            return re.fullmatch(r"-?\d+(\.\d+)?", cell, re.ASCII) is not None
        if field["type"] == "date":
            return re.fullmatch(r"\d{4}-\d\d-\d\d", cell, re.ASCII) is not None and bool(date.fromisoformat(cell))
        if name not in self.lists:
            return True
        allowed = self.lists[name]
        if allowed is None:
            return re.fullmatch(constraints["pattern"], cell, re.ASCII) is not None
        values = cell.split("|")
        return len(values) == len(set(values)) and set(values) <= allowed
