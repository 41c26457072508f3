"""Who may do what in the admin, beyond Django's own permissions."""

from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy


class ReadOnlyPolicy(ModelPermissionPolicy):
    """What nobody adds, changes or deletes by hand, administrators included; seeing it takes Django's "view"."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Allow seeing only."""
        return action == "view" and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: list[str]) -> bool:
        """Allow when seeing is among them."""
        return "view" in actions and self.user_has_permission(user, "view")
