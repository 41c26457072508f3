"""Is it a street that was typed, and where in it may the town stand? Pure; on folded text."""

import re

_STREETS = (
    "rue r avenue av ave boulevard bd bld blvd place pl chemin ch che chem impasse imp allee allees all route rte quai "
    "cours square sq esplanade passage pas sentier sente montee lotissement lot residence res faubourg fg fbg "
    "promenade prom traverse ruelle venelle villa hameau cite rond point zac zone za zi parvis mail voie batiment "
    "bat immeuble"
)
_NUMBER = r"\d{1,4}(?: ?(?:bis|ter|quater|[a-d])\b)?"
_STREET = re.compile(rf"\b(?:{'|'.join(sorted(_STREETS.split(), key=len, reverse=True))})\b")
_NUMBERED = re.compile(rf"^{_NUMBER} [a-z]{{2,}}( [a-z0-9]+)+")
_SURE = re.compile(
    r"\b(?:rue|avenue|av|boulevard|bd|blvd|place|chemin|impasse|allee|allees|route|quai|esplanade|montee|faubourg|ruelle)"
    r" (?:[a-z0-9]+)"
)


def is_street(folded: str) -> bool:
    """Whether it reads as an address: "5 bis rue de la paix", "boulevard voltaire paris"."""
    return bool(_NUMBERED.match(folded) and _STREET.search(folded)) or bool(_SURE.search(folded))


def town_parts(folded: str) -> list[str]:
    """
    The parts of a text that may be a town's name, the likeliest first.

    What stands before the street ("lille, rue de paris"), then the ends, then the beginnings, longest first.
    """
    words = folded.split()
    heads = []
    if match := re.search(rf"\b(?:{_NUMBER} )?{_STREET.pattern}", folded):
        head = folded[: match.start()].strip()
        if head and not head[0].isdigit():
            heads = [head]
    last = words[-6:]
    ends = [" ".join(last[start:]) for start in range(len(last))]
    beginnings = [" ".join(words[:end]) for end in range(min(6, len(words)), 0, -1)]
    return list(dict.fromkeys(heads + ends + beginnings))


def last_words(folded: str, most: int = 3) -> list[str]:
    """Its last words, three together, then two, then one; without digits."""
    words = folded.split()
    ends = [" ".join(words[-count:]) for count in range(min(most, len(words)), 0, -1)]
    return [end for end in ends if not re.search(r"\d", end)]
