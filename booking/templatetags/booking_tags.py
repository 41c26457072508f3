"""
Sessions on other apps' pages, as rows for `components/session_row.html`.

One query a tag, one more where there are courses, however many places.
"""

from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import urlencode

from django import template
from django.db.models import Window
from django.db.models.functions import RowNumber
from django.http import QueryDict
from django.utils import timezone

from booking import choices
from booking.models import Activity, Session
from booking.rows import SessionRow, session_row
from booking.selectors import courses
from booking.via import slug_of
from locations.models import Location

register = template.Library()

AT_A_PLACE = 6
IN_A_LIST = 2
SAID = (
    "start", "end", "zone", "status", "capacity", "overbooked", "booked", "waiting_capacity", "waiting",
    "drop_in_places", "referred_places", "referred_until", "referred_booked", "opens_at", "closes_at", "location_id",
    "activity__name", "activity__access", "activity__mode", "activity__drop_in", "series__scope", "series__join_until",
)  # fmt: skip
"""What a line says of a session: to ask for less takes less to put together, on each page of the finder."""


@register.simple_tag
def sessions_at(location: Location, limit: int = AT_A_PLACE) -> list[SessionRow]:
    """Return the next sessions at a place: `{% sessions_at location as sessions %}`; a query more for its courses."""
    now = timezone.now()
    listed = Session.objects.listed(now=now).upcoming(now=now).filter(location=location)
    sessions = list(listed.select_related("activity", "series")[:limit])
    known = courses(sessions, now=now)
    return [session_row(session, now=now, with_place=False, courses=known) for session in sessions]


@register.simple_tag
def activities_at(location: Location) -> list[Activity]:
    """Return what has dates to come at a place, on referral too: `{% activities_at location as activities %}`."""
    coming = Session.objects.filter(location=location, status=choices.SessionStatus.SCHEDULED)
    return list(Activity.objects.filter(pk__in=coming.upcoming(now=timezone.now()).order_by().values("activity")))


@register.filter
def coming_from(url: str, asked: QueryDict) -> str:
    """Return the address with the partner whose site led here: `{{ row.url|coming_from:request.GET }}`."""
    via = slug_of(asked)
    return f"{url}?{urlencode({'via': via})}" if via else url


@register.filter
def on_referral(activity: Activity) -> bool:
    """Tell whether a social worker has to ask for it."""
    return activity.access == choices.Access.REFERRAL


@register.simple_tag
def next_sessions_by_location(locations: Iterable[Location], limit: int = IN_A_LIST) -> dict[int, list[SessionRow]]:
    """Return many places' next sessions by their id: `{% next_sessions_by_location places as sessions_by_id %}`."""
    now = timezone.now()
    ranked = list(
        Session.objects.listed(now=now)
        .bookable()
        .upcoming(now=now)
        .filter(location__in=[location.pk for location in locations])
        .annotate(rank=Window(RowNumber(), partition_by="location", order_by=["start", "pk"]))
        .filter(rank__lte=limit)
        .select_related("activity", "series")
        .only(*SAID)
    )
    known = courses(ranked, now=now)
    found: dict[int, list[SessionRow]] = defaultdict(list)
    for session in ranked:
        found[session.location_id].append(session_row(session, now=now, with_place=False, courses=known))
    return dict(found)


@register.filter
def of_id(by_id: dict[int, list[SessionRow]], pk: int) -> list[SessionRow]:
    """Return the rows of one place: `{{ sessions_by_id|of_id:place.pk }}`."""
    return by_id.get(pk, [])
