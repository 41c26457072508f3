"""
Make the table that `core.lint.css_chrome100` reads: what CSS has gained since Chrome 100, and in which version.

The facts are MDN's (browser-compat-data, CC0). To take newer ones:
`npm pack @mdn/browser-compat-data`, unpack it, then `python -m core.lint.chrome_table package/data.json`.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

OLDEST = 100  # the oldest Chrome in which every page must be complete
TABLE = Path(__file__).with_name("newer_than_chrome_100.json")
NEVER = None  # no Chrome has it

UNITS = {
    "viewport_percentage_units_dynamic": "dvw dvh dvi dvb dvmin dvmax",
    "viewport_percentage_units_large": "lvw lvh lvi lvb lvmin lvmax",
    "viewport_percentage_units_small": "svw svh svi svb svmin svmax",
    "container_query_length_units": "cqw cqh cqi cqb cqmin cqmax",
}
FAMILIES = ("color", "basic-shape", "image", "easing-function")
"""Types whose members are functions; the others stand at the first level."""


def first_version(feature: dict[str, Any]) -> float | None:
    """Return the first Chrome since which the feature is there without a flag or a prefix."""
    statements = feature["__compat"]["support"]["chrome"]
    versions = []
    for statement in statements if isinstance(statements, list) else [statements]:
        removed = number(statement.get("version_removed"))
        added = number(statement.get("version_added"))
        hidden = {"flags", "prefix", "alternative_name"} & statement.keys()
        if added is not None and not hidden and (removed is None or removed > OLDEST):
            versions.append(added)
    return min(versions, default=NEVER)


def number(version: str | bool | None) -> float | None:
    """Read "104", "≤37" or true."""
    if version is True:
        return 1
    found = re.search(r"\d+", str(version))
    return float(found.group()) if found else None


def newer(features: dict[str, Any]) -> Iterator[tuple[str, int | None]]:
    """Name what Chrome 100 does not have, with the version that brought it."""
    for name, feature in features.items():
        if name == "__compat" or "__compat" not in feature:
            continue
        version = first_version(feature)
        if version is None or version > OLDEST:
            yield name, None if version is None else int(version)


def words(features: dict[str, Any]) -> dict[str, int | None]:
    """Keep what is written as it is named (the data's own remarks have underscores)."""
    return {name: version for name, version in newer(features) if "_" not in name}


def table(data: dict[str, Any]) -> dict[str, Any]:
    """Return the table, by the place where a word stands in a style sheet."""
    css = data["css"]
    types = css["types"]
    functions = words(types)
    for family in FAMILIES:
        functions |= words(types[family])
    functions = {name.removesuffix("-function"): version for name, version in functions.items()}
    units = words(types["length"])
    for name, version in newer(types["length"]):
        units |= dict.fromkeys(UNITS.get(name, "").split(), version)
    values = {name: words(feature) for name, feature in css["properties"].items()}
    return {
        "source": f"@mdn/browser-compat-data {data['__meta']['version']} (CC0)",
        "at_rules": words(css["at-rules"]),
        "media": words(css["at-rules"]["media"]),
        "properties": words(css["properties"]),
        "values": {name: found for name, found in values.items() if found},
        "selectors": words(css["selectors"]),
        "functions": functions,
        "units": units,
    }


if __name__ == "__main__":
    made = table(json.loads(Path(sys.argv[1]).read_bytes()))
    TABLE.write_text(json.dumps(made, indent=None, separators=(",", ":"), sort_keys=True) + "\n")
