"""The four dates of 2014, and what comes round the day of loading."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.choices import ExceptionKind
from core.dates import local_day
from core.recurrence.fields import recurrence_from_rule
from core.recurrence.rule import Frequency, Rule, Weekday
from events.choices import EventKind
from events.models import AgendaPage, EventException, EventPage
from home.demo.sessions import next_day
from home.demo.tree import hard_spaces, put
from locations.models import Location, Organisation

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Past:
    """A whole day of 2014."""

    slug: str
    title: str
    day: date
    kind: EventKind
    address: str
    introduction: str
    body: str
    organisers: tuple[str, ...] = field(default=("emmaus-connect",))


PAST = [
    Past(
        "ouverture-du-point-d-accueil-de-lille",
        "Ouverture du point d'accueil de Lille",
        date(2014, 5, 22),
        EventKind.OPENING,
        "Lille",
        "Le point d'accueil de Lille ouvre ses portes.",
        "<p>Téléphone et internet à prix solidaire, matériel remis en état, et des séances pour apprendre : "
        "Lille rejoint Marseille, Grenoble, Lyon et Saint-Denis.</p>",
        ("emmaus-connect", "ville-de-lille"),
    ),
    Past(
        "ouverture-du-point-d-accueil-de-reuilly",
        "Un troisième point d'accueil à Paris : Reuilly",
        date(2014, 6, 11),
        EventKind.OPENING,
        "Quartier de Reuilly, Paris",
        "Paris a maintenant trois points d'accueil.",
        "<p>Le point de Reuilly ouvre le 11 juin 2014. On y vient orienté par un service social, une association ou "
        "un organisme public.</p>",
        ("emmaus-connect", "ville-de-paris"),
    ),
    Past(
        "forum-du-numerique-de-grenoble",
        "Forum du numérique de Grenoble",
        date(2014, 6, 18),
        EventKind.FORUM,
        "Grenoble",
        "Une journée du CCAS de Grenoble, tenue avec le réseau.",
        "<p>Le CCAS de Grenoble réunit celles et ceux qui aident les habitants à se servir d'internet.</p>",
        ("ccas-de-grenoble", "emmaus-connect"),
    ),
    Past(
        "inauguration-du-point-d-accueil-de-lyon",
        "Inauguration du point d'accueil de Lyon",
        date(2014, 6, 30),
        EventKind.INAUGURATION,
        "Lyon",
        "Le point de Lyon est inauguré officiellement.",
        "<p>Le point d'accueil recevait déjà du public. L'inauguration réunit le réseau et ses partenaires.</p>",
    ),
]


def load(agenda: AgendaPage, *, now: datetime) -> int:
    """Put the events that are not there yet, and return how many that was."""
    today = local_day(now, PARIS)
    organisations = {organisation.slug: organisation for organisation in Organisation.objects.all()}
    past = [load_past(agenda, one, organisations, now=now) for one in PAST]
    living = [
        load_forum(agenda, today, organisations, now=now),
        load_workshop(agenda, today, organisations, now=now),
        load_meeting(agenda, today, organisations, now=now),
    ]
    return sum([*past, *living])


def load_past(agenda: AgendaPage, one: Past, organisations: dict[str, Organisation], *, now: datetime) -> bool:
    """Put one of the days of 2014."""
    page = EventPage(
        slug=one.slug,
        title=one.title,
        introduction=one.introduction,
        kind=one.kind,
        first_day=one.day,
        all_day=True,
        address=one.address,
        body=[("prose", hard_spaces(one.body))],
    )
    page.organisers = [organisations[slug] for slug in one.organisers]
    return put(agenda, page, now=now) is not None


def load_forum(agenda: AgendaPage, today: date, organisations: dict[str, Organisation], *, now: datetime) -> bool:
    """Put a forum, each year."""
    page = EventPage(
        slug="forum-du-numerique-solidaire",
        title="Forum du numérique solidaire",
        introduction="Une journée pour se rencontrer, essayer, et préparer l'année avec les lieux partenaires.",
        kind=EventKind.FORUM,
        first_day=next_day(Weekday.THURSDAY, today + timedelta(days=18)),
        start_time=time(9, 30),
        end_time=time(17),
        recurrence=recurrence_from_rule(Rule(Frequency.YEARLY), PARIS),
        address="Salle des fêtes, 23 place Jeanne-d'Arc, Paris 13e",
        body=[
            (
                "prose",
                "<h2>Le matin</h2><p>Les lieux partenaires racontent une séance qui a marché, et une autre.</p>"
                "<h2>L'après-midi</h2><p>Des tables pour essayer : la santé, l'emploi, les démarches, les "
                "déplacements.</p><p>Entrée libre.</p>",
            )
        ],
    )
    page.organisers = [organisations["emmaus-connect"]]
    return put(agenda, page, now=now) is not None


def load_workshop(agenda: AgendaPage, today: date, organisations: dict[str, Organisation], *, now: datetime) -> bool:
    """Put a weekly workshop, with one date cancelled and one moved."""
    first = next_day(Weekday.WEDNESDAY, today)
    cancelled, moved = first + timedelta(weeks=2), first + timedelta(weeks=3)
    page = EventPage(
        slug="le-mercredi-des-questions",
        title="Le mercredi des questions",
        introduction="On pousse la porte, on pose sa question, on repart avec une réponse. Sans rendez-vous.",
        kind=EventKind.WORKSHOP,
        first_day=first,
        start_time=time(16),
        end_time=time(18),
        recurrence=recurrence_from_rule(Rule(Frequency.WEEKLY, weekdays=(Weekday.WEDNESDAY,)), PARIS),
        location=Location.objects.get(slug="bibliotheque-du-moulin"),
        body=[("prose", "<p>Une personne de la bibliothèque et une personne du réseau vous reçoivent ensemble.</p>")],
    )
    page.organisers = [organisations["bibliotheque-du-moulin"]]
    page.exceptions = [
        EventException(
            kind=ExceptionKind.CANCELLED, original_day=cancelled, note="La bibliothèque est fermée ce jour-là."
        ),
        EventException(
            kind=ExceptionKind.MOVED,
            original_day=moved,
            new_day=moved + timedelta(days=1),
            new_start_time=time(17),
            note="Déplacé au jeudi, à 17 h.",
        ),
    ]
    return put(agenda, page, now=now) is not None


def load_meeting(agenda: AgendaPage, today: date, organisations: dict[str, Organisation], *, now: datetime) -> bool:
    """Put a meeting of partners, once a month."""
    page = EventPage(
        slug="le-cafe-des-partenaires",
        title="Le café des partenaires",
        introduction="Une heure pour les bibliothèques, les associations et les services sociaux qui orientent.",
        kind=EventKind.MEETING,
        first_day=next_day(Weekday.FRIDAY, today + timedelta(days=4)),
        start_time=time(9),
        end_time=time(10),
        recurrence=recurrence_from_rule(Rule(Frequency.WEEKLY, interval=4), PARIS),
        location=Location.objects.get(slug="les-fenetres-ouvertes"),
        body=[("prose", "<p>On y parle de ce qui va et de ce qui coince. Le café est chaud à 9 h.</p>")],
    )
    page.organisers = [organisations["les-fenetres-ouvertes"], organisations["emmaus-connect"]]
    return put(agenda, page, now=now) is not None
