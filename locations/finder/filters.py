"""The finder's filters in words: the panels of the form with a count beside each choice, and those in force."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import moment_words
from core.words import listing
from locations import choices
from locations.departements import departement_name
from locations.finder.facets import BITS, WITH_APPOINTMENT, WITHOUT_APPOINTMENT, YES
from locations.finder.search import CODES, NOW, RADII_KM, Search
from locations.selectors.tally import DEPARTEMENT, OPEN, Tally

RADIUS = "rayon"
RADIO = "radio"
WORDS: Mapping[str, Mapping[str, object]] = {
    "service": choices.SERVICE_WORDS,
    "public": {
        choices.Audience.YOUTH: gettext_lazy("Jeunes"),
        choices.Audience.STUDENTS: gettext_lazy("Étudiants"),
        choices.Audience.FAMILIES: gettext_lazy("Familles et enfants"),
        choices.Audience.SENIORS: gettext_lazy("Seniors"),
        choices.Audience.WOMEN: gettext_lazy("Femmes"),
    },
    "reseau": dict(choices.Network.choices),
    "frais": {
        choices.Fee.FREE: gettext_lazy("Gratuit"),
        choices.Fee.CONDITIONAL: gettext_lazy("Gratuit sous condition"),
        choices.Fee.PAID: gettext_lazy("Payant"),
    },
    "rdv": {
        WITHOUT_APPOINTMENT: gettext_lazy("Sans rendez-vous"),
        WITH_APPOINTMENT: gettext_lazy("Sur rendez-vous"),
    },
    "fauteuil": {YES: gettext_lazy("Accessible en fauteuil")},
    "soin": {
        choices.SpecificCare.ENGLISH: gettext_lazy("Anglais parlé"),
        choices.SpecificCare.LANGUAGES: gettext_lazy("Autres langues parlées"),
        choices.SpecificCare.LITERACY: gettext_lazy("Difficultés à lire et à écrire"),
        choices.SpecificCare.DEAFNESS: gettext_lazy("Personnes sourdes"),
        choices.SpecificCare.SIGHT: gettext_lazy("Personnes malvoyantes"),
        choices.SpecificCare.MOTOR: gettext_lazy("Handicap moteur"),
        choices.SpecificCare.MENTAL: gettext_lazy("Handicap mental"),
    },
    "offre": {
        choices.SolidarityOffer.RECHARGES: gettext_lazy("Recharges de téléphone"),
        choices.SolidarityOffer.EQUIPMENT: gettext_lazy("Ordinateur ou téléphone reconditionné"),
        choices.SolidarityOffer.INTERNET: gettext_lazy("Offre internet solidaire"),
    },
}
"""Each choice as one says it, by the name of its filter, in the order of the form."""


@dataclass(frozen=True, slots=True)
class Option:
    """
    A box to tick. ``count`` is how many places there would be; absent where nothing has been looked for.

    ``said`` is what goes on from the number for those who listen.
    """

    value: str
    words: str
    chosen: bool
    count: int | None = None

    @property
    def said(self) -> str:
        if self.count is None:
            return ""
        return " lieu" if self.count < 2 else " lieux"


@dataclass(frozen=True, slots=True)
class Group:
    """Choices under one legend, as boxes or (only one may be taken) as ``radio``; ``moment``: a day and an hour too."""

    name: str
    legend: str
    options: list[Option]
    type: str = "checkbox"
    moment: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """A chip that opens: groups of choices about one question. ``chosen`` counts those in force."""

    key: str
    title: str
    groups: list[Group] = field(default_factory=list)

    @property
    def chosen(self) -> int:
        return sum(option.chosen and bool(option.value) for group in self.groups for option in group.options)


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere."""

    words: str
    url: str


def panels(search: Search, counts: Tally | None, *, whole_departement: bool = False) -> list[Panel]:
    """The form, chip by chip; without counts where nothing has been looked for yet."""
    where = [] if whole_departement else [_radius(search, counts), *_departements(search, counts)]
    found = [
        ("services", _("Services"), [_codes("service", _("Ce que vous cherchez"), search, counts),
                                     _codes("offre", _("À prix solidaire"), search, counts)]),
        ("horaires", _("Horaires"), [_opening(search, counts), _codes("rdv", _("Rendez-vous"), search, counts)]),
        ("ou", _("Où"), where),
        ("accueil", _("Accueil"), [_codes("fauteuil", _("Accès"), search, counts),
                                   _codes("soin", _("Langues et besoins particuliers"), search, counts),
                                   _codes("public", _("Pour qui"), search, counts)]),
        ("prix", _("Prix"), [_codes("frais", _("Prix"), search, counts)]),
        ("type", _("Type de lieu"), [_codes("reseau", _("Type de lieu"), search, counts)]),
    ]  # fmt: skip
    return [Panel(key, title, groups) for key, title, groups in found if groups]


def chips(search: Search, path: str) -> list[Link]:
    """The filters in force, each with the address without it."""
    found = []
    for name, attribute in CODES.items():
        codes = getattr(search, attribute)
        for code in codes:
            rest = tuple(other for other in codes if other != code)
            found.append(Link(_words(name, code), search.url(path, **{attribute: rest, "page": 1})))
    others = (OPEN, RADIUS, *([DEPARTEMENT] if search.q or search.point else []))
    found += [Link(words, search.without(name).url(path)) for name in others if (words := in_words(search, name))]
    return found


def in_words(search: Search, name: str) -> str:
    """What a filter in force asks for: ``Gratuit``, ``Ouvert maintenant``, ``Démarches ou Emploi``; or nothing."""
    if name == OPEN:
        if search.open_at:
            return _("Ouvert %(moment)s") % {"moment": moment_words(search.open_at)}
        return _("Ouvert maintenant") if search.open_now else ""
    if name == RADIUS:
        return _("À moins de %(km)s km") % {"km": kilometres(search.radius_km)} if search.radius_km else ""
    if name == DEPARTEMENT:
        return _departement_words(search.departement) if search.departement else ""
    return listing([_words(name, code) for code in getattr(search, CODES[name])], _("ou"))


def removals(search: Search, counts: Tally, path: str, where: str) -> list[Link]:
    """
    What taking off one filter would bring back, the most first: ``Sans « Gratuit » : 14 lieux à moins de 10 km``.

    Where no single one would, what taking them all off would.
    """
    brought = sorted(((count, name) for name, count in counts.without.items() if count), key=lambda pair: -pair[0])
    found = [
        Link(
            _("Sans «\u00a0%(filter)s\u00a0» : %(places)s")
            % {"filter": in_words(search, name), "places": places_words(count, where)},
            search.without(name).url(path),
        )
        for count, name in brought
    ]
    if not found and len(counts.without) > 1 and counts.everything:
        everything = {"places": places_words(counts.everything, where)}
        found.append(Link(_("Sans aucun filtre : %(places)s") % everything, search.without(*counts.without).url(path)))
    return found


def further(search: Search, counts: Tally, path: str) -> Link | None:
    """The next distance at which there is something: ``À moins de 20 km : 3 lieux``."""
    for km in RADII_KM:
        if search.radius_km and km > search.radius_km and (count := counts.within(km * 1000)):
            words = _("À moins de %(km)s km : %(places)s") % {"km": km, "places": places_words(count)}
            return Link(words, replace(search, radius_km=float(km), page=1).url(path))
    return None


def places_words(count: int, where: str = "") -> str:
    """``1 lieu``, ``14 lieux à moins de 10 km``."""
    number = {"count": f"{count:,}".replace(",", "\u00a0")}
    words = (_("%(count)s\u00a0lieu") if count < 2 else _("%(count)s\u00a0lieux")) % number
    return f"{words} {where}".strip()


def kilometres(km: float) -> str:
    return f"{km:g}".replace(".", ",")


def _words(name: str, code: str) -> str:
    return str(WORDS[name].get(code, code))


def _codes(name: str, legend: str, search: Search, counts: Tally | None) -> Group:
    chosen = getattr(search, CODES[name])
    return Group(name, legend, [_option(name, code, code in chosen, counts) for code in _known(name)])


def _known(name: str) -> Iterable[str]:
    return [str(code) for code in WORDS[name] if str(code) in BITS[name]]


def _option(name: str, code: str, chosen: bool, counts: Tally | None) -> Option:
    return Option(code, _words(name, code), chosen, counts.choices[name][code] if counts else None)


def _opening(search: Search, counts: Tally | None) -> Group:
    is_any = not search.open_now and search.open_at is None
    options = [
        Option("", _("Peu importe"), is_any),
        Option(NOW, _("Ouvert maintenant"), search.open_now, counts.choices[OPEN][OPEN] if counts else None),
    ]
    if search.open_at:
        options.append(
            Option(
                f"{search.open_at:%Y-%m-%dT%H:%M}",
                in_words(search, OPEN),
                chosen=True,
                count=counts.total if counts else None,
            )
        )
    return Group(OPEN, _("Ouvert"), options, type=RADIO, moment=True)


def _radius(search: Search, counts: Tally | None) -> Group:
    options = [Option("", _("Sans limite"), search.radius_km is None)]
    for km in RADII_KM:
        count = counts.within(km * 1000) if counts else None
        options.append(Option(str(km), _("%(km)s km") % {"km": km}, search.radius_km == km, count))
    if search.radius_km and search.radius_km not in RADII_KM:
        words = _("%(km)s km") % {"km": kilometres(search.radius_km)}
        count = counts.total if counts else None
        options.append(Option(f"{search.radius_km:g}", words, chosen=True, count=count))
    return Group(RADIUS, _("À moins de"), options, type=RADIO)


def _departements(search: Search, counts: Tally | None) -> list[Group]:
    """The départements that are within the radius, where there are several to choose from."""
    found = counts.choices[DEPARTEMENT] if counts else {}
    codes = sorted({code for code in found if code} | ({search.departement} if search.departement else set()))
    if len(codes) < 2 and not search.departement:
        return []
    options = [Option("", _("Tous"), not search.departement)]
    options += [
        Option(code, _departement_words(code), code == search.departement, found.get(code, 0) if counts else None)
        for code in codes
    ]
    return [Group(DEPARTEMENT, _("Département"), options, type=RADIO)]


def _departement_words(code: str) -> str:
    return f"{departement_name(code)} ({code})"
