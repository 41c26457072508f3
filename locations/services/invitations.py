"""Inviting somebody to manage an organisation: a mailed link, of use once and for a week."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.codes import new_token, token_digest
from core.forgetting import Rule
from core.throttle import count
from locations.messages import invitation_letter
from locations.models import Invitation, Membership, Organisation
from locations.services.members import join
from outbox.models import Message
from outbox.services import enqueue

VALID_FOR = timedelta(days=7)
KEPT = timedelta(days=30)
"""How long after it ended an invitation is kept, accepted or not."""

MOST_AN_HOUR = 20
"""By one organisation: a team, and no more. Nobody writes to the whole world through us."""
MOST_TO_ONE = 3
"""To one mailbox in a day, whoever asks."""
DAY = timedelta(days=1)

KIND = "partner_invitation"


class InvitationRefused(Exception):
    """It cannot be; the message is for the person."""


class AlreadyMember(InvitationRefused):
    """Nothing is to be sent."""

    def __init__(self) -> None:
        """Say it."""
        super().__init__("Cette personne est déjà membre.")


class DeadLink(InvitationRefused):
    """It was never sent, has been used, or is too old: which of them is not said."""

    def __init__(self) -> None:
        """Say it."""
        super().__init__("Cette invitation ne sert plus.")


class AccountExists(InvitationRefused):
    """Somebody has an account with this address."""

    def __init__(self) -> None:
        """Say it."""
        super().__init__(_("Un compte existe déjà avec cette adresse : connectez-vous pour rejoindre l'organisation."))


def invite(*, organisation: Organisation, email: str, by: Any, now: datetime) -> Invitation:
    """
    Send a link that makes whoever holds it a member; one sent before to the same address opens nothing any more.

    No transaction around it: a refusal must stay counted.

    :raises AlreadyMember: somebody of the organisation has this address.
    :raises Throttled: too many, from this organisation in an hour or to this address in a day.
    """
    email = email.strip().lower()
    if Membership.objects.filter(organisation=organisation, user__email__iexact=email).exists():
        raise AlreadyMember
    count(what="invitations", address=f"organisation {organisation.pk}", limit=MOST_AN_HOUR, now=now)
    count(what="invitation-pour", address=email, limit=MOST_TO_ONE, now=now, window=DAY)
    token = new_token()
    sent = {"token_hash": token_digest(token), "invited_by": by, "created_at": now, "expires_at": now + VALID_FOR}
    with transaction.atomic():
        invitation, _new = Invitation.objects.update_or_create(
            organisation=organisation, email=email, accepted_at=None, defaults=sent
        )
        _unsend([invitation.pk])
        subject, text, html = invitation_letter(invitation, token)
        enqueue(
            kind=KIND,
            about=about(invitation.pk),
            recipient=email,
            subject=subject,
            text=text,
            html=html,
            secret=token,
            expires_at=invitation.expires_at,
            now=now,
        )
    return invitation


@transaction.atomic
def withdraw(invitation: Invitation) -> None:
    """Let the link open nothing any more, and keep nothing of whom it was for."""
    _unsend([invitation.pk])
    invitation.delete()


def opened_by(token: str, *, now: datetime) -> Invitation | None:
    """
    Return the invitation that this link opens, as long as it does.

    One query whatever is wrong. The database compares digests, of which a guess teaches nothing about the token.
    """
    return (
        Invitation.objects.open(now=now).select_related("organisation").filter(token_hash=token_digest(token)).first()
    )


@transaction.atomic
def accept(invitation: Invitation, *, user: Any, now: datetime) -> None:
    """
    Make this person a member; the link is used up, even where they were one already.

    :raises DeadLink: somebody else used it, it was sent again or withdrawn, or its time is over.
    """
    same = Invitation.objects.open(now=now).filter(pk=invitation.pk, token_hash=invitation.token_hash)
    if not same.update(accepted_at=now):
        raise DeadLink
    join(user=user, organisation=invitation.organisation, now=now)


def accept_with_new_account(
    invitation: Invitation, *, first_name: str, last_name: str, password: str, now: datetime
) -> Any:
    """
    Open an account in the name of the address that was invited, and make it a member; return it.

    :raises AccountExists: there is one of that name.
    :raises DeadLink: as for `accept`.
    """
    users = get_user_model()._default_manager
    if users.filter(username__iexact=invitation.email).exists():
        raise AccountExists
    try:
        with transaction.atomic():
            user = users.create_user(
                username=invitation.email,
                email=invitation.email,
                first_name=first_name,
                last_name=last_name,
                password=password,
            )
            accept(invitation, user=user, now=now)
    except IntegrityError as error:  # two who hold the same link, at the same moment
        raise AccountExists from error
    return user


def about(pk: int) -> str:
    """Return what the message of an invitation is `about`."""
    return f"invitation:{pk}"


def _unsend(invitations: list[int]) -> None:
    """Delete what was written to these people, sent or not: its link is dead."""
    Message.objects.filter(about__in=[about(pk) for pk in invitations]).delete()


def _over(now: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(expires_at__lte=now - KEPT)


RULES = (Rule("Invitations de partenaires", _over),)
