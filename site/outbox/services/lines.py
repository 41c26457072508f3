"""
What is open or closed as one: our way to mail, our way to SMS, the address of one partner's program.

A partner's server that is dead, or slow, keeps nobody else's waiting: each address has a round of its own, who has
least to hear comes first, and what waits for an address that does not answer is put off together.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, DateTimeField, F, Min, Value
from django.db.models.functions import Coalesce, Greatest

from outbox.channels import SENT
from outbox.models import Message, MessageQuerySet

LONGEST_ROUND = timedelta(minutes=1)
"""A line's round takes no new message after this time: a slow server must not keep the other lines waiting."""

LONGEST_CALLS = timedelta(seconds=10)
"""The same, for one program."""

ALL_CALLS = timedelta(seconds=20)
"""And for all programs together: people's messages come before."""

MOST_PROGRAMS = 50
"""Programs called in one round."""

OTHERS_FIRST = timedelta(seconds=1)
"""How much earlier than what has just failed the others go: it may be the one that the program chokes on."""


@dataclass(frozen=True, slots=True)
class Line:
    """A channel, and of the programs' an address."""

    channel: str
    address: str = ""

    @property
    def longest(self) -> timedelta:
        """How long its round may take new messages."""
        return LONGEST_CALLS if self.address else LONGEST_ROUND

    def messages(self) -> MessageQuerySet:
        """All that goes this way."""
        every = Message.objects.filter(channel=self.channel)
        return every.filter(recipient=self.address) if self.address else every

    def wake(self, *, now: datetime) -> None:
        """The other side is back: those that found it closed need not wait for their hour."""
        self.messages().filter(
            status=Message.Status.QUEUED, cause=Message.Cause.DOWN, not_before__gt=now
        ).update(not_before=now)  # fmt: skip

    def hold(self, failed: Message, *, now: datetime) -> None:
        """Put off what is due at an address that has just not answered, as the one message that was tried."""
        row = self.messages().filter(pk=failed.pk, status=Message.Status.QUEUED).first()
        if not self.address or row is None:
            return
        self.messages().due(now=now).order_by().update(
            not_before=row.not_before - OTHERS_FIRST,
            attempts=Greatest(F("attempts"), Value(row.attempts)),
            tried_since=Coalesce(F("tried_since"), Value(row.tried_since, output_field=DateTimeField())),
            cause=row.cause,
            last_error=row.last_error,
        )


def people() -> list[Line]:
    """Return the lines to people."""
    return [Line(channel) for channel in SENT]


def programs(*, now: datetime) -> list[Line]:
    """Return a line for each program that is to be called, who has least to hear first."""
    due = Message.objects.due(now=now).filter(channel=Message.Channel.WEBHOOK).order_by()
    addresses = due.values_list("recipient").annotate(many=Count("pk"), first=Min("not_before"))
    shortest = addresses.order_by("many", "first", "recipient")[:MOST_PROGRAMS]
    return [Line(Message.Channel.WEBHOOK, address) for address, _many, _first in shortest]
