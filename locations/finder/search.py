"""What the address bar asks of the finder. Pure: a bad value becomes a sentence, never an error."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from core.geo import InvalidPoint, Point, parse_point
from locations.departements import departements
from locations.finder.facets import BITS, YES, Wanted

NOW = "maintenant"
LONGEST_QUERY = 120
WIDEST_KM = 300
LAST_PAGE = 50
RADII_KM = (2, 5, 10, 20, 50)

CODES = {
    "service": "services",
    "public": "audiences",
    "reseau": "networks",
    "frais": "fees",
    "rdv": "appointments",
    "fauteuil": "step_free",
    "soin": "care",
    "offre": "offers",
}
"""The filters that are codes: their name in the address bar, and that of the field that holds them."""


@dataclass(frozen=True, slots=True)
class Search:
    """
    A search, valid by construction.

    ``q`` is what was typed, cut at 120 characters; ``point`` the position given, if any (the person's own, or one of
    the map); ``remarks`` are
    sentences about values that were left aside, and ``typed`` a day and an hour to be filled in again. ``has_offset``:
    ``open_at`` was given as an instant, rather than by the clock of wherever one looks (`on_clock`).
    """

    q: str = ""
    point: Point | None = None
    from_map: bool = False
    radius_km: float | None = None
    services: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    fees: tuple[str, ...] = ()
    appointments: tuple[str, ...] = ()
    step_free: tuple[str, ...] = ()
    care: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    departement: str = ""
    open_now: bool = False
    open_at: datetime | None = None
    has_offset: bool = False
    page: int = 1
    remarks: tuple[str, ...] = field(default=())
    typed: tuple[str, str] = ("", "")

    @property
    def is_empty(self) -> bool:
        return not self.q and self.point is None and not self.departement

    def wanted(self, *, now: datetime) -> Wanted:
        """Which places are asked for, wherever they are."""
        return Wanted(
            **{name: getattr(self, name) for name in CODES.values()},
            departement=self.departement,
            open_at=now if self.open_now else self.open_at,
        )

    def on_clock(self, zone: ZoneInfo) -> "Search":
        """The same search where people live by that clock: two o'clock asked for is two o'clock there."""
        if self.open_at is None:
            return self
        moment = self.open_at.astimezone(zone) if self.has_offset else self.open_at.replace(tzinfo=zone)
        return replace(self, open_at=moment)

    def without(self, *filters: str) -> "Search":
        """The first page of this search without these filters, by their names in the address bar."""
        emptied: dict[str, object] = {CODES[name]: () for name in filters if name in CODES}
        if "ouvert" in filters:
            emptied |= {"open_now": False, "open_at": None}
        if "departement" in filters:
            emptied["departement"] = ""
        if "rayon" in filters:
            emptied["radius_km"] = None
        return replace(self, page=1, **emptied)  # type: ignore[arg-type]  # names of our fields

    def url(self, path: str, **changes: object) -> str:
        """The address of this search, with changes (``page=2``, ``services=()``)."""
        return f"{path}?{urlencode(replace(self, **changes).parameters())}"  # type: ignore[arg-type]  # names of our fields

    def parameters(self) -> list[tuple[str, str]]:
        """As in the address bar, in a fixed order."""
        pairs = [("q", self.q)] if self.q else []
        if self.point:
            pairs += [("lat", f"{self.point.lat:g}"), ("lon", f"{self.point.lon:g}")]
            pairs += [("carte", YES)] if self.from_map else []
        if self.radius_km is not None:
            pairs.append(("rayon", f"{self.radius_km:g}"))
        for name, attribute in CODES.items():
            pairs += [(name, code) for code in getattr(self, attribute)]
        if self.departement:
            pairs.append(("departement", self.departement))
        if self.open_now:
            pairs.append(("ouvert", NOW))
        elif self.open_at:
            pairs.append(("ouvert", self.open_at.strftime("%Y-%m-%dT%H:%M")))
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return pairs


def read_search(parameters: QueryDict, *, zone: ZoneInfo) -> Search:
    """
    The search that a query string asks for; ``zone`` is that of an ``ouvert`` without an offset.

    The form's two fields ``jour`` and ``heure`` say ``ouvert`` too, and come before it: they were filled in last.
    """
    remarks: list[str] = []
    day, hour = parameters.get("jour", "")[:10].strip(), parameters.get("heure", "")[:8].strip()
    asked = f"{day}T{hour}" if day and hour else day or parameters.get("ouvert", "")
    open_now, open_at, has_offset = _opening(asked, zone, remarks)
    if hour and not day:
        remarks.append(_("Donnez aussi le jour."))
    sentences = {
        "service": _("Service inconnu"),
        "public": _("Public inconnu"),
        "reseau": _("Type de lieu inconnu"),
        "frais": _("Prix inconnu"),
        "rdv": _("Choix de rendez-vous inconnu"),
        "fauteuil": _("Choix d'accès inconnu"),
        "soin": _("Accueil particulier inconnu"),
        "offre": _("Offre inconnue"),
    }
    codes = {
        attribute: _codes(parameters.getlist(name), BITS[name], sentences[name], remarks)
        for name, attribute in CODES.items()
    }
    return Search(
        q=" ".join(parameters.get("q", "").replace("\x00", "").split())[:LONGEST_QUERY],
        point=_point(parameters.get("lat", ""), parameters.get("lon", ""), remarks),
        from_map=parameters.get("carte") == YES,
        radius_km=_radius(parameters.get("rayon", ""), remarks),
        **codes,
        departement=_departement(parameters.get("departement", ""), remarks),
        open_now=open_now,
        open_at=open_at,
        has_offset=has_offset,
        page=_page(parameters.get("page", ""), remarks),
        remarks=tuple(remarks),
        typed=("", "") if open_at else (day, hour),
    )


def _point(lat: str, lon: str, remarks: list[str]) -> Point | None:
    if not lat and not lon:
        return None
    try:
        point = parse_point(lat[:30], lon[:30])
    except InvalidPoint:
        remarks.append(_("Cette position n'existe pas : écrivez votre ville ou votre code postal."))
        return None
    # About a hundred metres: enough to sort places, and no more than is needed.
    return Point(round(point.lat, 3), round(point.lon, 3))


def _radius(text: str, remarks: list[str]) -> float | None:
    if not text:
        return None
    try:
        radius = float(text[:20].replace(",", "."))
    except ValueError:
        radius = 0
    if not 0 < radius <= WIDEST_KM:  # false for NaN too
        remarks.append(
            _("La distance demandée n'est pas un nombre de kilomètres entre 1 et %(most)s.") % {"most": WIDEST_KM}
        )
        return None
    return radius


def _departement(text: str, remarks: list[str]) -> str:
    code = text.strip().upper()[:10]
    if code and code not in departements():
        remarks.append(_("Département inconnu") + f" : «\u00a0{text[:60]}\u00a0».")
        return ""
    return code


def _codes(given: list[str], known: Iterable[str], sentence: str, remarks: list[str]) -> tuple[str, ...]:
    known = tuple(known)
    unknown = [code for code in dict.fromkeys(given) if code and code not in known]
    if unknown:
        remarks.append(f"{sentence} : «\u00a0{unknown[0][:60]}\u00a0».")
    return tuple(code for code in known if code in given)


def _opening(text: str, zone: ZoneInfo, remarks: list[str]) -> tuple[bool, datetime | None, bool]:
    if not text:
        return False, None, False
    if text == NOW:
        return True, None, False
    try:
        if parse_date(text[:40]):
            remarks.append(_("Donnez aussi l'heure, comme 14:00."))
            return False, None, False
        # In an address, an unescaped "+01:00" arrives as " 01:00".
        moment = parse_datetime(text[:40].replace(" ", "+"))
        if moment is None:
            raise ValueError
    except ValueError:
        remarks.append(_("Le moment demandé n'est pas un jour et une heure : choisissez-les dans « Horaires »."))
        return False, None, False
    if not 2000 < moment.year < 2100:
        remarks.append(_("Le moment demandé est trop loin."))
        return False, None, False
    # On one clock, so that the addresses of the next page and of the filters, which carry no offset, mean that moment.
    if moment.tzinfo:
        return False, moment.astimezone(zone), True
    return False, moment.replace(tzinfo=zone), False


def _page(text: str, remarks: list[str]) -> int:
    if not text:
        return 1
    if text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= LAST_PAGE:
        return int(text[:6])
    remarks.append(_("Cette page de résultats n'existe pas : voici la première."))
    return 1
