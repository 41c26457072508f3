"""
How messages leave. A channel hands one over, or says why not and whether another try makes sense.

Another way out is one more class with these three methods, named in `open_channel`.
"""

from typing import Protocol

from django.conf import settings

from outbox.channels.mail import MailChannel
from outbox.channels.sms import ConsoleSms, NoSms
from outbox.channels.webhook import WebhookChannel
from outbox.models import Message


class Channel(Protocol):
    """A way out, opened for one round."""

    def send(self, message: Message) -> None:
        """
        Hand one message over.

        :raises NotSent: it did not go, or nobody knows.
        """

    def went_already(self, message: Message) -> bool:
        """
        Whether the other side has it, asked when a try before ended without an answer.

        :raises NotSent: the other side does not say.
        """

    def close(self) -> None:
        """Hang up."""


SENT = (Message.Channel.MAIL, Message.Channel.SMS)
"""What goes to people by one server of ours each; calls are made by people, programs have a server each."""


def open_channel(name: str) -> Channel:
    """Return the way out of this name, as the settings say; nothing is called yet."""
    if name == Message.Channel.MAIL:
        return MailChannel()
    if name == Message.Channel.WEBHOOK:
        return WebhookChannel()
    if settings.SMS_BACKEND == "ovh":
        from outbox.channels.ovh import OvhSms  # two hundred modules that no other site needs

        return OvhSms()
    return ConsoleSms() if settings.SMS_BACKEND == "console" else NoSms()
