"""What happens once, or a few days in a row."""

from datetime import date, time, timedelta

from booking.models import Activity
from core.recurrence.rule import Weekday
from events.choices import EventKind, EventStatus
from home.demo.living.event import CANAL, NETWORK, Living, commune, place
from home.demo.sessions import COMPUTER, next_day


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
