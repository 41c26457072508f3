"""Near a town: what `q`, `lat`, `lon` and `rayon` mean in any list of what happens at places, as in the finder."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils.translation import gettext as _

from core.geo import Point
from locations.finder.filters import kilometres
from locations.finder.search import Search
from locations.selectors.meanings import DEPARTEMENT, Meaning, meanings

NEAR_KM = 10.0
"""How far one looks where no distance is given."""

MOST_PLACES = 4_000
"""The nearest of them, if there are more: a statement takes so many keys, four times."""

Keys = tuple[int, ...]
Within = Callable[[Point, float], tuple[Keys, Keys]]
"""The keys of the places, and those of the communes, where there is something to list so many km around a point."""


@dataclass(frozen=True, slots=True)
class Near:
    """
    Around what, and how far; nothing asked is everywhere.

    `q` is what was typed, in the one way to write what was understood; `places` and `communes` are the keys of those
    within `radius_km` of `point` where something happens. A whole département has its code instead. Where several towns
    may be meant (`choices`) or none is known (`alike` is spelled most nearly so), nothing is near. `remark` is ours.
    """

    q: str = ""
    position: Point | None = None
    point: Point | None = None
    radius_km: float = NEAR_KM
    words: str = ""
    departement: str = ""
    places: Keys = ()
    communes: Keys = ()
    choices: tuple[Meaning, ...] = ()
    alike: tuple[Meaning, ...] = ()
    remark: str = ""

    def __bool__(self) -> bool:
        """Whether anything is asked."""
        return bool(self.q or self.position)

    @property
    def is_understood(self) -> bool:
        """Whether it is one place on Earth."""
        return bool(self.words)

    @property
    def is_unknown(self) -> bool:
        """Whether nothing of that name is known."""
        return bool(self) and not self.words and not self.choices

    def query(self) -> list[tuple[str, str]]:
        """Return it as an address carries it."""
        if not self:
            return []
        pairs = [("q", self.q)]
        if self.position:
            pairs = [("lat", f"{self.position.lat:g}"), ("lon", f"{self.position.lon:g}")]
        return pairs if self.departement or self.radius_km == NEAR_KM else [*pairs, ("rayon", f"{self.radius_km:g}")]

    def condition(self, place: str, commune: str = "") -> Q:
        """Return what holds for a row near there, by the key of its place, or that of its commune if it has none."""
        if self.departement:
            held = Q(**{f"{place}__departement": self.departement})
            return held | Q(**{place: None, f"{commune}__departement": self.departement}) if commune else held
        held = Q(**{f"{place}__in": self.places})
        return held | Q(**{place: None, f"{commune}__in": self.communes}) if commune else held


def read_near(search: Search, *, within: Within) -> Near:
    """
    Understand where the finder's own parameters lead; what was typed comes before a position given beside it.

    Four queries at most and those of `within`, however many places there are.
    """
    radius_km = search.radius_km or NEAR_KM
    if not search.q:
        if search.point is None:
            return Near()
        return _around(Near(position=search.point, words=_("votre position")), search.point, radius_km, within)
    found = meanings(search.q)
    if len(found.choices) != 1:
        return Near(search.q, radius_km=radius_km, choices=found.choices, alike=found.near, remark=found.remark)
    (meaning,) = found.choices
    if meaning.kind == DEPARTEMENT:
        return Near(meaning.query, words=meaning.label, departement=meaning.departement, remark=found.remark)
    if meaning.point is None:
        return Near(meaning.query, radius_km=radius_km, remark=_("Nous ne savons pas où cela se trouve sur la carte."))
    understood = Near(meaning.query, words=meaning.label, remark=found.remark)
    return _around(understood, meaning.point, radius_km, within)


def wider(near: Near, radius_km: float, *, within: Within) -> Near:
    """Return the same town, further around; nothing changes where there is no point to look from."""
    return _around(near, near.point, radius_km, within) if near.point else near


def _around(near: Near, point: Point, radius_km: float, within: Within) -> Near:
    places, communes = within(point, radius_km)
    return replace(near, point=point, radius_km=radius_km, places=places, communes=communes)


def near_words(near: Near) -> str:
    """Return where one looks: "à moins de 10 km de Grenoble (38000)", "Isère (38)", "" where nothing is understood."""
    if not near.words or near.departement:
        return near.words
    return _("à moins de %(km)s km de %(town)s") % {"km": kilometres(near.radius_km), "town": near.words}
