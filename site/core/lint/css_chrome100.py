"""
Every page must be complete and legible on Chrome 100, where old Android phones stop: newer CSS only adds.

What is newer is refused, by MDN's table (`chrome_table`), unless it visibly only adds:
inside `@supports`; after an older value of the same property in the same rule (`100vh`, then `100dvh`); or on a line
with a comment that begins with "adds" and says what (`text-wrap: balance; /* adds: even lines in titles */`).
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tinycss2
from tinycss2.ast import AtRule, Declaration, Node, QualifiedRule

ROOT = Path(__file__).resolve().parents[3]
TABLE: dict[str, Any] = json.loads(Path(__file__).with_name("newer_than_chrome_100.json").read_bytes())
NESTING = 120
MEDIA_RANGES = 104
RELATIVE_COLOURS = 119
SHAPES = {"rect", "xywh", "shape"}  # functions of clip-path; `clip: rect()` is as old as CSS
HOLD_RULES = {"media", "layer", "supports", "container", "scope", "starting-style", "document"}
DESCRIPTORS = frozenset({"size"})  # of @page, since Chrome 15; no browser has the property
ADDS = re.compile(r"/\*\s*adds\b")


@dataclass(slots=True)
class Sheet:
    """One style sheet being read: its faults as "line N: what (Chrome version)"."""

    text: str
    faults: list[str] = field(default_factory=list)
    adding_lines: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Note the lines that say that they only add."""
        lines = enumerate(self.text.splitlines(), start=1)
        self.adding_lines = {number for number, line in lines if ADDS.search(line)}

    def read(self) -> list[str]:
        """Return the faults of the whole sheet."""
        self.rules(tinycss2.parse_stylesheet(self.text, skip_comments=True, skip_whitespace=True))
        return self.faults

    def refuse(self, line: int, what: str, version: int | None) -> None:
        """Keep a fault, unless its line says that it only adds."""
        if line not in self.adding_lines:
            since = f"Chrome {version}" if version else "no Chrome has it"
            self.faults.append(f"line {line}: {what} ({since})")

    def rules(self, nodes: list[Node]) -> None:
        """Read what stands at the top of the sheet or inside a rule that holds rules."""
        for node in nodes:
            if isinstance(node, QualifiedRule):
                for name, version in selectors(node.prelude):
                    self.refuse(node.source_line, f":{name}", version)
                self.block(node.content)
            elif isinstance(node, AtRule):
                self.at_rule(node)
            elif node.type == "error":
                self.refuse(node.source_line, f"cannot be read: {node.message}", None)

    def at_rule(self, rule: AtRule) -> None:
        """Read an at-rule; what `@supports` holds is an addition by itself."""
        name = rule.lower_at_keyword
        if name == "supports":
            return
        if name in TABLE["at_rules"]:
            self.refuse(rule.source_line, f"@{name}", TABLE["at_rules"][name])
        if name == "media":
            for what, version in media(rule.prelude):
                self.refuse(rule.source_line, what, version)
        if rule.content is None:
            return
        if name in HOLD_RULES:
            self.rules(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))
        elif name.endswith("keyframes"):
            for frame in tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True):
                if isinstance(frame, QualifiedRule):
                    self.block(frame.content)
        else:
            self.block(rule.content, known=DESCRIPTORS)

    def block(self, content: list[Node], *, known: frozenset[str] = frozenset()) -> None:
        """Read the declarations of one rule; `known` names are older than their homonyms in the table."""
        had: set[str] = set(known)
        for node in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
            if isinstance(node, QualifiedRule | AtRule):
                self.refuse(node.source_line, "a rule inside a rule", NESTING)
            elif isinstance(node, Declaration):
                found = list(declaration(node))
                if not found:
                    had.add(node.lower_name)
                elif node.lower_name not in had:
                    for what, version in found:
                        self.refuse(node.source_line, what, version)


def selectors(prelude: list[Node]) -> Iterator[tuple[str, int | None]]:
    """Name the pseudo-classes and pseudo-elements that are too new, inside `:not(…)` and its like too."""
    after_colon = False
    for token in prelude:
        name = token.lower_name if token.type == "function" else getattr(token, "lower_value", "")
        if after_colon and token.type in {"ident", "function"} and name in TABLE["selectors"]:
            yield name, TABLE["selectors"][name]
        if token.type == "function":
            yield from selectors(token.arguments)
        elif token.type == "[] block":
            continue
        after_colon = token.type == "literal" and token.value == ":"


def media(prelude: list[Node]) -> Iterator[tuple[str, int | None]]:
    """Name what is too new in a media query: `(width >= 40em)`, `(scripting: none)`."""
    for token in prelude:
        if token.type == "() block":
            yield from media(token.content)
        elif token.type == "literal" and token.value in {"<", ">", "<=", ">="}:
            yield f"media range {token.value}", MEDIA_RANGES
        elif token.type == "ident" and token.lower_value in TABLE["media"]:
            yield f"({token.lower_value})", TABLE["media"][token.lower_value]


def declaration(node: Declaration) -> Iterator[tuple[str, int | None]]:
    """Name what is too new in a declaration: its property, or a word, unit or function of its value."""
    if node.lower_name in TABLE["properties"]:
        yield node.lower_name, TABLE["properties"][node.lower_name]
        return
    yield from value(node.value, node.lower_name)


def value(tokens: list[Node], name: str) -> Iterator[tuple[str, int | None]]:
    """Name what is too new in a value of that property."""
    keywords = TABLE["values"].get(name, {})
    for token in tokens:
        if token.type == "ident" and token.lower_value in keywords:
            yield f"{name}: {token.lower_value}", keywords[token.lower_value]
        elif token.type == "dimension" and token.lower_unit in TABLE["units"]:
            yield f"unit {token.lower_unit}", TABLE["units"][token.lower_unit]
        elif token.type == "function":
            function = token.lower_name
            if function in TABLE["functions"] and not (function in SHAPES and name == "clip"):
                yield f"{function}()", TABLE["functions"][function]
            words = [part.lower_value for part in token.arguments if part.type == "ident"]
            if words[:1] == ["from"] and function.startswith(("rgb", "hsl")):
                yield f"{function}(from …)", RELATIVE_COLOURS
            yield from value(token.arguments, name)
        elif token.type in {"() block", "[] block", "{} block"}:
            yield from value(token.content, name)


def faults(css: str) -> list[str]:
    """Return what Chrome 100 would not understand in a style sheet, and would miss."""
    return Sheet(css).read()


if __name__ == "__main__":
    sheets = sorted((ROOT / "static").rglob("*.css"))
    told = [f"{sheet.relative_to(ROOT)} {fault}" for sheet in sheets for fault in faults(sheet.read_text())]
    sys.exit("\n".join(told) or 0)
