"""What a copy of an event takes along."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core.dates import local_day
from events.models import EventException, EventPage


@transaction.atomic
def keep_dates_to_come(copy: EventPage, *, user: Any, now: datetime) -> int:
    """
    Take out of a copy the exceptions of dates that are over, and return how many there were.

    A copy starts from what the first event says of days to come; what happened to its past dates is its own story.
    """
    if copy.alias_of_id:
        return 0
    draft = copy.get_latest_revision_as_object()
    today = local_day(now, draft.tz)
    exceptions = list(draft.exceptions.all())
    kept = [one for one in exceptions if max(filter(None, (one.original_day, one.new_day))) >= today]
    dropped = len(exceptions) - len(kept)
    if not dropped:
        return 0
    draft.exceptions = kept
    revision = draft.save_revision(user=user, changed=False, clean=False)
    if copy.live:
        revision.publish(user=user, log_action=False)
    else:
        # The row of a page that is not published is its latest draft.
        EventException.objects.filter(event_id=copy.pk).exclude(uid__in=[one.uid for one in kept]).delete()
    return dropped
