"""
Partners' programs: one POST a message, signed with the key of the partner.

The signature is the HMAC-SHA256 of the moment (Unix seconds), a full stop and the body: whoever has the key knows that
the call is ours, and that it is not an old one played again.
"""

import hmac
from datetime import datetime

from core.outbound import OutboundError, Redirected, post
from core.outbound import Refused as NotOurs
from outbox.channels.answers import Cause, ChannelDown, NotSent, Postponed, Refused
from outbox.models import Message

STAMP = "Seances-Horodatage"
SIGNATURE = "Seances-Signature"

TIMEOUT = 10  # seconds, for the whole call
TAKEN = range(200, 300)
GONE = 410
BUSY = frozenset({429, 502, 503, 504})
"""What a server says of itself, whatever it is asked."""


class WebhookChannel:
    """Calls programs, each by itself: nothing stays open between two calls."""

    def send(self, message: Message) -> None:
        """
        Call, signed as of the moment when the message was taken.

        :raises NotSent: the program did not take it.
        """
        call(message.recipient, message.text, key=message.secret, moment=message.in_flight_since or message.created_at)

    def went_already(self, message: Message) -> bool:
        """Nobody can say: the program knows what it has had by its id."""
        return False

    def close(self) -> None:
        """Nothing is open."""


def call(url: str, text: str, *, key: str, moment: datetime) -> None:
    """
    Hand this text (JSON) to a program.

    :raises NotSent: it did not say that it has it, with any status from 200 to 299.
    """
    body, stamp = text.encode(), str(int(moment.timestamp()))
    headers = {STAMP: stamp, SIGNATURE: signature(body, key=key, stamp=stamp)}
    try:
        answer = post(url, body, content_type="application/json", timeout=TIMEOUT, headers=headers)
    except NotOurs as error:
        raise Refused(str(error), Cause.REFUSED) from error
    except Redirected as error:
        raise Postponed(str(error), Cause.POSTPONED) from error
    except OutboundError as error:
        raise ChannelDown(str(error)) from error
    if answer.status not in TAKEN:
        raise _refusal(answer.status)


def signature(body: bytes, *, key: str, stamp: str) -> str:
    """Return what `SIGNATURE` says: `sha256=` and 64 hexadecimal figures."""
    return "sha256=" + hmac.new(key.encode(), f"{stamp}.".encode() + body, "sha256").hexdigest()


def _refusal(status: int) -> NotSent:
    """Return what the status means; the rest of the answer is not read."""
    if status == GONE:
        return Refused("Le programme ne veut plus être appelé (erreur 410).", Cause.REFUSED)
    if status in BUSY:
        return ChannelDown(f"Le programme est occupé ou en panne (erreur {status}).")
    return Postponed(f"Le programme répond par l'erreur {status}.", Cause.POSTPONED)
