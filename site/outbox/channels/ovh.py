"""
SMS by OVHcloud, through its own package (`POST /sms/{account}/jobs`).

Each SMS carries a tag made of its Message-ID. OVH does not refuse a second one of the same tag, but lists what went
under it: a message that may have gone already (no answer came, or the sender was killed) is looked up before it is
sent again.
"""

from functools import cached_property
from hashlib import sha256
from typing import Any

import ovh
from django.conf import settings
from requests.exceptions import ConnectTimeout

from outbox.channels.answers import Cause, ChannelDown, NoMore, NotSent, Postponed, Refused, Unanswered
from outbox.models import Message

TIMEOUT = (5, 15)  # seconds: to connect, and between two bytes of the answer
VALIDITY = 24 * 60  # minutes during which a phone that is off may still be reached
NO_CREDIT = 402


class OvhSms:
    """Hands SMS to OVH, one a call. It tries nothing twice by itself: that is the outbox's part."""

    def send(self, message: Message) -> None:
        """
        Hand one SMS over.

        :raises NotSent: it did not go.
        """
        self._find_the_time()
        report = self._call(
            "post",
            "jobs",
            message=message.text,
            receivers=[message.recipient],
            sender=settings.SMS_SENDER,
            senderForResponse=False,
            noStopClause=True,  # about a booking of the person's own: nothing is promoted
            priority="high",
            charset="UTF-8",
            coding="7bit",
            validityPeriod=VALIDITY,
            tag=tag(message),
            **{"class": "phoneDisplay"},
        )
        if not isinstance(report, dict):
            raise Unanswered("Le service de SMS a répondu autre chose que ce qui est convenu.")
        if report.get("invalidReceivers") or not report.get("ids"):
            raise Refused("Le service de SMS refuse ce numéro.", Cause.REFUSED)

    def went_already(self, message: Message) -> bool:
        """
        Whether OVH has it among those that went.

        :raises NotSent: OVH does not say.
        """
        self._find_the_time()
        return bool(self._call("get", "outgoing", tag=tag(message)))

    def close(self) -> None:
        """Hang up."""
        if "client" in vars(self):
            self.client._session.close()

    @cached_property
    def client(self) -> Any:
        """The package's client; a setting that it does not understand is said as the trouble that it is."""
        try:
            return ovh.Client(
                endpoint=settings.OVH_ENDPOINT,
                application_key=settings.OVH_APPLICATION_KEY,
                application_secret=settings.OVH_APPLICATION_SECRET,
                consumer_key=settings.OVH_CONSUMER_KEY,
                timeout=TIMEOUT,
            )
        except ovh.APIError as error:
            raise ChannelDown("Les réglages du compte SMS ne sont pas bons.") from error

    def _find_the_time(self) -> None:
        """Ask for OVH's time, once, which each signature needs: while that fails, nothing has been handed over."""
        try:
            self.client.time_delta  # noqa: B018 (the package asks when it is first read)
        except (ovh.APIError, TypeError, AttributeError, ValueError) as error:
            raise ChannelDown("Le service de SMS ne répond pas.") from error

    def _call(self, verb: str, what: str, **arguments: Any) -> Any:
        try:
            return getattr(self.client, verb)(f"/sms/{settings.SMS_ACCOUNT}/{what}", **arguments)
        except ovh.HTTPError as error:
            if isinstance(error.args[-1], ConnectTimeout):
                raise ChannelDown("Le service de SMS ne répond pas.") from error
            raise Unanswered("Le service de SMS n'a pas dit s'il prenait ce message.") from error
        except (ovh.InvalidResponse, AttributeError) as error:
            # No JSON, or JSON that is no object: a machine in between answers in its place.
            raise Unanswered("Le service de SMS a répondu autre chose que ce qui est convenu.") from error
        except ovh.APIError as error:
            raise _refusal(error) from error


def tag(message: Message) -> str:
    """Return what names the message at OVH: 16 characters that say nothing of anybody."""
    return sha256(message.message_id.encode()).hexdigest()[:16]


def _refusal(error: Any) -> NotSent:
    """Return what OVH's answer means; its words are not kept, since they may repeat the number."""
    status = error.response.status_code if error.response is not None else 0
    if status == NO_CREDIT or _is_about_credit(error):
        return NoMore("Il n'y a plus de crédit sur le compte SMS.", Cause.CREDIT)
    if isinstance(error, ovh.BadParametersError) and "sender" in str(error).lower():
        return ChannelDown("Le service de SMS refuse notre nom d'expéditeur.")
    if isinstance(error, ovh.BadParametersError):
        return Refused(f"Le service de SMS refuse ce message ({status}).", Cause.REFUSED)
    if status == 429 or isinstance(error, ovh.ResourceConflictError):
        return Postponed(f"Le service de SMS demande de revenir plus tard ({status}).", Cause.POSTPONED)
    if status >= 500:
        return Unanswered(f"Le service de SMS est en panne ({status}).")
    # A key that is unknown, may not do this, or an account that is not there: no message will pass.
    return ChannelDown(f"Le service de SMS ne nous laisse pas entrer ({status}).")


def _is_about_credit(error: Any) -> bool:
    """OVH has no status of its own for an empty account: its sentence says it ("Not enough credits")."""
    return "credit" in str(error).lower()
