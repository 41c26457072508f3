"""Who calls people and deals with messages that did not go: the permission that a role has, or not."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from wagtail.admin.auth import permission_denied
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

CALL = "outbox.make_calls"


class CallersOnly(WagtailAdminTemplateMixin):
    """A screen that shows people's numbers and addresses."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Turn away who may not see them."""
        if not request.user.has_perm(CALL):
            return permission_denied(request)  # type: ignore[no-any-return]
        return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Say where one is."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


class CallersMenuItem(MenuItem):
    """An entry for those who may."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person may."""
        return bool(request.user.has_perm(CALL))
