"""
The time zones of France, as VTIMEZONE components (RFC 5545 §3.6.5).

Written by hand in the two rules that every client reads: what libraries derive from the tz database
(lists of RDATE) is misread by several. A test holds them to the database for the years that matter.
"""

from dataclasses import dataclass

# What the rules below are true from: nothing earlier is published.
FIRST_YEAR = 2008


class UnknownZone(ValueError):
    """A series is published in a zone that is not one of France's."""

    def __init__(self, zone: str) -> None:
        super().__init__(f"No VTIMEZONE of ours for {zone!r}.")


@dataclass(frozen=True, slots=True)
class _Observance:
    """Half of a year: its name, its offsets before and after, and from when, each year."""

    kind: str
    name: str
    before: str
    after: str
    first: str = "19700101T000000"
    rule: str = ""


def _fixed(name: str, offset: str) -> tuple[_Observance, ...]:
    return (_Observance("STANDARD", name, offset, offset),)


_EUROPE = (
    _Observance("DAYLIGHT", "CEST", "+0100", "+0200", "19700329T020000", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"),
    _Observance("STANDARD", "CET", "+0200", "+0100", "19701025T030000", "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"),
)
# Saint-Pierre-et-Miquelon changes its clocks with North America.
_MIQUELON = (
    _Observance("DAYLIGHT", "-02", "-0300", "-0200", "19700308T020000", "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU"),
    _Observance("STANDARD", "-03", "-0200", "-0300", "19701101T020000", "FREQ=YEARLY;BYMONTH=11;BYDAY=1SU"),
)

_ZONES: dict[str, tuple[_Observance, ...]] = {
    "Europe/Paris": _EUROPE,
    "America/Guadeloupe": _fixed("AST", "-0400"),
    "America/Marigot": _fixed("AST", "-0400"),
    "America/St_Barthelemy": _fixed("AST", "-0400"),
    "America/Martinique": _fixed("AST", "-0400"),
    "America/Cayenne": _fixed("-03", "-0300"),
    "America/Miquelon": _MIQUELON,
    "Indian/Reunion": _fixed("+04", "+0400"),
    "Indian/Mayotte": _fixed("EAT", "+0300"),
    "Indian/Kerguelen": _fixed("+05", "+0500"),
    "Pacific/Noumea": _fixed("+11", "+1100"),
    "Pacific/Wallis": _fixed("+12", "+1200"),
    "Pacific/Tahiti": _fixed("-10", "-1000"),
    "Pacific/Marquesas": _fixed("-0930", "-0930"),
    "Pacific/Gambier": _fixed("-09", "-0900"),
}


def _component(key: str, observances: tuple[_Observance, ...]) -> bytes:
    lines = ["BEGIN:VTIMEZONE", f"TZID:{key}", f"X-LIC-LOCATION:{key}"]
    for half in observances:
        lines += [
            f"BEGIN:{half.kind}",
            f"TZNAME:{half.name}",
            f"TZOFFSETFROM:{half.before}",
            f"TZOFFSETTO:{half.after}",
            f"DTSTART:{half.first}",
            *([f"RRULE:{half.rule}"] if half.rule else []),
            f"END:{half.kind}",
        ]
    lines += ["END:VTIMEZONE", ""]
    return "\r\n".join(lines).encode()


VTIMEZONES = {key: _component(key, observances) for key, observances in _ZONES.items()}
