"""Who manages what an organisation has: joining it, leaving it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import transaction

from locations.models import Membership, Organisation
from locations.services.collections import ensure_collection

PARTNERS = "Partenaires"
"""The group that lets members into the admin, and gives nothing else: what they see there, their memberships say."""

_LEAVING: list[Callable[[Any, Organisation], object]] = []


def when_leaving(end: Callable[[Any, Organisation], object]) -> None:
    """Have this called in the transaction in which somebody leaves: an app ends what it gave to the member."""
    _LEAVING.append(end)


def partners() -> Group:
    """Return the group, made where it is not there yet."""
    group, _made = Group.objects.get_or_create(name=PARTNERS)
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    return group


@transaction.atomic
def join(*, user: Any, organisation: Organisation, now: datetime) -> bool:
    """Make somebody a member, who may be one already; return whether they were not."""
    _only_one_at_a_time(user)
    _membership, joined = Membership.objects.get_or_create(
        user=user, organisation=organisation, defaults={"since": now}
    )
    user.groups.add(partners())
    ensure_collection(organisation)
    return joined


@transaction.atomic
def leave(*, user: Any, organisation: Organisation) -> bool:
    """
    End somebody's membership, which they may have no more; return whether they had.

    All that it gave ends with the row, for who is signed in too; with the last one, the way into the admin.
    """
    _only_one_at_a_time(user)
    left, _ = Membership.objects.filter(user=user, organisation=organisation).delete()
    for end in _LEAVING:
        end(user, organisation)
    if not Membership.objects.filter(user=user).exists():
        user.groups.remove(*Group.objects.filter(name=PARTNERS))
    return bool(left)


def _only_one_at_a_time(user: Any) -> None:
    """Who leaves one organisation and joins another at the same moment must not lose the way in."""
    get_user_model()._default_manager.select_for_update().get(pk=user.pk)
