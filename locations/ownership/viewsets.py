"""
Screens held to what a person owns.

Wagtail's own edit, delete, history, usage, compare and unpublish screens ask for the permission over the *model*, and
its lists and choosers show every row: `OwnedViewSet` puts the check of the instance, and the scope, before all of them.
"""

from functools import cached_property
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.permissions import policy_registry

from locations.ownership.members import is_guest, organisations_of
from locations.ownership.policy import OwnedPolicy


def policy_of(model: Any) -> OwnedPolicy:
    """
    Return the policy that was registered for the model.

    :raises ImproperlyConfigured: it knows no owner, so that nothing would be held back.
    """
    policy = policy_registry.get_by_type(model, fallback=False)
    if not isinstance(policy, OwnedPolicy):
        raise ImproperlyConfigured(f"Register an OwnedPolicy for {model.__name__} before its views are asked.")
    return policy


class OwnedView:
    """Put before a view class of Wagtail's: 404 for what is another's, before anything is read or done."""

    owned_model: Any = None
    owned_to_choose = False
    open_to_partners = True

    @cached_property
    def owned_policy(self) -> OwnedPolicy:
        """The policy of what is shown."""
        return policy_of(self.owned_model)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Refuse another's object, and what is no key at all."""
        self.owned_user: Any = request.user
        self.owned_key = self._key(kwargs)
        if self.owned_key is not None and self.is_held and self.is_anothers:
            raise Http404
        super().setup(request, *args, **kwargs)  # type: ignore[misc]  # a mix-in: Wagtail's class comes after

    @cached_property
    def is_held(self) -> bool:
        """
        Whether this person sees its organisations' things alone; who belongs to none is left to Wagtail's own checks.

        Staff choose among everything: who writes an event names any place, and may change none.
        """
        if self.owned_policy.is_staff(self.owned_user):
            return False
        return is_guest(self.owned_user) if self.owned_to_choose else bool(organisations_of(self.owned_user))

    @cached_property
    def is_anothers(self) -> bool:
        """Whether the address names a thing that none of the person's organisations owns."""
        owned = self.owned_policy.model._default_manager.filter(self.owned_policy.owned_by(self.owned_user))
        return not owned.filter(pk=self.owned_key).exists()

    def user_has_permission(self, permission: str) -> bool:
        """Hold a member's permission to what is its own: who is staff for one action is a member for the others."""
        if not super().user_has_permission(permission):  # type: ignore[misc]
            return False
        if self.owned_key is None or self.owned_policy.staff.user_has_permission(self.owned_user, permission):
            return True
        return not organisations_of(self.owned_user) or not self.is_anothers

    def get_base_queryset(self) -> QuerySet[Any]:
        """List what the person may see; the lines of a history are of another model."""
        return self._seen(super().get_base_queryset())  # type: ignore[misc]

    def get_object_list(self) -> QuerySet[Any]:
        """Offer the same to choose."""
        return self._seen(super().get_object_list())  # type: ignore[misc]

    def get_objects(self, keys: list[Any]) -> QuerySet[Any]:
        """Hold several that are chosen at once to it."""
        return self._seen(super().get_objects(keys))  # type: ignore[misc]

    def _seen(self, objects: Any) -> QuerySet[Any]:
        seen: QuerySet[Any] = objects
        if objects.model is not self.owned_policy.model or not self.is_held:
            return seen
        return self.owned_policy.seen_by(self.owned_user, seen)

    def _key(self, kwargs: dict[str, Any]) -> Any:
        given = kwargs.get(getattr(self, "pk_url_kwarg", "pk"))
        if given is None:
            return None
        try:
            return self.owned_model._meta.pk.to_python(unquote(str(given)))
        except ValidationError as nonsense:
            raise Http404 from nonsense


class OwnedViewSet:
    """Put before `ModelViewSet`, `SnippetViewSet` or `ChooserViewSet`: every view that it constructs is held to it."""

    model: Any

    def construct_view(self, view_class: type[Any], **kwargs: Any) -> Any:
        """Construct the view, held."""
        whose = {"owned_model": self.model, "owned_to_choose": isinstance(self, ChooserViewSet)}
        held = type(view_class.__name__, (OwnedView, view_class), whose)
        return super().construct_view(held, **kwargs)  # type: ignore[misc]
