"""Why an event is left out, in words for staff."""


class RefusedEvent(Exception):
    """The event cannot be taken; the message says why, in French."""
