"""What staff choose in Wagtail's windows, which ask nothing of who looks into them."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from wagtail.permissions import policy_registry
from wagtail.snippets.views.chooser import SnippetChooserViewSet


class ForItsStaff:
    """Put before a view class of Wagtail's: for who may something with these things."""

    held_model: Any = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """:raises PermissionDenied: nothing (Wagtail leads to the front page, with a sentence)."""
        policy = policy_registry.get_by_type(self.held_model)
        if not policy.user_has_any_permission(request.user, ["view", "add", "change", "delete"]):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc, no-any-return]  # a mix-in


class StaffChooserViewSet(SnippetChooserViewSet):
    """The window of what only its own staff read."""

    def construct_view(self, view_class: type[Any], **kwargs: Any) -> Any:
        """Construct the view, held."""
        held = type(view_class.__name__, (ForItsStaff, view_class), {"held_model": self.model})
        return super().construct_view(held, **kwargs)
