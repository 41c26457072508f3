"""
Events as staff would publish them, without the hundred queries that this takes.

A first publication writes the page as it then is, and tells what receivers would; `publish` goes through a revision,
so that what Wagtail announces is heard.
"""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from wagtail.models import Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from booking.models import Activity, Session
from core.recurrence.fields import recurrence_from_rule
from core.recurrence.rule import Rule
from events.models import AgendaPage, EventException, EventPage, ExternalCalendar, ExternalDate
from events.services.occurrences import announce
from locations.models import Location, Organisation

NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)
"""A Tuesday, 10:00 in Paris."""

numbers = count(1)


def make_agenda(**fields: Any) -> AgendaPage:
    """Return the agenda, at /agenda/."""
    known = AgendaPage.objects.first()
    if known is not None:
        return known
    home = Site.objects.get(is_default_site=True).root_page
    return home.add_child(instance=AgendaPage(**{"title": "Agenda", "slug": "agenda", **fields}))


def make_event(*, rule: Rule | None = None, publish_at: datetime | None = NOW, **fields: Any) -> EventPage:
    """Return an event, on Tuesday 10 March 2026 from 14:00 to 16:00 unless told, a draft if `publish_at` is None."""
    number = next(numbers)
    exceptions = fields.pop("exceptions", [])
    organisers = fields.pop("organisers", [])
    given: dict[str, Any] = {
        "title": f"Atelier {number}",
        "slug": f"atelier-{number}",
        "first_day": date(2026, 3, 10),
        "live": False,
        **({"live": True, "first_published_at": publish_at, "last_published_at": publish_at} if publish_at else {}),
        **fields,
    }
    if not given.get("all_day"):
        given = {"start_time": time(14), "end_time": time(16), **given}
    zone = ZoneInfo(given.get("zone", "Europe/Paris"))
    event = EventPage(recurrence=recurrence_from_rule(rule, zone), **given)
    event.exceptions = [EventException(**row) for row in exceptions]
    event.organisers = organisers
    agenda = make_agenda()
    if not publish_at:
        agenda.add_child(instance=event)
        return save_draft(event)
    with time_machine.travel(publish_at, tick=False), disable_reference_index_auto_update():
        agenda.add_child(instance=event)
        announce(event, now=publish_at)
    return EventPage.objects.get(pk=event.pk)


def publish(event: EventPage, *, at: datetime = NOW) -> EventPage:
    """Publish what the page says, at that moment, and return it as stored."""
    with time_machine.travel(at, tick=False):
        event.save_revision().publish()
    return EventPage.objects.get(pk=event.pk)


def save_draft(event: EventPage) -> EventPage:
    """Keep what the page says as a draft, and return it as stored."""
    event.save_revision()
    return EventPage.objects.get(pk=event.pk)


def make_place(**fields: Any) -> Location:
    """Return a published place in Grenoble."""
    number = next(numbers)
    return Location.objects.create(
        **{
            "name": f"Bibliothèque {number}",
            "slug": f"bibliotheque-{number}",
            "address": "3 rue du Test",
            "postcode": "38000",
            "town": "Grenoble",
            "departement": "38",
            "latitude": 45.19,
            "longitude": 5.73,
            "live": True,
            **fields,
        }
    )


def make_partner(**fields: Any) -> Organisation:
    """Return an organisation."""
    number = next(numbers)
    return Organisation.objects.create(**{"name": f"Partenaire {number}", "slug": f"partenaire-{number}", **fields})


def make_session(**fields: Any) -> Session:
    """Return a session that anyone may book, on Wednesday 11 March 2026 from 14:00 to 16:00."""
    activity, _ = Activity.objects.get_or_create(slug="permanence", defaults={"name": "Permanence Connectée"})
    start = fields.pop("start", datetime(2026, 3, 11, 13, tzinfo=UTC))
    given = {
        "activity": activity,
        "location": fields.get("location") or make_place(),
        "host": fields.get("host") or make_partner(),
        "start": start,
        "end": start + timedelta(hours=2),
        "capacity": 8,
        "created_at": NOW,
        "changed_at": NOW,
    }
    return Session.objects.create(**{**given, **fields})


def make_calendar(**fields: Any) -> ExternalCalendar:
    """Return a partner's calendar whose dates are shown."""
    number = next(numbers)
    return ExternalCalendar.objects.create(
        **{
            "name": f"Agenda {number}",
            "address": f"https://partenaire-{number}.example/agenda.ics",
            "organisation": fields.get("organisation") or make_partner(),
            "state": "live",
            **fields,
        }
    )


def make_external_date(calendar: ExternalCalendar | None = None, **fields: Any) -> ExternalDate:
    """Return a date of a partner's calendar, on Thursday 12 March 2026 from 14:00 to 16:00 unless told."""
    number = next(numbers)
    location = fields.pop("location", None)
    start = fields.pop("start", datetime(2026, 3, 12, 13, tzinfo=UTC))
    end = fields.pop("end", start + timedelta(hours=2))
    zone = ZoneInfo(fields.get("zone", "Europe/Paris"))
    given = {
        "key": f"cle-{number}",
        "title": f"Chez le partenaire {number}",
        "start": start,
        "end": end,
        "first_day": start.astimezone(zone).date(),
        "last_day": (end - timedelta(microseconds=1)).astimezone(zone).date() if end > start else start.date(),
        "changed_at": NOW,
    }
    return ExternalDate.objects.create(calendar=calendar or make_calendar(location=location), **{**given, **fields})
