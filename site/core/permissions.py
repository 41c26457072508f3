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


class RefusingPolicy(ModelPermissionPolicy):
    """Django's permissions, but for what nobody does by hand, administrators included."""

    def __init__(self, model: Any, refused: frozenset[str]) -> None:
        """Refuse these actions."""
        super().__init__(model)
        self.refused = refused

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Allow what is not refused."""
        return action not in self.refused and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: list[str]) -> bool:
        """Allow when one is not refused."""
        return bool(super().user_has_any_permission(user, [action for action in actions if action not in self.refused]))
