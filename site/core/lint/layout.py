"""`site/` is a source folder: as a package it would stand in the way of Python's own `site` module."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TOP_LEVEL = {
    "site", "home", "locations", "events", "booking", "templates", "static", "docs", "deploy", "locale", ".ci",
    "manage.py", "pyproject.toml", "Makefile", "gunicorn.conf.py", "conftest.py", "README.md", "LICENSE",
    "requirements.txt", "requirements-dev.txt", ".env.example", ".gitignore", ".git", ".gitattributes", ".editorconfig",
}  # fmt: skip
NOT_OURS = {".venv", "var", ".env", "__pycache__", "node_modules"}
NO_SUBJECT = {"utils.py", "helpers.py", "misc.py"}


def faults(root: Path) -> list[str]:
    """Return a sentence for each thing that stands where it must not."""
    found = []
    if (root / "site" / "__init__.py").exists():
        found.append("site/__init__.py hides Python's own site module: remove it")
    found += [
        f"{entry.name} has no place at the top level (or give its reason in docs/decisions/ and name it here)"
        for entry in sorted(root.iterdir())
        if entry.name not in TOP_LEVEL | NOT_OURS and not entry.name.endswith("_cache") and entry.name != ".hypothesis"
    ]
    for package in ("site", "home", "locations", "events", "booking"):
        found += [
            f"{file.relative_to(root)}: a module is named for its subject"
            for file in sorted((root / package).rglob("*.py"))
            if file.name in NO_SUBJECT
        ]
    return found


if __name__ == "__main__":
    sys.exit("\n".join(faults(ROOT)) or 0)
