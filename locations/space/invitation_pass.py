"""The pass that opens one invitation: so its token never stands in the address that leads back from signing in."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse

from core.passes import Pass
from locations.models import Invitation

PASS = Pass("invitation", salt="locations.invitation", lasts=3600, page="invitation:page")
"""An hour: time to find one's password again."""


def give(response: HttpResponse, invitation: Invitation) -> None:
    """Let whoever gets this response answer the invitation."""
    PASS.give(response, [invitation.pk, invitation.token_hash])


def invitation_of(request: HttpRequest, *, now: datetime) -> Invitation | None:
    """Return the invitation that the visitor may answer: none once it was sent again, used or withdrawn."""
    facts = PASS.read(request)
    if facts is None:
        return None
    pk, token_hash = facts
    known = Invitation.objects.open(now=now).select_related("organisation", "invited_by")
    return known.filter(pk=pk, token_hash=token_hash).first()
