"""What a person may be about to type, from what this process knows: two small queries a keystroke, no outside call."""

import re

from locations.departements import departements_named, departements_starting
from locations.names import fold_town
from locations.selectors.known_names import CommuneNames, commune_names, place_names, postcodes_starting
from locations.selectors.meanings import FAME, Meaning, name_words, of_departements, of_places, of_towns
from locations.selectors.streets import is_street
from locations.selectors.towns import LONGEST_QUERY, find_towns, read_towns, split_departement, towns_of_postcodes

SHORTEST = 2
"""Letters before which everything would answer."""
MOST_PLACES = 3
EXACT = 50_000
"""A town of the very name typed counts at least as one of so many people: "nant" is in the list that Nantes begins."""
POSTCODE_DIGITS = 5


def suggestions(text: str, limit: int = 8) -> list[Meaning]:
    """Return the likeliest first; nothing for a street address, which only the search itself looks up."""
    text = text[:LONGEST_QUERY]
    digits = re.sub(r"\s", "", text)
    if digits.isascii() and digits.isdigit():
        return _of_digits(digits, limit)
    folded = fold_town(text)
    if len(folded) < SHORTEST:
        return []
    towns = _towns(folded, limit)
    places = [] if len(folded) <= SHORTEST else _places(folded)
    if not towns and not places:
        # A misspelled town, or one after a postcode; of a street only the town would be kept.
        return [] if is_street(folded) else list(of_towns(find_towns(text).towns[:limit]))
    room = max(limit - len(places), limit - MOST_PLACES)
    return [*towns[:room], *places][:limit]


def _of_digits(digits: str, limit: int) -> list[Meaning]:
    if not SHORTEST <= len(digits) <= POSTCODE_DIGITS:
        return []
    found = of_departements(departements_named(digits)) + of_towns(
        towns_of_postcodes(postcodes_starting(digits)[:limit])
    )
    return list(found[:limit])


def _towns(folded: str, limit: int) -> list[Meaning]:
    names = commune_names()
    name, departement = split_departement(folded)
    weights = _weights(names, folded, "") | (_weights(names, name, departement) if departement else {})
    codes = {code: names.people(code) / FAME for code in departements_starting(folded)}
    codes |= {code: float(names.people(code)) for code in departements_named(folded)}
    # As (weight, key): a key is the position of a commune, or the code of a département.
    both: list[tuple[float, int | str]] = [*((weight, key) for key, weight in weights.items())]
    both += [(weight, key) for key, weight in codes.items()]
    best = [key for _weight, key in sorted(both, key=lambda one: (-one[0], str(one[1])))[:limit]]
    positions = [key for key in best if isinstance(key, int)]
    meant: dict[int | str, Meaning] = dict(zip(positions, of_towns(read_towns(names, positions)), strict=False))
    meant |= {meaning.departement: meaning for meaning in of_departements(key for key in best if isinstance(key, str))}
    return [meant[key] for key in best if key in meant]


def _weights(names: CommuneNames, name: str, departement: str) -> dict[int, float]:
    """Communes that begin so or hold the word, by their people; the exact one is not lost among larger ones."""
    digits = any(letter.isdigit() for letter in name)
    weights: dict[int, float] = {}
    if len(name) > SHORTEST:
        weights = {position: names.populations[position] / 3 for position in names.holding(name)}
    weights |= {position: float(names.populations[position]) for position in names.starting(name)}
    weights |= {position: max(EXACT, float(names.populations[position])) for position in names.exactly(name)}
    today = {(names.names[position], names.departements[position]) for position in weights if names.is_today(position)}
    return {
        position: weight
        for position, weight in weights.items()
        if (not departement or names.departements[position] == departement)
        and (names.kinds[position] != 1 or digits)  # "par" is Paris, and not its twenty districts
        and (names.is_today(position) or (names.names[position], names.departements[position]) not in today)
    }


def _places(folded: str) -> list[Meaning]:
    words = name_words(folded)
    names = place_names()
    return list(of_places(names, names.holding(words, typing=True)[:MOST_PLACES])) if words else []
