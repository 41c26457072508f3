"""What ends in the sessions of an organisation when a member leaves it."""

from typing import Any

from booking.models import PrivateFeed, Series, Session
from locations.models import Organisation
from locations.ownership.members import is_staff


def step_down(user: Any, organisation: Organisation) -> None:
    """
    Hold none of its sessions any more, past ones included (who holds one reads who came), and follow none.

    A facilitator of the network's own team holds them as such, member or not.
    """
    PrivateFeed.objects.filter(user=user, organisation=organisation).delete()
    if is_staff(user):
        return
    Series.facilitators.through.objects.filter(user=user, series__host=organisation).delete()
    Session.facilitators.through.objects.filter(user=user, session__host=organisation).delete()
