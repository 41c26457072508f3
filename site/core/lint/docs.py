"""What the documentation names must be there: files, links, commands, targets of make, each decision in its list."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = ("site", "home", "locations", "events", "booking", "templates", "static", "docs", "deploy", ".ci")
NOT_OUR_COMMANDS = {"check", "collectstatic", "createsuperuser", "migrate", "publish_scheduled"}
NOT_OUR_FILES = {"site/__init__.py", "wp-embed.js"}
"""One that must not be there, and one of WordPress."""

LINK = re.compile(r'(?:\]\(|src=")(?!https?:|mailto:|#)([^)#"\s]+)')
FILE = re.compile(r"`((?:[\w.-]+/)*[\w*-]+\.(?:py|html|css|js|sh|md|toml))`")
COMMAND = re.compile(r"manage\.py ([a-z]\w+)")
TARGET = re.compile(r"`make ([a-z]+)")
DECISION = re.compile(r"\]\((\d{4}-[\w-]+\.md)\)")


def faults(root: Path) -> Iterator[str]:
    """Return a sentence for each name that leads nowhere."""
    files = [*root.glob("*.*"), *(file for folder in FOLDERS for file in (root / folder).rglob("*.*"))]
    commands = NOT_OUR_COMMANDS | {file.stem for file in files if file.parent.name == "commands"}
    targets = set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text(), re.MULTILINE))
    for page in sorted(file for file in files if file.suffix == ".md"):
        text, name = page.read_text(), page.relative_to(root)
        for link in LINK.findall(text):
            if not (page.parent / link).exists():
                yield f"{name}: nothing at {link}"
        for path in FILE.findall(text):
            if path not in NOT_OUR_FILES and not any(file.match(path) for file in files):
                yield f"{name}: no file {path}"
        for command in set(COMMAND.findall(text)) - commands:
            yield f"{name}: no command {command}"
        for target in set(TARGET.findall(text)) - targets:
            yield f"{name}: no make {target}"
    folder = root / "docs" / "decisions"
    if DECISION.findall((folder / "README.md").read_text()) != sorted(file.name for file in folder.glob("0*.md")):
        yield "docs/decisions/README.md: not each decision once, in order"


if __name__ == "__main__":
    sys.exit("\n".join(faults(ROOT)) or 0)
