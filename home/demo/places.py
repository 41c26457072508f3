"""
Today's access points, at addresses found in public data of 2021 to 2023, and the invented partner places in Paris.

An access point that the national data set already holds is that very place, completed; the rows that repeat it become
its duplicates.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from home.demo.organisations import NETWORK
from locations.choices import Fee, Mobility, Network, Programme, Service, SolidarityOffer, SupportMode
from locations.models import Location, Organisation
from locations.services.completion import derive
from locations.services.hours import recompute_intervals

PHONE = "+33180059880"
REFERRED = "Sur orientation d'un travailleur social."
TO_CHECK = "Adresse relevée dans des données publiques entre 2021 et 2023 : appelez avant de venir."


@dataclass(frozen=True, slots=True)
class Point:
    """An access point. `rows` are its identifiers in the national data set, the best told first."""

    slug: str
    name: str
    address: str
    postcode: str
    town: str
    insee_code: str
    latitude: float
    longitude: float
    rows: tuple[str, ...] = ()
    hours: str = ""
    told_on: date = date(2022, 12, 1)
    itinerant: bool = False


POINTS = [
    Point(
        "emmaus-connect-paris-19e",
        "Emmaüs Connect Paris 19e",
        "71 rue Archereau",
        "75019",
        "Paris",
        "75119",
        48.893271,
        2.376365,
        rows=(
            "cnfs-62c699114f82c306de284a7e",
            "cnfs-62aaf4498255a806e299c591",
            "cnfs-62c6997b4f82c306de284a89",
            "cnfs-62e0f1a6631e9606e0351f3d",
        ),
        hours="Mo 14:00-17:30; Tu-Fr 14:00-17:30; Sa 10:00-12:30",
        told_on=date(2022, 7, 7),
    ),
    Point(
        "emmaus-connect-lyon",
        "Emmaüs Connect Lyon",
        "104 route de Vienne",
        "69008",
        "Lyon",
        "69388",
        45.737751,
        4.8523,
        rows=("cnfs-62c69bb04f82c306de284abf", "di-152-1"),
        hours="Tu 09:30-12:30,14:00-17:30; We-Fr 14:00-17:30; Sa 10:00-13:00",
        told_on=date(2022, 7, 7),
    ),
    Point(
        "emmaus-connect-grenoble",
        "Emmaüs Connect Grenoble",
        "7 allée du Jardin Hoche",
        "38000",
        "Grenoble",
        "38185",
        45.184574,
        5.728944,
        rows=("cnfs-62b9cfb7dd51e705b180ae94",),
        hours="Tu 09:30-12:30,14:00-17:30; We-Fr 14:00-17:30; Sa 09:30-12:30",
        told_on=date(2022, 6, 27),
    ),
    Point(
        "emmaus-connect-lille",
        "Emmaüs Connect Lille",
        "83 rue de l'Abbé Aerts",
        "59000",
        "Lille",
        "59350",
        50.624933,
        3.051349,
        rows=("cnfs-62da7254f98ccf06dc217393",),
        hours="Mo 09:30-12:30,13:30-17:00; Tu-Fr 09:00-12:30,13:30-17:00",
        told_on=date(2022, 7, 22),
    ),
    Point(
        "emmaus-connect-strasbourg",
        "Emmaüs Connect Strasbourg",
        "33 rue Kageneck",
        "67000",
        "Strasbourg",
        "67482",
        48.586375,
        7.738792,
        rows=("cnfs-62d135b6cccef506df8667d0",),
        hours="Mo 10:00-12:30; Tu-Fr 10:00-12:30,14:00-17:30",
        told_on=date(2022, 11, 29),
    ),
    Point(
        "emmaus-connect-creteil",
        "Emmaüs Connect Créteil",
        "1 place de l'Abbaye",
        "94000",
        "Créteil",
        "94028",
        48.778295,
        2.470384,
        rows=("cnfs-638080744acda506f71c2919",),
        hours="Mo-Fr 14:00-17:00",
        told_on=date(2022, 11, 25),
    ),
    Point(
        "emmaus-connect-marseille-jobin",
        "Emmaüs Connect Marseille, rue Jobin",
        "41 rue Jobin",
        "13003",
        "Marseille",
        "13203",
        43.309593,
        5.390358,
    ),
    Point(
        "emmaus-connect-marseille-national",
        "Emmaüs Connect Marseille, boulevard National",
        "10 boulevard National",
        "13001",
        "Marseille",
        "13201",
        43.302072,
        5.38732,
    ),
    Point(
        "emmaus-connect-bordeaux",
        "Emmaüs Connect Bordeaux",
        "38 cours des Aubiers",
        "33300",
        "Bordeaux",
        "33063",
        44.873171,
        -0.572281,
        told_on=date(2021, 12, 7),
    ),
    Point(
        "emmaus-connect-reims",
        "Emmaüs Connect en tournée dans la Marne",
        "122 rue du Barbâtre",
        "51100",
        "Reims",
        "51454",
        49.246873,
        4.041689,
        rows=("cnfs-62b304b5dd51e705b18080f1",),
        hours="Mo-Fr 08:00-12:00,13:00-17:00",
        told_on=date(2022, 9, 16),
        itinerant=True,
    ),
]


@dataclass(frozen=True, slots=True)
class Host:
    """An invented partner place in Paris; its slug is its organisation's."""

    slug: str
    address: str
    postcode: str
    insee_code: str
    latitude: float
    longitude: float
    hours: str
    kind: str  # the standard's `typologie`
    how_to_come: str


HOSTS = [
    Host(
        "espace-numerique-du-canal", "96 quai de Jemmapes", "75010", "75110", 48.8722, 2.3647,
        "Tu-Sa 10:00-12:30,14:00-18:00", "EPN", "Métro Jacques Bonsergent. Entrée par la cour, sans marche.",
    ),
    Host(
        "espace-numerique-des-epinettes", "40 rue Pouchet", "75017", "75117", 48.8932, 2.3208,
        "Mo-Fr 09:30-12:30,14:00-17:30", "EPN", "Métro Brochant ou Guy Môquet. Rez-de-chaussée.",
    ),
    Host(
        "espace-numerique-de-la-colline", "62 rue des Pyrénées", "75020", "75120", 48.8537, 2.4053,
        "Mo-Sa 10:00-13:00,14:00-18:00", "EPN", "Métro Maraîchers. Au fond du passage.",
    ),
    Host(
        "espace-numerique-des-peupliers", "24 rue des Peupliers", "75013", "75113", 48.8222, 2.3527,
        "Tu-Fr 14:00-18:00; Sa 10:00-13:00", "EPN", "Métro Tolbiac ou Maison Blanche.",
    ),
    Host(
        "les-fenetres-ouvertes", "58 rue de Reuilly", "75012", "75112", 48.8455, 2.3873,
        "Mo-Fr 09:00-12:30,13:30-17:30", "ASSO", "Métro Montgallet ou Reuilly – Diderot. Sonnez, on vous ouvre.",
    ),
    Host(
        "un-mot-apres-l-autre", "31 rue Marcadet", "75018", "75118", 48.8907, 2.3527,
        "Mo-Th 10:00-12:30,14:00-17:00", "ASSO", "Métro Marcadet – Poissonniers. Premier étage, avec ascenseur.",
    ),
    Host(
        "bibliotheque-du-moulin", "92 rue Raymond-Losserand", "75014", "75114", 48.8322, 2.3188,
        "Tu-Fr 13:00-19:00; Sa 10:00-18:00", "BIB", "Métro Pernety. Salle du bas, sans marche.",
    ),
]  # fmt: skip


def load(*, now: datetime) -> int:
    """Make or complete the places that are not there yet, and return how many that was."""
    # The national data set may have given one of these places the very slug, before it was the network's.
    ours = Location.objects.exclude(network=Network.DIRECTORY)
    known = set(ours.values_list("slug", flat=True))
    operators = {organisation.slug: organisation for organisation in Organisation.objects.all()}
    points = [load_point(point, operators[NETWORK], now=now) for point in POINTS if point.slug not in known]
    hosts = [load_host(host, operators[host.slug], now=now) for host in HOSTS if host.slug not in known]
    recompute_intervals([place.pk for place in [*points, *hosts]], now=now)
    return len(points) + len(hosts)


def load_point(point: Point, operator: Organisation, *, now: datetime) -> Location:
    """Complete the place that the national data set gave, or make it."""
    rows = {place.standard_id: place for place in Location.objects.filter(standard_id__in=point.rows)}
    found = [rows[row] for row in point.rows if row in rows]
    place = found[0] if found else new_place(now=now)
    fill(
        place,
        slug=point.slug,
        name=point.name,
        network=Network.ACCESS_POINT,
        operator=operator,
        address=point.address,
        postcode=point.postcode,
        town=point.town,
        insee_code=point.insee_code,
        latitude=point.latitude,
        longitude=point.longitude,
        phone=place.phone or PHONE,
        opening_hours=point.hours,
        services=[Service.EVERYDAY_TOOLS, Service.CULTURE, Service.ACCESS, Service.EQUIPMENT],
        offers=[SolidarityOffer.RECHARGES, SolidarityOffer.EQUIPMENT, SolidarityOffer.INTERNET],
        offer_conditions=REFERRED,
        fees=[Fee.CONDITIONAL],
        support_modes=[SupportMode.INDIVIDUAL, SupportMode.GROUP],
        programmes=sorted({*place.programmes, Programme.EMMAUS}),
        mobility=[Mobility.MOBILE if point.itinerant else Mobility.FIXED],
        summary=TO_CHECK,
        facts_date=point.told_on,
        duplicate_of=None,
    )
    for other in found[1:]:
        Location.objects.filter(pk=other.pk).update(duplicate_of=place)
    return place


def load_host(host: Host, operator: Organisation, *, now: datetime) -> Location:
    """Make an invented partner place."""
    place = new_place(now=now)
    fill(
        place,
        slug=host.slug,
        name=operator.name,
        network=Network.PARTNER,
        operator=operator,
        address=host.address,
        postcode=host.postcode,
        town="Paris",
        insee_code=host.insee_code,
        latitude=host.latitude,
        longitude=host.longitude,
        phone="+33199000000",  # one of the numbers that the regulator keeps for fiction
        opening_hours=host.hours,
        kinds=[host.kind],
        how_to_come=host.how_to_come,
        step_free=True,
        services=[Service.EVERYDAY_TOOLS, Service.PAPERWORK, Service.JOBS],
        fees=[Fee.FREE],
        support_modes=[SupportMode.INDIVIDUAL, SupportMode.GROUP],
        mobility=[Mobility.FIXED],
        summary="On y vient apprendre, faire une démarche ou poser une question. Lieu imaginé pour la démonstration.",
        facts_date=now.date(),
    )
    return place


def new_place(*, now: datetime) -> Location:
    """Return a published place, not saved."""
    return Location(live=True, first_published_at=now, last_published_at=now)


def fill(place: Location, **values: Any) -> None:
    """Give a place these facts and what follows from them, and save it."""
    for name, value in values.items():
        setattr(place, name, value)
    derive(place)
    place.save()
