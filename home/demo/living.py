"""What comes round the day of loading: between them, these events show all that an event can be. They are invented."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from booking.models import Activity
from core.choices import ExceptionKind, Zone
from core.recurrence.fields import recurrence_from_rule
from core.recurrence.rule import WORKING_DAYS, Frequency, NthWeekday, Rule, Weekday
from events.choices import EventKind, EventStatus, SchoolZone
from events.models import AgendaPage, EventException, EventPage
from home.demo.pictures import picture
from home.demo.places import PHONE
from home.demo.sessions import COMPUTER, next_day
from home.demo.tree import hard_spaces, put
from locations.choices import Audience
from locations.models import Commune, Location, Organisation

PARIS = ZoneInfo(Zone.PARIS)
NETWORK, LIBRARY, WINDOWS, CANAL = (
    "emmaus-connect",
    "bibliotheque-du-moulin",
    "les-fenetres-ouvertes",
    "espace-numerique-du-canal",
)


@dataclass(frozen=True, slots=True)
class Living:
    """An event not yet put in the tree: its fields (with a `picture` by name), and what hangs on it."""

    fields: dict[str, Any]
    text: str
    organisers: tuple[str, ...]
    rule: Rule | None = None
    exceptions: tuple[EventException, ...] = ()


def load(agenda: AgendaPage, today: date, *, now: datetime) -> int:
    """Put those that are not there yet, and return how many that was."""
    organisations = {organisation.slug: organisation for organisation in Organisation.objects.all()}
    made = 0
    for build in EVENTS:
        living = build(today)
        if not agenda.get_children().filter(slug=living.fields["slug"]).exists():
            put(agenda, page_of(living, organisations), now=now)
            made += 1
    return made


def page_of(living: Living, organisations: dict[str, Organisation]) -> EventPage:
    """Return the page, not saved."""
    fields = {**living.fields, "body": [("prose", hard_spaces(living.text))]}
    name = fields.pop("picture", "")
    zone = ZoneInfo(fields.get("zone", Zone.PARIS))
    page = EventPage(
        recurrence=recurrence_from_rule(living.rule, zone), share_image=picture(name) if name else None, **fields
    )
    page.organisers = [organisations[slug] for slug in living.organisers]
    page.exceptions = list(living.exceptions)
    return page


def place(slug: str) -> Location:
    """Return one of the demonstration's places."""
    found: Location = Location.objects.get(slug=slug)
    return found


def commune(code: str) -> Commune | None:
    """Return a town of today, where the gazetteer is loaded."""
    return Commune.objects.filter(code=code).first()


def last_working_day(month: date) -> date:
    """Return the last day of the month that is no Saturday and no Sunday."""
    day = month.replace(day=monthrange(month.year, month.month)[1])
    return day - timedelta(days=max(0, day.weekday() - Weekday.FRIDAY))


def forum(today: date) -> Living:
    """Each year; a picture, a town, a number to call."""
    return Living(
        {
            "slug": "forum-du-numerique-solidaire",
            "title": "Forum du numérique solidaire",
            "introduction": "Une journée pour se rencontrer, essayer, et préparer l'année avec les lieux partenaires.",
            "kind": EventKind.FORUM,
            "first_day": next_day(Weekday.THURSDAY, today + timedelta(days=18)),
            "start_time": time(9, 30),
            "end_time": time(17),
            "address": "Salle des fêtes, 23 place Jeanne-d'Arc, Paris 13e",
            "commune": commune("75113"),
            "phone": PHONE,
            "picture": "accueil",
        },
        "<h2>Le matin</h2><p>Les lieux partenaires racontent une séance qui a marché, et une autre.</p>"
        "<h2>L'après-midi</h2><p>Des tables pour essayer : la santé, l'emploi, les démarches, les déplacements.</p>"
        "<p>Entrée libre.</p>",
        (NETWORK,),
        Rule(Frequency.YEARLY),
    )


def questions(today: date) -> Living:
    """Each week; one date cancelled, one moved, one with a note, one added."""
    first = next_day(Weekday.WEDNESDAY, today)
    moved = first + timedelta(weeks=3)
    return Living(
        {
            "slug": "le-mercredi-des-questions",
            "title": "Le mercredi des questions",
            "introduction": "On pousse la porte, on pose sa question, on repart avec une réponse. Sans rendez-vous.",
            "kind": EventKind.WORKSHOP,
            "first_day": first,
            "start_time": time(16),
            "end_time": time(18),
            "location": place(LIBRARY),
        },
        "<p>Une personne de la bibliothèque et une personne du réseau vous reçoivent ensemble.</p>",
        (LIBRARY,),
        Rule(Frequency.WEEKLY, weekdays=(Weekday.WEDNESDAY,)),
        (
            EventException(
                kind=ExceptionKind.CANCELLED,
                original_day=first + timedelta(weeks=2),
                note="La bibliothèque est fermée ce jour-là.",
            ),
            EventException(
                kind=ExceptionKind.MOVED,
                original_day=moved,
                new_day=moved + timedelta(days=1),
                new_start_time=time(17),
                note="Déplacé au jeudi, à 17 h.",
            ),
            EventException(
                kind=ExceptionKind.NOTE, original_day=first + timedelta(weeks=4), note="Dans la petite salle, au fond."
            ),
            EventException(
                kind=ExceptionKind.ADDED,
                original_day=first + timedelta(weeks=5, days=3),
                new_start_time=time(10),
                new_end_time=time(12),
                note="Un samedi, pour celles et ceux qui travaillent.",
            ),
        ),
    )


def partners(today: date) -> Living:
    """Every four weeks."""
    return Living(
        {
            "slug": "le-cafe-des-partenaires",
            "title": "Le café des partenaires",
            "introduction": "Une heure pour les bibliothèques, les associations et les services sociaux qui orientent.",
            "kind": EventKind.MEETING,
            "first_day": next_day(Weekday.FRIDAY, today + timedelta(days=4)),
            "start_time": time(9),
            "end_time": time(10),
            "location": place(WINDOWS),
        },
        "<p>On y parle de ce qui va et de ce qui coince. Le café est chaud à 9 h.</p>",
        (WINDOWS, NETWORK),
        Rule(Frequency.WEEKLY, interval=4),
    )


def homework(today: date) -> Living:
    """Until a date, without public holidays nor those of the schools of Paris; for families."""
    first = next_day(Weekday.TUESDAY, today + timedelta(days=1))
    return Living(
        {
            "slug": "les-devoirs-sur-ordinateur",
            "title": "Les devoirs sur ordinateur",
            "introduction": "Le cahier de texte en ligne, les exercices, les messages de l'école : parents et enfants "
            "s'y mettent ensemble.",
            "kind": EventKind.WORKSHOP,
            "first_day": first,
            "start_time": time(17, 30),
            "end_time": time(19),
            "location": place(LIBRARY),
            "publics": [Audience.FAMILIES],
            "without_public_holidays": True,
            "school_zone": SchoolZone.C,
        },
        "<p>Les ordinateurs sont sur place. On s'arrête pendant les vacances scolaires.</p>",
        (LIBRARY,),
        Rule(
            Frequency.WEEKLY,
            weekdays=(Weekday.TUESDAY, Weekday.THURSDAY),
            until=first + timedelta(weeks=30),
        ),
    )


def bills(today: date) -> Living:
    """The last working day of each month; for elders, at a price."""
    day = last_working_day(today)
    if day < today:
        day = last_working_day(today.replace(day=1) + timedelta(days=32))
    return Living(
        {
            "slug": "le-dernier-jour-des-papiers",
            "title": "Le dernier jour des papiers",
            "introduction": "La fin du mois arrive : factures, loyers, aides. On les paie et on les range ensemble.",
            "kind": EventKind.WORKSHOP,
            "first_day": day,
            "start_time": time(14),
            "end_time": time(16, 30),
            "location": place(WINDOWS),
            "publics": [Audience.SENIORS],
            "price": "2 €, ou rien si c'est trop",
        },
        "<p>Venez avec vos courriers et vos identifiants, si vous en avez.</p>",
        (WINDOWS,),
        Rule(Frequency.MONTHLY, weekdays=WORKING_DAYS, positions=(-1,)),
    )


def open_doors(today: date) -> Living:
    """Once, with sessions to book."""
    return Living(
        {
            "slug": "portes-ouvertes-au-canal",
            "title": "Portes ouvertes au Canal",
            "introduction": "Dix ordinateurs, du thé, et l'équipe : venez voir avant de vous inscrire à une formation.",
            "kind": EventKind.MEETING,
            "first_day": next_day(Weekday.SATURDAY, today + timedelta(days=7)),
            "start_time": time(10),
            "end_time": time(17),
            "location": place(CANAL),
            "activity": Activity.objects.get(slug=COMPUTER),
            "picture": "reuilly",
        },
        "<p>On essaie, on regarde, on demande. Pour la formation elle-même, réservez votre place.</p>",
        (CANAL,),
    )


def meeting_online(today: date) -> Living:
    """The second Thursday of each month; moved online, with why."""
    days = (next_day(Weekday.THURSDAY, today) + timedelta(weeks=n) for n in range(6))
    day = next(day for day in days if 8 <= day.day <= 14)
    return Living(
        {
            "slug": "devenir-benevole",
            "title": "Devenir bénévole",
            "introduction": "Une heure pour savoir ce que l'on fait, où, et combien de temps cela prend.",
            "kind": EventKind.MEETING,
            "status": EventStatus.ONLINE,
            "status_note": "La salle est en travaux : la réunion se tient en ligne jusqu'au printemps.",
            "first_day": day,
            "start_time": time(18),
            "end_time": time(19),
            "location": place(WINDOWS),
            "online_url": "https://reunion.example/devenir-benevole",
        },
        "<p>Il suffit d'un téléphone ou d'un ordinateur. Si c'est la première fois, appelez-nous avant : nous "
        "essayerons ensemble.</p>",
        (NETWORK,),
        Rule(Frequency.MONTHLY, nth_weekdays=(NthWeekday(2, Weekday.THURSDAY),)),
    )


def postponed(today: date) -> Living:
    """Once; put off, with a sentence."""
    return Living(
        {
            "slug": "grand-tri-des-telephones",
            "title": "Le grand tri des téléphones",
            "introduction": "Vos vieux téléphones resservent : on les trie, on les efface, on les donne.",
            "kind": EventKind.OTHER,
            "status": EventStatus.POSTPONED,
            "status_note": "La salle est prise : rendez-vous au printemps, la date sera donnée ici.",
            "first_day": next_day(Weekday.SATURDAY, today + timedelta(days=14)),
            "start_time": time(14),
            "end_time": time(18),
            "location": place(CANAL),
        },
        "<p>Gardez vos téléphones d'ici là.</p>",
        (CANAL, NETWORK),
    )


def three_days(today: date) -> Living:
    """Whole days, several in a row."""
    first = next_day(Weekday.FRIDAY, today + timedelta(days=21))
    return Living(
        {
            "slug": "trois-jours-pour-s-equiper",
            "title": "Trois jours pour s'équiper",
            "introduction": "Des ordinateurs remis en état, à prix solidaire, et quelqu'un pour les régler avec vous.",
            "kind": EventKind.OTHER,
            "first_day": first,
            "last_day": first + timedelta(days=2),
            "all_day": True,
            "address": "Halle aux cuirs, 12 quai de l'Écluse, Lyon",
            "commune": commune("69123"),
            "price": "Ordinateurs à partir de 60 €",
            "registration_url": "https://inscriptions.example/trois-jours",
            "picture": "lyon",
        },
        "<p>Venez avec le mot de la personne qui vous accompagne, si quelqu'un vous accompagne.</p>",
        (NETWORK,),
    )


def overseas(today: date) -> Living:
    """On another clock, three hours before Paris in winter."""
    return Living(
        {
            "slug": "le-samedi-numerique-de-saint-denis",
            "title": "Le samedi numérique de Saint-Denis",
            "introduction": "À La Réunion : le téléphone, les démarches, les messages, sous la varangue.",
            "kind": EventKind.WORKSHOP,
            "first_day": next_day(Weekday.SATURDAY, today + timedelta(days=3)),
            "start_time": time(9),
            "end_time": time(11, 30),
            "zone": Zone.REUNION,
            "address": "Case de la Rivière, 5 chemin des Letchis, Saint-Denis",
            "commune": commune("97411"),
        },
        "<p>On s'installe dehors s'il fait beau.</p>",
        (NETWORK,),
        Rule(Frequency.WEEKLY, interval=2, count=12),
    )


CHANGES_AFTER = timedelta(weeks=5)
REPAIRS = "l-atelier-des-reparations"


def first_saturday(today: date) -> date:
    """Return when the repairs begin."""
    return next_day(Weekday.SATURDAY, today)


def repairs_before(today: date) -> Living:
    """Each week until the series is parted: from then on it is at another hour, in another place."""
    first = first_saturday(today)
    return repairs(
        {"slug": REPAIRS, "first_day": first, "start_time": time(10), "end_time": time(12), "location": place(CANAL)},
        Rule(Frequency.WEEKLY, until=first + CHANGES_AFTER - timedelta(days=1)),
    )


def repairs_after(today: date) -> Living:
    """What follows: a page of its own."""
    before = EventPage.objects.get(slug=REPAIRS)
    return repairs(
        {
            "slug": f"{REPAIRS}-2",
            "first_day": before.first_day + CHANGES_AFTER,
            "start_time": time(14),
            "end_time": time(16),
            "location": place("espace-numerique-des-peupliers"),
            "follows": before,
        },
        Rule(Frequency.WEEKLY),
    )


def repairs(fields: dict[str, Any], rule: Rule) -> Living:
    """Return what both halves say."""
    return Living(
        {
            "title": "L'atelier des réparations",
            "introduction": "Un écran fendu, une touche morte, un ordinateur trop lent : on ouvre et on regarde.",
            "kind": EventKind.WORKSHOP,
            **fields,
        },
        "<p>On répare ce qui peut l'être, sans promettre. Les pièces sont à votre charge.</p>",
        (CANAL,),
        rule,
    )


EVENTS: list[Callable[[date], Living]] = [
    forum,
    questions,
    partners,
    homework,
    bills,
    open_doors,
    meeting_online,
    postponed,
    three_days,
    overseas,
    repairs_before,
    repairs_after,
]
