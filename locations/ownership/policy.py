"""What belonging to an organisation allows, beside the permissions of staff."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from locations.ownership.members import organisations_of

ANYTHING = ("view", "add", "change", "delete", "publish")
"""Whoever may one of these with a thing sees it."""


class OwnedPolicy(ModelPermissionPolicy):
    """
    Staff keep their permissions over everything; a member has these actions over what its organisations own.

    ``owner`` is the way from the model to its organisation, as the ORM writes it: "host", "session__host", "pk" for the
    organisation itself. ``staff`` is the policy for those who hold a model permission (Django's alone, by default).
    """

    def __init__(
        self, model: Any, *, owner: str, members_may: frozenset[str], staff: ModelPermissionPolicy | None = None
    ) -> None:
        """Keep the way and the actions."""
        super().__init__(model)
        self.owner = owner
        self.members_may = members_may
        self.staff = staff or ModelPermissionPolicy(model)

    def is_staff(self, user: Any) -> bool:
        """Whether this person sees all of them."""
        return bool(self.staff.user_has_any_permission(user, list(ANYTHING)))

    def owned_by(self, user: Any) -> Q:
        """What the person's organisations own, as a condition that keeps each row once."""
        return self._owned_by_any(organisations_of(user))

    def seen_by(self, user: Any, objects: QuerySet[Any]) -> QuerySet[Any]:
        """Those of the objects that this person may do anything with: all for staff."""
        if self.is_staff(user):
            return objects
        return objects.filter(self.owned_by(user)) if self.members_may else objects.none()

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Whether it is allowed on some of them."""
        if self.staff.user_has_permission(user, action):
            return True
        return action in self.members_may and bool(organisations_of(user))

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """Whether one of them is."""
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """Whether it is allowed on this one."""
        if self.staff.user_has_permission_for_instance(user, action, instance):
            return True
        return action in self.members_may and not organisations_of(user).isdisjoint(self.owners_of(instance))

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        """Everything for staff; what their organisations own for members."""
        objects: QuerySet[Any] = self.model._default_manager.all()
        actions = list(actions)
        if self.staff.user_has_any_permission(user, actions):
            return objects
        return objects.filter(self.owned_by(user)) if self.members_may.intersection(actions) else objects.none()

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        """Staff, and every member when it is theirs to do."""
        return self._users(list(actions), Q(memberships__isnull=False))

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: Any) -> QuerySet[Any]:
        """Staff, and the members of its organisation."""
        return self._users(list(actions), Q(memberships__organisation__in=self.owners_of(instance)))

    def owners_of(self, instance: Any) -> frozenset[int]:
        """The keys of the organisations that own it; no query where a row names its owner itself."""
        if self._leads_to_many:
            found = self.model._default_manager.filter(pk=instance.pk).values_list(self.owner, flat=True)
            return frozenset(key for key in found if key is not None)
        *way, last = self.owner.split("__")
        for step in way:
            instance = getattr(instance, step)
            if instance is None:
                return frozenset()
        key = instance.pk if last == "pk" else getattr(instance, f"{last}_id")
        return frozenset(() if key is None else (key,))

    def _users(self, actions: list[str], members: Q) -> QuerySet[Any]:
        codenames = self._get_permission_codenames(actions)
        allowed = self._get_users_with_any_permission_codenames_filter(codenames)
        if self.members_may.intersection(actions):
            allowed |= members & Q(is_active=True)
        return get_user_model().objects.filter(allowed).distinct()

    def _owned_by_any(self, organisations: frozenset[int]) -> Q:
        condition = Q(**{f"{self.owner}__in": organisations})
        if not self._leads_to_many:
            return condition
        return Q(pk__in=self.model._default_manager.filter(condition).order_by().values("pk"))

    @cached_property
    def _leads_to_many(self) -> bool:
        """Whether a row can have several owners on the way: a join would then give it several times."""
        if self.owner == "pk":
            return False
        model = self.model
        for step in self.owner.split("__"):
            field = model._meta.get_field(step)
            if field.one_to_many or field.many_to_many:
                return True
            model = field.related_model
        return False
