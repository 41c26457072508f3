"""Secret addresses of plannings: made, renewed, ended, and found again by what they carry."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from booking.models import PrivateFeed
from core.codes import new_token, token_digest
from locations.models import Organisation
from locations.ownership.members import ENTERING, manages

SEES_ALL = "booking.view_booking"
"""With it one reads who comes to any session."""

READ_EVERY = timedelta(minutes=5)
"""How exact "last read" is: programs that ask more often are not worth a write each time."""


def may_follow(user: Any, organisation: Organisation | None) -> bool:
    """
    Whether this person may read that planning, their own where there is no organisation.

    An address tells nothing that its owner does not read here, signed in: who comes to an organisation's sessions is
    for its members, and for staff who see every booking.
    """
    if not user.has_perm(ENTERING):
        return False
    return organisation is None or manages(user, organisation) or bool(user.has_perm(SEES_ALL))


def own_feed(user: Any, organisation: Organisation | None) -> PrivateFeed | None:
    """Return this person's address to that planning, if there is one."""
    return PrivateFeed.objects.filter(user=user, organisation=organisation).first()


@transaction.atomic
def renew(*, user: Any, organisation: Organisation | None, now: datetime) -> str:
    """Make an address and return its token, which is kept nowhere: the former address, if any, has ended."""
    token = new_token()
    PrivateFeed.objects.update_or_create(
        user=user,
        organisation=organisation,
        defaults={"token_hash": token_digest(token), "created_at": now, "last_read_at": None},
    )
    return token


def revoke(*, user: Any, organisation: Organisation | None) -> bool:
    """End the address; return whether there was one."""
    return bool(PrivateFeed.objects.filter(user=user, organisation=organisation).delete()[0])


def find(token: str, *, of_organisation: bool) -> PrivateFeed | None:
    """
    Return the address that carries this token, as long as its owner may read that planning.

    The database compares digests, of which a guess teaches nothing about the token.
    """
    feed = (
        PrivateFeed.objects.filter(token_hash=token_digest(token), organisation__isnull=not of_organisation)
        .select_related("user", "organisation")
        .first()
    )
    return feed if feed and may_follow(feed.user, feed.organisation) else None


def tell_read(feed: PrivateFeed, *, now: datetime) -> None:
    """Write down that the address was read."""
    long_ago = Q(last_read_at=None) | Q(last_read_at__lte=now - READ_EVERY)
    if feed.last_read_at is None or feed.last_read_at <= now - READ_EVERY:
        PrivateFeed.objects.filter(long_ago, pk=feed.pk).update(last_read_at=now)
