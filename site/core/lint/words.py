"""
Words that people do not say: refused in what the public reads (templates, and French sentences in Python).

Addresses (`/flux/…`), names in code, comments and the admin's labels are left alone.
"""

import ast
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BANNED = {
    r"créneaux?": "une heure, un horaire",
    r"plate-?formes?": "le site",
    r"flux": "le calendrier, l'adresse du calendrier",
    r"widgets?": "le calendrier à poser sur votre site",
    r"prescript(?:eur|rice)s?": "la personne qui oriente",
    r"cliquez ici": "dites où mène le lien",
}
PATTERN = re.compile(r"(?<![\w/-])(?:" + "|".join(f"({word})" for word in BANNED) + r")(?![\w/-])", re.IGNORECASE)
READ_ALOUD = {"alt", "title", "aria-label", "aria-description", "placeholder", "value", "content", "label"}
ADMIN_FOLDERS = {"wagtailadmin", "wagtailusers", "admin"}
ADMIN_MODULES = {"wagtail_hooks.py", "viewsets.py", "panels.py", "checks.py", "admin.py"}
ADMIN_KEYWORDS = {"verbose_name", "verbose_name_plural", "help_text", "heading", "description", "label_format"}
TRANSLATORS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext"}

COMMENTS = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}", re.DOTALL)
TRANSLATED = re.compile(r"""{%\s*trans(?:late)?\s+(?:"([^"]*)"|'([^']*)').*?%}""", re.DOTALL)
TAGS = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)


def banned(text: str) -> Iterator[str]:
    """Name each banned word in a text, with what to say instead."""
    for found in PATTERN.finditer(text):
        yield f"« {found.group()} » : {list(BANNED.values())[(found.lastindex or 1) - 1]}"


class Read(HTMLParser):
    """Collects what a person sees or hears of a page, with its line."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[tuple[int, str]] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the attributes that are read aloud."""
        self.unseen += tag in {"script", "style"}
        self.parts += [(self.getpos()[0], value) for name, value in attrs if name in READ_ALOUD and value]

    def handle_endtag(self, tag: str) -> None:
        """Come out of a script."""
        self.unseen -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        if not self.unseen:
            self.parts.append((self.getpos()[0], data))


def in_template(source: str) -> Iterator[str]:
    """Return the faults of a template as "line N: …"."""

    def blank(found: re.Match[str]) -> str:
        return "\n" * found.group().count("\n")

    def sentence(found: re.Match[str]) -> str:
        return (found[1] or found[2] or "") + blank(found)

    reader = Read()
    reader.feed(TAGS.sub(blank, TRANSLATED.sub(sentence, COMMENTS.sub(blank, source))))
    reader.close()
    for line, text in reader.parts:
        for fault in banned(text):
            yield f"line {line}: {fault}"


def in_python(source: str) -> Iterator[str]:
    """Return the faults of a module: in translated strings, and in any sentence that is no docstring or admin label."""
    tree = ast.parse(source)
    left_alone: set[ast.AST] = set()
    translated: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            left_alone.add(node.value)
        if isinstance(node, ast.keyword) and node.arg in ADMIN_KEYWORDS:
            left_alone.update(ast.walk(node.value))
        if isinstance(node, ast.Assign) and ADMIN_KEYWORDS & {getattr(target, "id", "") for target in node.targets}:
            left_alone.update(ast.walk(node.value))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TRANSLATORS:
            translated.update(node.args)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        sentence = " " in node.value and node not in left_alone
        if sentence or node in translated:
            for fault in banned(node.value):
                yield f"line {node.lineno}: {fault}"


def faults(root: Path) -> Iterator[str]:
    """Return every fault of the project."""
    for template in sorted((root / "templates").rglob("*.*")):
        if template.suffix in {".html", ".txt"} and not ADMIN_FOLDERS & set(template.relative_to(root).parts):
            for fault in in_template(template.read_text()):
                yield f"{template.relative_to(root)} {fault}"
    for package in ("site", "home", "events", "booking", "locations"):
        for module in sorted((root / package).rglob("*.py")):
            inside = module.relative_to(root)
            if module.name in ADMIN_MODULES or {"tests", "migrations", "lint", "commands"} & set(inside.parts):
                continue
            for fault in in_python(module.read_text()):
                yield f"{inside} {fault}"


if __name__ == "__main__":
    sys.exit("\n".join(faults(ROOT)) or 0)
