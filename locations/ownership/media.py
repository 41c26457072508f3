"""The pictures of an organisation: its members add, choose and change those of its collection, and see no others."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from wagtail.models import Collection
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

from locations.models import Organisation
from locations.ownership.members import organisations_of

MEMBERS_MAY = ("add", "change", "choose")
"""Who may change a picture may delete it: Wagtail's own rule."""

_REMEMBERED = "_collections_managed"


@dataclass(frozen=True, slots=True)
class Codename:
    """As much of a Django permission as is asked for."""

    codename: str


@dataclass(frozen=True, slots=True)
class Grant:
    """What a `GroupCollectionPermission` would say, if each organisation had a group: for which action, and where."""

    permission: Codename
    collection: Collection

    @property
    def collection_id(self) -> int:
        """Return the collection's key."""
        key: int = self.collection.pk
        return key


class MediaPolicy(CollectionOwnershipPermissionPolicy):
    """Wagtail's own, with what memberships grant beside what groups do."""

    def get_cached_permissions_for_user(self, user: Any) -> list[Any]:
        """The grants of the person's groups, and of its organisations."""
        return [*super().get_cached_permissions_for_user(user), *self._grants_of(user)]

    def _grants_of(self, user: Any) -> list[Grant]:
        codenames = [self._get_permission_codename(action) for action in MEMBERS_MAY]
        return [Grant(Codename(codename), collection) for collection in collections_of(user) for codename in codenames]

    def _users_with_perm_filter(self, actions: Iterable[str], collection: Collection | None = None) -> Q:
        allowed: Q = super()._users_with_perm_filter(actions, collection)
        if not set(MEMBERS_MAY).intersection(actions):
            return allowed
        above = Collection.objects.all() if collection is None else collection.get_ancestors(inclusive=True)
        return allowed | Q(is_active=True, memberships__organisation__collection__in=above)


def collections_of(user: Any) -> list[Collection]:
    """Return the collections of the person's organisations; one query a request and person who has any."""
    keys = organisations_of(user)
    if not keys:
        return []
    known: list[Collection] | None = getattr(user, _REMEMBERED, None)
    if known is None:
        owners = Organisation.objects.filter(pk__in=keys).exclude(collection=None).select_related("collection")
        known = [owner.collection for owner in owners if owner.collection]
        setattr(user, _REMEMBERED, known)
    return known
