"""What comes back: each week, each month, each year."""

from calendar import monthrange
from datetime import date, time, timedelta

from core.choices import ExceptionKind, Zone
from core.recurrence.rule import WORKING_DAYS, Frequency, NthWeekday, Rule, Weekday
from events.choices import EventKind, EventStatus, SchoolZone
from events.models import EventException
from home.demo.living.event import LIBRARY, NETWORK, WINDOWS, Living, commune, place
from home.demo.places import PHONE
from home.demo.sessions import next_day
from locations.choices import Audience


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
