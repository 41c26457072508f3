"""Why a message did not leave, and what that means for it and for the next ones."""

from outbox.models import Message

Cause = Message.Cause


class NotSent(Exception):
    """
    The message did not leave. Its text, in French, is for staff: it names nobody, and quotes no other machine.

    `permanent`: another try would change nothing. `channel_down`: other messages would fare no better now.
    `falls_back`: what stands in its place, if anything does, may go at once.
    """

    permanent = False
    channel_down = False
    falls_back = False

    def __init__(self, said: str, cause: str) -> None:
        super().__init__(said)
        self.cause = cause


class Refused(NotSent):
    """The other side wants none of this message, now or ever."""

    permanent = True


class Postponed(NotSent):
    """The other side asks to come back later."""


class ChannelDown(NotSent):
    """Nobody answers, or we are not let in: nothing has left."""

    channel_down = True

    def __init__(self, said: str, cause: str = Cause.DOWN) -> None:
        super().__init__(said, cause)


class Unanswered(NotSent):
    """The whole message was handed over, and no answer came: it may have left, or not."""

    channel_down = True

    def __init__(self, said: str) -> None:
        super().__init__(said, Cause.UNANSWERED)


class NoMore(NotSent):
    """The way is closed for now (no credit, the day's limit): whatever stands in for the message goes instead."""

    channel_down = True
    falls_back = True
