"""What staff change on one date of an event."""

import uuid
from typing import ClassVar
from uuid import UUID, uuid5

from django.db import models
from modelcluster.fields import ParentalKey

from core.models import DateException


class EventException(DateException):
    """
    A date that does not follow the rule, versioned with the page.

    `uid` stays through revisions, which primary keys do not: an added date is an entry of its own in people's
    calendars.
    """

    event = ParentalKey("events.EventPage", on_delete=models.CASCADE, related_name="exceptions")
    uid = models.UUIDField("UID", default=uuid.uuid4, editable=False)

    class Meta(DateException.Meta):
        """One exception a date."""

        constraints: ClassVar = [
            *DateException.Meta.constraints,
            models.UniqueConstraint(
                fields=["event", "original_day"],
                name="one_event_exception_a_date",
                violation_error_message="Cette date a déjà une exception.",
            ),
        ]


def added_uid(event: UUID, exception: UUID) -> UUID:
    """Return the identity, in calendars, of the date that an exception adds to an event (both by their uids)."""
    return uuid5(event, exception.hex)
