"""Messages for tests."""

from datetime import datetime
from typing import Any

from outbox.models import Message
from outbox.services import enqueue


def make_message(*, now: datetime, **fields: Any) -> Message:
    return enqueue(
        now=now,
        **{
            "kind": "essai",
            "recipient": "personne@exemple.invalid",
            "subject": "Votre rendez-vous du mardi 3 mars à 14 h",
            "text": "Mardi 3 mars 2026 à 14 h",
            **fields,
        },
    )


def make_sms(*, now: datetime, **fields: Any) -> Message:
    return make_message(
        now=now, **{"channel": Message.Channel.SMS, "recipient": "+262639980011", "subject": "", **fields}
    )
