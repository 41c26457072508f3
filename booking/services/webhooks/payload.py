"""What a program reads: a session as the public API gives it, and nothing of those who come."""

import json
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings

from booking.choices import SessionNews, SessionStatus
from booking.models import Session

TRIAL = "essai"
"""What a call says that only asks whether somebody answers."""


def key_of(session_id: int) -> str:
    """Return what names a session in the API, the feeds and the calls."""
    return f"seance-{session_id}"


def session_json(session: Session, *, now: datetime) -> dict[str, Any]:
    """Return a session (`with_place`) under the names of `/api/v1/seances`, cancelled or not."""
    place = session.location
    return {
        "id": key_of(session.pk),
        "uid": str(session.uid),
        "titre": session.activity.name,
        "type": session.activity.slug,
        "debut": session.local_start.isoformat(),
        "fin": session.local_end.isoformat(),
        "journee_entiere": False,
        "statut": (SessionStatus.CANCELLED if session.is_cancelled else SessionStatus.SCHEDULED).value,
        "lieu": {"slug": place.slug, "nom": place.name} if place.slug else None,
        "partenaire": session.host.slug,
        "url": settings.PUBLIC_BASE_URL + session.get_absolute_url(),
        "source": None,
        "places": session.capacity + session.overbooked,
        "places_restantes": session.places_for(now=now),
    }


def news(event: SessionNews, session: Session, *, now: datetime) -> str:
    """
    Return what is said of a session.

    `id` stays that of the call however often it is repeated; `version` rises with each change of the session, so that
    a program that has heard a later one leaves an earlier one alone.
    """
    about_it = {"version": session.version, "seance": session_json(session, now=now)}
    return _body(event.value, about_it, moment=now.astimezone(session.tz))


def trial(*, now: datetime) -> str:
    """Return what is said by a call that only asks whether somebody answers."""
    return _body(TRIAL, {}, moment=now)


def _body(event: str, more: dict[str, Any], *, moment: datetime) -> str:
    said = {"id": str(uuid4()), "evenement": event, "date": moment.isoformat(timespec="seconds"), **more}
    return json.dumps(said, ensure_ascii=False)
