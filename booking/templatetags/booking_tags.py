"""Sessions on other apps' pages, as rows for `components/session_row.html`. One query a tag, however many places."""

from collections import defaultdict
from collections.abc import Iterable

from django import template
from django.db.models import Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from booking import choices
from booking.models import Activity, Session
from booking.rows import SessionRow, session_row
from locations.models import Location

register = template.Library()

AT_A_PLACE = 6
IN_A_LIST = 2
SAID = (
    "start", "end", "zone", "status", "capacity", "overbooked", "booked", "opens_at", "closes_at", "location_id",
    "activity__name",
)  # fmt: skip
"""What a line says of a session: to ask for less takes less to put together, on each page of the finder."""


@register.simple_tag
def sessions_at(location: Location, limit: int = AT_A_PLACE) -> list[SessionRow]:
    """Return the next sessions at a place: `{% sessions_at location as sessions %}`."""
    now = timezone.now()
    sessions = Session.objects.shown().upcoming(now=now).filter(location=location).select_related("activity")[:limit]
    return [session_row(session, now=now, with_place=False) for session in sessions]


@register.simple_tag
def activities_at(location: Location) -> list[Activity]:
    """Return what has dates to come at a place, on referral too: `{% activities_at location as activities %}`."""
    coming = Session.objects.filter(location=location, status=choices.SessionStatus.SCHEDULED)
    return list(Activity.objects.filter(pk__in=coming.upcoming(now=timezone.now()).order_by().values("activity")))


@register.filter
def on_referral(activity: Activity) -> bool:
    """Tell whether a social worker has to ask for it."""
    return activity.access == choices.Access.REFERRAL


@register.simple_tag
def next_sessions_by_location(locations: Iterable[Location], limit: int = IN_A_LIST) -> dict[int, list[SessionRow]]:
    """Return many places' next sessions by their id: `{% next_sessions_by_location places as sessions_by_id %}`."""
    now = timezone.now()
    ranked = (
        Session.objects.bookable()
        .upcoming(now=now)
        .filter(location__in=[location.pk for location in locations])
        .annotate(rank=Window(RowNumber(), partition_by="location", order_by=["start", "pk"]))
        .filter(rank__lte=limit)
        .select_related("activity")
        .only(*SAID)
    )
    found: dict[int, list[SessionRow]] = defaultdict(list)
    for session in ranked:
        found[session.location_id].append(session_row(session, now=now, with_place=False))
    return dict(found)


@register.filter
def of_id(by_id: dict[int, list[SessionRow]], pk: int) -> list[SessionRow]:
    """Return the rows of one place: `{{ sessions_by_id|of_id:place.pk }}`."""
    return by_id.get(pk, [])
