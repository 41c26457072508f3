"""The admin's menu and front page as a partner sees them: the doors that are open, and no more."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.menu import SubmenuMenuItem
from wagtail.permissions import policy_registry
from wagtail.snippets.action_menu import PublishMenuItem, UnpublishMenuItem

from locations.ownership.doors import leads_somewhere
from locations.ownership.members import is_guest
from locations.ownership.policy import OwnedPolicy


def keep_open_doors(request: HttpRequest, items: list[Any]) -> None:
    """Leave a partner the entries that lead somewhere; an entry with others below it shows by itself which of them."""
    if is_guest(request.user):
        items[:] = [item for item in items if isinstance(item, SubmenuMenuItem) or leads_somewhere(str(item.url))]


def offer_to_publish(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Give a member the buttons that Wagtail shows to who holds the permission over the model alone."""
    policy = policy_registry.get_by_type(context["model"])
    instance = context.get("instance")
    if not isinstance(policy, OwnedPolicy) or policy.staff.user_has_permission(request.user, "publish"):
        return
    publishes = (
        policy.user_has_permission_for_instance(request.user, "publish", instance)
        if instance is not None and instance.pk
        else policy.user_has_permission(request.user, "publish")
    )
    if publishes and not context.get("locked_for_user"):
        items.append(PublishMenuItem(order=30))
        if context["view"] == "edit" and instance is not None and instance.live:
            items.append(UnpublishMenuItem(order=20))


def clear(request: HttpRequest, items: list[Any]) -> None:
    """Leave a partner nothing: reports, settings, help and totals are about the whole site."""
    if is_guest(request.user):
        items.clear()
