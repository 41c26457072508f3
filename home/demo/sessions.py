"""What can be booked at the partner places, week after week, and the invented people who booked."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from booking.choices import Access, ActivityKind, Mode, Scope
from booking.models import Activity, Booking, Series, SeriesException, Session
from booking.services.booking import Person, book
from booking.services.sessions import make_sessions
from core.choices import ExceptionKind
from core.dates import local_day
from core.recurrence.fields import recurrence_from_rule
from core.recurrence.rule import Frequency, Rule, Weekday
from locations.models import Location

PARIS = ZoneInfo("Europe/Paris")
NO_CHARGE = "Gratuit. On peut venir avec son propre appareil."

ACTIVITIES: list[dict[str, Any]] = [
    {
        "slug": "permanence-connectee",
        "name": "Permanence Connectée",
        "kind": ActivityKind.PERMANENCE,
        "summary": "Deux heures pour poser ses questions et avancer, avec quelqu'un à côté de soi.",
        "description": (
            "Vous venez avec votre question : un courriel, une démarche, un téléphone, un ordinateur. "
            "Une personne vous aide, à votre rythme. " + NO_CHARGE
        ),
        "to_bring": "Votre téléphone ou votre ordinateur, et vos identifiants si vous avez une démarche à faire.",
        "audience": "Tout le monde, sans rien savoir d'avance",
        "duration": 120,
        "drop_in": True,
        "reminder_soon": True,
    },
    {
        "slug": "premiers-pas-avec-un-ordinateur",
        "name": "Premiers pas avec un ordinateur",
        "kind": ActivityKind.TRAINING,
        "summary": "La souris, le clavier, les fenêtres : on commence par le commencement.",
        "description": "En petit groupe, chacun devant un ordinateur. " + NO_CHARGE,
        "to_bring": "Rien : les ordinateurs sont sur place.",
        "audience": "Les personnes qui débutent",
        "duration": 120,
    },
    {
        "slug": "mes-demarches-en-ligne",
        "name": "Mes démarches en ligne",
        "kind": ActivityKind.TRAINING,
        "summary": "Impôts, logement, santé, emploi : faire ses démarches sans se perdre.",
        "description": "On apprend à créer un compte, à garder ses mots de passe et à envoyer un document. "
        + NO_CHARGE,
        "to_bring": "Vos courriers et vos identifiants, si vous en avez.",
        "audience": "Les personnes qui savent se servir d'une souris",
        "duration": 120,
    },
    {
        "slug": "mon-telephone-au-quotidien",
        "name": "Mon téléphone au quotidien",
        "kind": ActivityKind.WORKSHOP,
        "summary": "Messages, photos, trajets, réglages : votre téléphone, mieux compris.",
        "description": "Un atelier à six, chacun avec son téléphone. " + NO_CHARGE,
        "to_bring": "Votre téléphone et son chargeur.",
        "audience": "Toute personne qui a un téléphone à écran tactile",
        "duration": 90,
        "party_limit": 2,
    },
    {
        "slug": "parcours-numerique",
        "name": "Parcours numérique",
        "kind": ActivityKind.TRAINING,
        "summary": "Six matinées avec le même groupe, du premier clic à sa première démarche.",
        "description": "On avance ensemble, d'une semaine à l'autre : mieux vaut venir à toutes les séances. "
        + NO_CHARGE,
        "to_bring": "Rien : les ordinateurs sont sur place.",
        "audience": "Les personnes qui veulent apprendre pas à pas",
        "duration": 150,
        "party_limit": 1,
        "follow_up": True,
    },
    {
        "slug": "une-question-par-telephone",
        "name": "Une question par téléphone",
        "kind": ActivityKind.PERMANENCE,
        "mode": Mode.PHONE,
        "summary": "Une demi-heure avec quelqu'un qui connaît, sans sortir de chez soi.",
        "description": "Nous vous appelons à l'heure dite, sur le numéro que vous avez donné. " + NO_CHARGE,
        "to_bring": "L'appareil dont vous voulez parler, allumé à côté de vous.",
        "audience": "Tout le monde",
        "duration": 30,
        "party_limit": 1,
    },
    {
        "slug": "ecrire-et-parler-a-distance",
        "name": "Écrire et parler à distance",
        "kind": ActivityKind.WORKSHOP,
        "mode": Mode.ONLINE,
        "summary": "Un atelier à suivre de chez soi : messages, appels en image, documents partagés.",
        "description": "Il suffit d'un lien à ouvrir, que vous recevez en réservant. " + NO_CHARGE,
        "to_bring": "Un ordinateur ou un téléphone avec un micro.",
        "audience": "Les personnes qui ont déjà une connexion",
        "duration": 60,
        "party_limit": 1,
    },
    {
        "slug": "premier-rendez-vous-d-equipement",
        "name": "Premier rendez-vous d'équipement",
        "kind": ActivityKind.PERMANENCE,
        "access": Access.REFERRAL,
        "summary": "Faire le point sur son téléphone, sa connexion et ses besoins, et voir ce que l'on peut proposer.",
        "description": "Ce rendez-vous se prend avec la personne qui vous accompagne : elle nous explique votre "
        "situation, et vous n'avez rien à prouver de nouveau.",
        "to_bring": "La fiche remplie avec la personne qui vous accompagne.",
        "audience": "Les personnes orientées par un travailleur social",
        "duration": 45,
        "party_limit": 2,
    },
]

PERMANENCE, COMPUTER, PAPERWORK, PHONE, COURSE, CALL, ONLINE, EQUIPMENT = (one["slug"] for one in ACTIVITIES)


@dataclass(frozen=True, slots=True)
class Weekly:
    """A weekly series: what, where, which day and hour, for how many."""

    activity: str
    place: str
    weekday: Weekday
    at: time
    capacity: int = 8
    sessions: int | None = None
    more: dict[str, Any] = field(default_factory=dict)


WAITING = {"waiting_capacity": 4, "closes_minutes_before": 120}
"""Up to four people wait; booking ends two hours before, when the list of who comes is printed."""

SERIES = [
    Weekly(PERMANENCE, "espace-numerique-du-canal", Weekday.TUESDAY, time(10), more={**WAITING, "drop_in_places": 4}),
    Weekly(PERMANENCE, "bibliotheque-du-moulin", Weekday.TUESDAY, time(14), more={**WAITING, "drop_in_places": 3}),
    Weekly(PERMANENCE, "espace-numerique-des-epinettes", Weekday.WEDNESDAY, time(14), more=WAITING),
    Weekly(PERMANENCE, "les-fenetres-ouvertes", Weekday.THURSDAY, time(9, 30), more=WAITING),
    Weekly(PERMANENCE, "espace-numerique-des-peupliers", Weekday.THURSDAY, time(14), more=WAITING),
    Weekly(PERMANENCE, "espace-numerique-de-la-colline", Weekday.FRIDAY, time(14), more=WAITING),
    Weekly(PERMANENCE, "un-mot-apres-l-autre", Weekday.MONDAY, time(14), more=WAITING),
    Weekly(COMPUTER, "espace-numerique-du-canal", Weekday.FRIDAY, time(10), 6, more={"opens_days_before": 30}),
    Weekly(COMPUTER, "bibliotheque-du-moulin", Weekday.SATURDAY, time(10, 30), 6, more={"opens_days_before": 30}),
    Weekly(PAPERWORK, "les-fenetres-ouvertes", Weekday.TUESDAY, time(14), 6, more={"referred_places": 2}),
    Weekly(PAPERWORK, "espace-numerique-de-la-colline", Weekday.WEDNESDAY, time(10), 6, more={"referred_places": 2}),
    Weekly(PHONE, "bibliotheque-du-moulin", Weekday.THURSDAY, time(15), 6, more=WAITING),
    Weekly(PHONE, "espace-numerique-des-epinettes", Weekday.MONDAY, time(10), 6),
    Weekly(
        COURSE, "emmaus-connect-grenoble", Weekday.WEDNESDAY, time(9, 30), 8, sessions=6,
        more={"scope": Scope.COURSE, "join_until": 2, "waiting_capacity": 2},
    ),
    Weekly(PERMANENCE, "emmaus-connect-grenoble", Weekday.THURSDAY, time(14), more={"without_public_holidays": True}),
    Weekly(CALL, "un-mot-apres-l-autre", Weekday.WEDNESDAY, time(11), 1),
    Weekly(
        ONLINE, "espace-numerique-des-peupliers", Weekday.TUESDAY, time(18), 10,
        more={"online_url": "https://visio.exemple.invalid/ecrire-et-parler"},
    ),
    Weekly(EQUIPMENT, "emmaus-connect-grenoble", Weekday.MONDAY, time(10), 4),
]  # fmt: skip

FIRST_NAMES = "Amina Bernard Chantal Djibril Élise Fatou Gérard Hanna Issa Josiane Karim Lucette Mamadou Nadia".split()

FULL = 99
TAKEN = [4, FULL, 3, 1, 5, 0, 6, 4, 2, 5, 0, 3]
"""Places taken in the first sessions to come, in their order: one is full, the others have one place left at least."""


def load(*, now: datetime) -> int:
    """Make the activities, series, sessions and bookings that are not there yet, and return how many sessions."""
    load_activities()
    first_time = load_series(now=now)
    made = make_sessions(now=now).created
    if first_time:
        book_some(now=now)
    return made


def load_activities() -> None:
    """Make the activities that are not there yet."""
    known = set(Activity.objects.values_list("slug", flat=True))
    Activity.objects.bulk_create(Activity(**values) for values in ACTIVITIES if values["slug"] not in known)


def load_series(*, now: datetime) -> bool:
    """Make the series, unless one of them is there, and return whether they were made."""
    activities = {activity.slug: activity for activity in Activity.objects.all()}
    if Series.objects.filter(activity__in=activities.values(), location__slug=SERIES[0].place).exists():
        return False
    places = {place.slug: place for place in Location.objects.filter(slug__in={weekly.place for weekly in SERIES})}
    today = local_day(now, PARIS)
    for weekly in SERIES:
        place = places[weekly.place]
        series = Series.objects.create(
            activity=activities[weekly.activity],
            location=place,
            host=place.operator,
            first_day=next_day(weekly.weekday, today),
            start_time=weekly.at,
            recurrence=recurrence_from_rule(Rule(Frequency.WEEKLY, count=weekly.sessions), PARIS),
            capacity=weekly.capacity,
            **weekly.more,
        )
        if weekly is SERIES[2]:
            cancel_one(series, weeks=3)
    return True


def next_day(weekday: Weekday, today: date) -> date:
    """Return the first such day, today included."""
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def cancel_one(series: Series, *, weeks: int) -> None:
    """Cancel the date that comes so many weeks after the first."""
    SeriesException.objects.create(
        series=series,
        kind=ExceptionKind.CANCELLED,
        original_day=series.first_day + timedelta(weeks=weeks),
        note="L'espace est fermé ce jour-là.",
    )


def book_some(*, now: datetime) -> None:
    """Let invented people take places, so that places left differ, one session is full and two groups wait for it."""
    coming = Session.objects.upcoming(now=now).bookable().filter(start__gt=now + timedelta(hours=3))
    weekly = coming.filter(series__scope=Scope.SESSION, waiting_capacity__gt=0).select_related("activity", "series")
    for rank, (session, taken) in enumerate(zip(weekly, TAKEN, strict=False)):
        for person in range(session.capacity if taken == FULL else min(taken, session.capacity - 1)):
            book_one(session, rank, person, now=now)
        if taken == FULL:
            book_one(session, rank, session.capacity, now=now, party_size=2, wait=True)
            book_one(session, rank, session.capacity + 1, now=now, wait=True)
    course = coming.filter(series__scope=Scope.COURSE).select_related("activity", "series").first()
    if course is not None:
        for person in range(5):
            book_one(course, len(TAKEN), person, now=now)


def book_one(
    session: Session, rank: int, person: int, *, now: datetime, party_size: int = 1, wait: bool = False
) -> None:
    """Let one invented person book, unless they have."""
    key = f"demonstration-{rank}-{person}"
    if not Booking.objects.filter(idempotency_key=key).exists():
        # Numbers that the regulator keeps for fiction: 06 39 98 00 00 and those that follow.
        who = Person(first_name=FIRST_NAMES[person], phone=f"+3363998{rank:02}{person:02}")
        via = session.host if person % 3 == 0 else None  # who came by the site of the partner
        book(session=session, person=who, party_size=party_size, idempotency_key=key, now=now, via=via, wait=wait)
