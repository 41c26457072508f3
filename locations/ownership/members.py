"""Who manages which organisations; asked once a request, so that what a membership ends, it ends at the next one."""

from typing import Any

from wagtail.permissions import page_permission_policy

from locations.models import Membership, Organisation

ENTERING = "wagtailadmin.access_admin"
"""All that the group of partners gives."""

_REMEMBERED = "_organisations_managed"


def organisations_of(user: Any) -> frozenset[int]:
    """Return the keys of the organisations that this person is a member of; one query a request and person."""
    if not (user.is_authenticated and user.is_active):
        return frozenset()
    known: frozenset[int] | None = getattr(user, _REMEMBERED, None)
    if known is None:
        known = frozenset(Membership.objects.filter(user=user.pk).values_list("organisation", flat=True))
        setattr(user, _REMEMBERED, known)
    return known


def manages(user: Any, organisation: Organisation) -> bool:
    """Whether this person is a member of the organisation."""
    return organisation.pk in organisations_of(user)


def is_partner(user: Any) -> bool:
    """Whether this person is in the admin as a member alone: belongs to an organisation, and is not staff of ours."""
    return not is_staff(user) and bool(organisations_of(user))  # staff know by what they hold already


def is_guest(user: Any) -> bool:
    """
    Whether this person is in the admin by no permission of our team: a member, or somebody who was one.

    An organisation that is deleted takes its memberships along, and leaves the way in.
    """
    return not is_staff(user) and (bool(organisations_of(user)) or user.has_perm(ENTERING))


def is_staff(user: Any) -> bool:
    """Whether this person holds any permission of our own team: over a kind of thing, or over pages."""
    return bool(
        user.is_superuser
        or user.get_all_permissions() - {ENTERING}
        or page_permission_policy.get_cached_permissions_for_user(user)
    )
