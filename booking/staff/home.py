"""What the front page of the admin says to those whose sessions they are: today's, and the next ones."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.permissions import policy_registry

from booking.models import Session
from booking.planning.addresses import OWN
from booking.services.presence import may_be_noted
from booking.staff.participants.access import held_by
from booking.staff.participants.links import participants_url
from core.dates import local_day, range_words
from locations.ownership.members import is_partner

MOST = 40
"""Sessions that are looked at: those of two days, and more."""

MOST_NEXT = 6
"""Sessions named after today's; all of them are in the list."""

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """A session as the front page says it. `presences_url` is empty until its day has come."""

    session: Session
    when: str
    room: int
    url: str
    presences_url: str


def line_of(session: Session, *, now: datetime) -> Line:
    """Say one session."""
    is_noted = may_be_noted(session, now=now) and not session.is_cancelled
    return Line(
        session=session,
        when=unbroken(range_words(session.local_start, session.local_end, today=local_day(now, session.tz))),
        room=session.capacity + session.overbooked,
        url=participants_url(session),
        presences_url=reverse("admin_sessions:presences", args=[session.pk]) if is_noted else "",
    )


def unbroken(words: str) -> str:
    """Return the words with hours that are not parted at the end of a line."""
    return words.replace(" h ", "\u00a0h\u00a0").replace(" h", "\u00a0h")


def days_from_today(session: Session, *, now: datetime) -> int:
    """Return in how many days it begins, by the clock of its place."""
    return (session.local_start.date() - local_day(now, session.tz)).days


class SessionsPanel(Component):
    """« Vos séances »: those that a person holds, and those of their organisations; nothing to who has none."""

    order = 100
    template_name = "booking/admin/home_sessions.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Name today's sessions, and the next few."""
        user, now = parent_context["request"].user, timezone.now()
        held = held_by(user).filter(start__gt=now - A_DAY).select_related("activity", "location")
        found = [(days_from_today(one, now=now), one) for one in held.order_by("start", "pk")[:MOST]]
        may = policy_registry.get_by_type(Session).user_has_permission
        partner = is_partner(user)
        return {
            "today": [line_of(one, now=now) for days, one in found if days == 0],
            "next": [line_of(one, now=now) for days, one in found if days > 0][:MOST_NEXT],
            "is_shown": bool(found) or partner,
            "all_url": reverse("admin_sessions:index") if may(user, "view") else "",
            "add_url": reverse("admin_sessions:add") if may(user, "add") else "",
            # A partner's are those of the organisation, whose space has a planning of its own.
            "planning_url": reverse(OWN) if found and not partner else "",
        }
