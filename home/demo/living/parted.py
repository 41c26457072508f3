"""A series that was parted: from a date on it is at another hour, in another place."""

from datetime import date, time, timedelta
from typing import Any

from core.recurrence.rule import Frequency, Rule, Weekday
from events.choices import EventKind
from events.models import EventPage
from home.demo.living.event import CANAL, Living, place
from home.demo.sessions import next_day

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
