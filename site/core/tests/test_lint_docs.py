"""What the lint of the documentation lets through, and what it refuses."""

from pathlib import Path

from core.lint.docs import faults

HERE = """
`core/dates.py`, `services/import_*.py` and `core/management/commands/purge.py`, by `manage.py purge` and `manage.py
migrate` or `make test`; see [why](docs/decisions/0001-why.md) and [elsewhere](https://exemple.invalid/x.md#y).
"""
GONE = """
`core/days.py` by `manage.py forget` or `make audit`; see [how](docs/how.md).
"""


def make(root: Path, words: str, listed: str = "0001-why.md") -> Path:
    files = {
        "README.md": words,
        "Makefile": "test: ## Run\n",
        "docs/decisions/README.md": f"[0001]({listed})",
        "docs/decisions/0001-why.md": "Why.",
        "site/core/dates.py": "",
        "site/core/management/commands/purge.py": "",
        "locations/services/import_rows.py": "",
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def test_what_is_there_may_be_named(tmp_path: Path) -> None:
    assert list(faults(make(tmp_path, HERE))) == []


def test_what_is_not_there_may_not(tmp_path: Path) -> None:
    assert list(faults(make(tmp_path, GONE))) == [
        "README.md: nothing at docs/how.md",
        "README.md: no file core/days.py",
        "README.md: no command forget",
        "README.md: no make audit",
    ]


def test_each_decision_is_listed(tmp_path: Path) -> None:
    assert list(faults(make(tmp_path, "", listed="0002-other.md"))) == [
        "docs/decisions/README.md: nothing at 0002-other.md",
        "docs/decisions/README.md: not each decision once, in order",
    ]
