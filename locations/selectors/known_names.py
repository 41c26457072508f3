"""
The names of all communes and places, folded, kept once per process so that a keystroke needs no scan of the database.

Built at the first search (37,590 communes and 9,333 places: see docs/finder.md for what that costs), and again when the
database says that something changed, which is asked at most every `CHECKED_EVERY` seconds.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, takewhile
from typing import Generic, TypeVar

from django.core.cache import cache
from django.db.models import Count, Max, Sum
from django.db.models.functions import Length
from rapidfuzz import process
from rapidfuzz.distance import OSA

from locations.choices import CommuneKind, Network
from locations.models import Commune, Location, Postcode
from locations.names import fold

CHECKED_EVERY = 20  # seconds
LAST = "\U0010ffff"  # sorts after every letter
KINDS = [CommuneKind.CURRENT, CommuneKind.DISTRICT, CommuneKind.DELEGATED, CommuneKind.ASSOCIATED]
TODAY = 2  # the first two kinds are of today
RANKS = [Network.ACCESS_POINT, Network.PARTNER, Network.DIRECTORY]

Value = TypeVar("Value")


class CommuneNames:
    """
    Names, and beside each the key of its row, its département, population and kind; a name is known by its position.

    Sorted by name, so that those that begin alike stand together; the most populated first among the same.
    """

    def __init__(self, rows: Iterable[tuple[str, int, str, int, str]]) -> None:
        """Take rows of (folded name, key, département, population, kind)."""
        ordered = sorted(rows, key=lambda row: (row[0], -row[3]))
        self.names = [row[0] for row in ordered]
        self.keys = array("q", [row[1] for row in ordered])
        codes = {row[2]: row[2] for row in ordered}  # one string for each département
        self.departements = [codes[row[2]] for row in ordered]
        self.populations = array("l", [row[3] for row in ordered])
        kinds = {kind.value: rank for rank, kind in enumerate(KINDS)}
        self.kinds = bytes(kinds[row[4]] for row in ordered)
        self._all = "\n".join(self.names)
        self._starts = array("l", accumulate((len(name) + 1 for name in self.names), initial=0))
        self._people: dict[str, int] = {}
        # What is a few letters away is at most so much longer or shorter.
        self._by_length: dict[int, tuple[list[str], array[int]]] = {}
        for position, name in enumerate(self.names):
            names, positions = self._by_length.setdefault(len(name), ([], array("l")))
            names.append(name)
            positions.append(position)

    def exactly(self, name: str) -> range:
        """Those of this very name."""
        return self._between(name, name + "\0")

    def starting(self, beginning: str) -> range:
        """Those that begin so."""
        return self._between(beginning, beginning + LAST)

    def holding(self, words: str) -> list[int]:
        """Those in which these words begin elsewhere than at the start."""
        inside, found, at = f" {words}", [], -1
        while (at := self._all.find(inside, at + 1)) >= 0:
            found.append(bisect_right(self._starts, at) - 1)
        return list(dict.fromkeys(found))

    def near(self, name: str, distance: int) -> list[tuple[int, int]]:
        """Those at most so many letters away (added, lost, changed, or two swapped): (distance, position), in order."""
        found = []
        for length in range(len(name) - distance, len(name) + distance + 1):
            names, positions = self._by_length.get(length, ((), ()))
            for _name, score, rank in process.extract(
                name, names, scorer=OSA.distance, score_cutoff=distance, limit=None
            ):
                found.append((int(score), positions[rank]))
        return sorted(found)

    def is_today(self, position: int) -> bool:
        """Whether it is a commune or a district of today, not a former one."""
        return self.kinds[position] < TODAY

    def people(self, departement: str) -> int:
        """How many live in a département."""
        if not self._people:
            for position, code in enumerate(self.departements):
                if self.kinds[position] == 0:
                    self._people[code] = self._people.get(code, 0) + self.populations[position]
        return self._people.get(departement, 0)

    def _between(self, first: str, end: str) -> range:
        return range(bisect_left(self.names, first), bisect_left(self.names, end))


class PlaceNames:
    """The names and towns of the places that are shown, and beside each the key of its row."""

    def __init__(self, rows: Iterable[tuple[int, str, str, str]]) -> None:
        """Take rows of (key, name, town, network)."""
        self.keys = array("q")
        self.texts: list[str] = []
        ranks = bytearray()
        folded_town = lru_cache(maxsize=None)(fold)
        for key, name, town, network in rows:
            self.keys.append(key)
            self.texts.append(f" {fold(name)} \n {folded_town(town)} ")
            ranks.append(RANKS.index(Network(network)))
        self.ranks = bytes(ranks)
        # No word stands across two texts, each between spaces: one search through all is many times as fast.
        self._all = "".join(self.texts)
        self._starts = array("l", accumulate(map(len, self.texts), initial=0))

    def holding(self, words: Sequence[str], *, typing: bool = False) -> list[int]:
        """
        Those that hold each of these words, at least one of them in the name rather than in the town.

        While somebody is typing, the last word may be only begun. The network's own points first, then the shortest.
        """
        wanted = [f" {word} " for word in words]
        if typing and wanted:
            wanted[-1] = wanted[-1].rstrip()
        first, *others = sorted(wanted, key=len, reverse=True) or [LAST]
        found = self._with(first)
        for word in others:
            found = [position for position in found if word in self.texts[position]]
        named = [position for position in found if any(word in self.name(position) for word in wanted)]
        return sorted(named, key=lambda position: (self.ranks[position], len(self.texts[position]), position))

    def _with(self, word: str) -> list[int]:
        found, at = [], self._all.find(word)
        while at >= 0:
            position = bisect_right(self._starts, at) - 1
            found.append(position)
            at = self._all.find(word, self._starts[position + 1] - 1)
        return found

    def name(self, position: int) -> str:
        """Return the folded name, between spaces."""
        return self.texts[position].partition("\n")[0]

    def town(self, position: int) -> str:
        """Return the folded town."""
        return self.texts[position].partition("\n")[2].strip()

    def whole(self, position: int) -> str:
        """Return the folded name and town."""
        return self.texts[position].replace("\n ", "").strip()

    def namesakes(self, wholes: Iterable[str]) -> Counter[str]:
        """Count how many have each of these names in its town."""
        wanted = set(wholes)
        lengths = {len(whole) + 4 for whole in wanted}
        told = (text.replace("\n ", "").strip() for text in self.texts if len(text) in lengths)
        return Counter(whole for whole in told if whole in wanted)


@dataclass(slots=True)
class Kept(Generic[Value]):
    """A value built from the database, and built again once the database answers another fingerprint."""

    key: str
    fingerprint: Callable[[], object]
    build: Callable[[], Value]
    seen: object = None
    value: Value | None = None

    def get(self) -> Value:
        """Return the value, as fresh as `CHECKED_EVERY`."""
        fingerprint = cache.get(self.key)
        if fingerprint is None:
            fingerprint = self.fingerprint()
            cache.set(self.key, fingerprint, CHECKED_EVERY)
        value = self.value
        if value is None or self.seen != fingerprint:
            value = self.build()
            self.value, self.seen = value, fingerprint
        return value

    def forget(self) -> None:
        """Build it again at the next search; the other processes see within `CHECKED_EVERY` that it changed."""
        cache.delete(self.key)
        self.seen = None


def _communes_now() -> object:
    return tuple(
        Commune.objects.aggregate(
            Count("pk"), Max("pk"), Sum("population"), letters=Sum(Length("search_text")), codes=Sum(Length("kind"))
        ).values()
    )


def _read_communes() -> CommuneNames:
    return CommuneNames(
        Commune.objects.order_by().values_list("search_text", "pk", "departement", "population", "kind").iterator()
    )


def _places_now() -> object:
    return tuple(Location.objects.aggregate(Max("changed_at"), Count("pk")).values())


def _read_places() -> PlaceNames:
    shown = Location.objects.shown().order_by("pk")
    return PlaceNames(shown.values_list("pk", "name", "town", "network").iterator())


def _postcodes_now() -> object:
    return tuple(Postcode.objects.aggregate(Count("pk"), Sum("population")).values())


def _read_postcodes() -> list[tuple[str, int]]:
    return list(Postcode.objects.order_by("code").values_list("code", "population"))


_communes = Kept("known-communes", _communes_now, _read_communes)
_places = Kept("known-places", _places_now, _read_places)
_postcodes = Kept("known-postcodes", _postcodes_now, _read_postcodes)


def commune_names() -> CommuneNames:
    """Return the names of all communes, districts and former communes."""
    return _communes.get()


def place_names() -> PlaceNames:
    """Return the names of all places shown."""
    return _places.get()


def postcodes_starting(digits: str) -> list[str]:
    """Return the postcodes that begin so, the most populated first."""
    known = _postcodes.get()
    first = bisect_left(known, (digits, -1))
    found = list(takewhile(lambda row: row[0].startswith(digits), known[first:]))
    return [code for code, _population in sorted(found, key=lambda row: (-row[1], row[0]))]


def forget_names() -> None:
    """Have them read again: the gazetteer was loaded anew."""
    for kept in (_communes, _places, _postcodes):
        kept.forget()
