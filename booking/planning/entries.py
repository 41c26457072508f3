"""What a planning tells: when, where, how many, and who comes by their initials. It may end in anybody's cloud."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking import choices
from booking.entries import absolute, session_entry
from booking.feeds import BACK, CANCELLED_FOR, NAMESPACE
from booking.models import Attendance, PrivateFeed, Session
from booking.models.session import SessionQuerySet
from booking.rows import drop_in_words
from booking.staff.participants.access import holds
from booking.staff.participants.links import participants_url
from core import ical

REFRESH = timedelta(hours=1)
"""How long a program may wait before it asks again: people book until the last minute."""

MOST = 1500
"""Sessions of one planning, the soonest: seven a day until the horizon, written in less than a second."""


def sessions_of(feed: PrivateFeed, *, now: datetime) -> list[Session]:
    """Return the sessions of a planning, from 30 days back, with those who come: two queries."""
    sessions: SessionQuerySet = Session.objects.with_place().select_related(None)
    sessions = sessions.select_related("activity", "location")  # the rule of a series is long to read, and unused here
    sessions = sessions.filter(host=feed.organisation) if feed.organisation else sessions.filter(holds(feed.user))
    recent = ~Q(status=choices.SessionStatus.CANCELLED) | Q(changed_at__gt=now - CANCELLED_FOR)
    coming = Attendance.objects.filter(status__in=choices.HOLDING_A_PLACE).select_related("booking")
    coming = coming.only("session", "party_size", "changed_at", "booking__first_name", "booking__last_name")
    found = sessions.filter(recent, start__gt=now - BACK).order_by("start", "pk")
    return list(found.prefetch_related(Prefetch("attendances", coming, to_attr="coming"))[:MOST])


def planning(feed: PrivateFeed, *, page: str, now: datetime) -> bytes:
    """Return the calendar; `page` is the path of the screen where the address is renewed and ended."""
    entries = [entry(session, session.coming) for session in sessions_of(feed, now=now)]  # type: ignore[attr-defined]
    name = feed.organisation.name if feed.organisation else settings.SITE_NAME
    head = ical.Calendar(
        name=(_("Planning – %s") if feed.organisation else _("Mes séances – %s")) % name,
        uid=str(uuid.uuid5(NAMESPACE, f"planning-{feed.pk}")),
        description=_("Agenda privé : ne donnez son adresse à personne."),
        # Not where it is published: whoever were sent this file would have the address.
        url=absolute(page),
        refresh=REFRESH,
        changed_at=max([feed.created_at, *(one.changed_at for one in entries)]),
    )
    return ical.serialise(head, entries)


def entry(session: Session, coming: Sequence[Attendance]) -> ical.Entry:
    """
    Return a session as those who hold it see it.

    Its uid is the public one: a planning that somebody gives us as their calendar is known for ours, and nobody's
    initials come back in the agenda.
    """
    path = participants_url(session)
    taken = {"people": session.booked, "room": session.capacity + session.overbooked}
    lines = (
        _("%(people)s sur %(room)s places prises.") % taken if session.booked else _("Personne encore."),
        _("Viennent : %s") % ", ".join(sorted(map(initials, coming))) if coming else "",
        ngettext("%s personne attend.", "%s personnes attendent.", session.waiting) % session.waiting
        if session.waiting
        else "",
        drop_in_words(session),
        session.note,
        _("Qui vient : %s") % absolute(path),
    )
    return replace(
        session_entry(session),
        title="{name} ({people}/{room})".format(name=session.activity.name, **taken),
        description="\n".join(line for line in lines if line),
        url=absolute(path),
        changed_at=max([session.changed_at, *(one.changed_at for one in coming)]),
        contact="",
        busy=True,
        private=True,
    )


def initials(attendance: Attendance) -> str:
    """Return who comes, and with how many: "A. B.", "M. (3 personnes)", "–" for who was made anonymous."""
    booking = attendance.booking
    names = (booking.first_name.strip(), booking.last_name.strip())
    letters = " ".join(f"{name[0].upper()}." for name in names if name)
    if attendance.party_size == 1:
        return letters or "–"
    people = ngettext("%s personne", "%s personnes", attendance.party_size) % attendance.party_size
    return f"{letters or '–'} ({people})"
