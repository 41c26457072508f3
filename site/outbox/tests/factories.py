"""Messages for tests."""

from datetime import datetime
from typing import Any

from outbox.models import Message
from outbox.services import enqueue


def make_message(*, now: datetime, calls: bool = False, **fields: Any) -> Message:
    """Return a message; `calls`: if all else fails, the team calls."""
    words = {
        "kind": "essai",
        "recipient": "personne@exemple.invalid",
        "subject": "Votre rendez-vous du mardi 3 mars à 14 h",
        "text": "Mardi 3 mars 2026 à 14 h",
        **fields,
    }
    if calls:
        as_well = {name: words[name] for name in ("not_before", "expires_at") if name in words}
        call = make_message(now=now, channel=Message.Channel.CALL, withheld=True, **as_well)
        second = words.setdefault("fallback", call)
        if second != call:
            Message.objects.filter(pk=second.pk).update(fallback=call)
    return enqueue(now=now, **words)


def make_sms(*, now: datetime, **fields: Any) -> Message:
    return make_message(
        now=now, **{"channel": Message.Channel.SMS, "recipient": "+262639980011", "subject": "", **fields}
    )
