"""One call as the list of calls says it."""

import json
from datetime import datetime
from typing import Any

from django.utils import timezone

from booking.choices import SessionNews
from core.dates import moment_words, range_words
from outbox.models import Message

Status = Message.Status
STATES = {
    Status.SENT: "Reçu",
    Status.QUEUED: "En attente",
    Status.IN_FLIGHT: "En cours",
    Status.FAILED: "Non reçu",
    Status.TOO_LATE: "Non reçu",
}


def shown(message: Message, *, now: datetime) -> dict[str, Any]:
    """Return what happened to which session, whether the program has it, and what exactly it was told."""
    said = json.loads(message.text)
    session = said["seance"]
    when = [datetime.fromisoformat(session[name]) for name in ("debut", "fin")]
    return {
        "pk": message.pk,
        "news": SessionNews(message.kind).label,
        "title": session["titre"],
        "when": range_words(*when),
        "place": session["lieu"]["nom"] if session["lieu"] else "",
        "state": STATES[Status(message.status)],
        "is_received": message.status == Status.SENT,
        "moment": in_words(message.sent_at or message.created_at, now=now),
        "next_try": in_words(message.not_before, now=now)
        if message.status == Status.QUEUED and message.attempts
        else "",
        "error": message.last_error,
        "may_go_again": message.status in (Status.SENT, Status.FAILED),
        "body": json.dumps(said, ensure_ascii=False, indent=2),
    }


def in_words(moment: datetime, *, now: datetime) -> str:
    """Return a moment on the clock of the person who reads, as near to today as it is."""
    return moment_words(timezone.localtime(moment), today=timezone.localdate(now))
