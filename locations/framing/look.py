"""
How what is framed looks: light or dark, one colour of the partner's own, and where its titles stand. Pure.

Colours are six hexadecimal digits, lower case. Contrast is WCAG 2.2's (§1.4.3), between relative luminances.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from django.db.models import TextChoices
from django.http import QueryDict


class Colours(TextChoices):
    """What a frame stands on."""

    LIGHT = "clair", "Clair"
    DARK = "sombre", "Sombre"
    AUTO = "auto", "Selon l'appareil"


LIGHT_GROUND, DARK_GROUND = "ffffff", "1b1b1b"
OURS_ON_LIGHT, OURS_ON_DARK = "0a5a57", "7fd6cc"
"""Our teal, for partners who choose no colour (static/css/embed.css)."""

CONTRAST = 4.5
"""What text needs on its ground."""

FIRST_LEVEL, LAST_LEVEL, LEVEL = 2, 6, 2


@dataclass(frozen=True, slots=True)
class Look:
    """How it looks: `couleurs`, the `accent` as it was asked for ("": ours), `titre` the level of the first heading."""

    couleurs: Colours = Colours.LIGHT
    accent: str = ""
    titre: int = LEVEL

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        """Read it; what is none of the choices is as if it had not been written."""
        colours, level = query.get("couleurs", "").strip(), query.get("titre", "").strip()
        known = re.fullmatch(r"[2-6]", level, re.ASCII)
        return cls(
            Colours(colours) if colours in Colours.values else Colours.LIGHT,
            read_colour(query.get("accent", "")),
            int(level) if known else LEVEL,
        )

    def query(self) -> list[tuple[str, str]]:
        """Return what differs from a frame of which nothing was said."""
        pairs = [("couleurs", self.couleurs.value)] if self.couleurs != Colours.LIGHT else []
        pairs += [("accent", self.accent)] if self.accent else []
        return pairs + ([("titre", str(self.titre))] if self.titre != LEVEL else [])

    @property
    def on_light(self) -> str:
        """The colour of links on the light ground."""
        return readable(self.accent, LIGHT_GROUND) if self.accent else OURS_ON_LIGHT

    @property
    def on_dark(self) -> str:
        """The colour of links on the dark ground."""
        return readable(self.accent, DARK_GROUND) if self.accent else OURS_ON_DARK

    @property
    def under(self) -> int:
        """The level of the headings below the first."""
        return min(self.titre + 1, LAST_LEVEL)

    @property
    def below(self) -> int:
        """The level of the headings below those."""
        return min(self.titre + 2, LAST_LEVEL)

    @property
    def style(self) -> str:
        """The rules that give the accent, "" where it is ours: a frame's own policy holds their fingerprint."""
        if not self.accent:
            return ""
        light, dark = f".frame{{--press:#{self.on_light}}}", f".frame{{--press:#{self.on_dark}}}"
        if self.couleurs == Colours.AUTO:
            return f"{light}@media(prefers-color-scheme:dark){{{dark}}}"
        return dark if self.couleurs == Colours.DARK else light


def read_colour(text: str) -> str:
    """Return "0a5a57" for "#0A5A57", "0a5a57" and (as in style sheets) three digits, "" for anything else."""
    digits = text.strip().removeprefix("#").lower()
    if re.fullmatch(r"[0-9a-f]{3}", digits, re.ASCII):
        digits = "".join(digit * 2 for digit in digits)
    return digits if re.fullmatch(r"[0-9a-f]{6}", digits, re.ASCII) else ""


def readable(colour: str, ground: str, *, least: float = CONTRAST) -> str:
    """Return the colour, mixed with as little black or white (whichever the ground is not) as it takes to be read."""
    parts, towards = _parts(colour), 0 if _luminance(_parts(ground)) > 0.18 else 255
    for step in range(101):
        mixed = _hex(part + (towards - part) * step / 100 for part in parts)
        if contrast(mixed, ground) >= least:
            return mixed
    return _hex([towards] * 3)


def contrast(one: str, other: str) -> float:
    """Return how far two colours stand apart: from 1 to 21."""
    darker, lighter = sorted((_luminance(_parts(one)), _luminance(_parts(other))))
    return (lighter + 0.05) / (darker + 0.05)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)


def _hex(parts: Iterable[float]) -> str:
    return "".join(f"{round(part):02x}" for part in parts)


def _luminance(parts: tuple[int, int, int]) -> float:
    linear = [part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
