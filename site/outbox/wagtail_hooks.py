"""Registers the admin's view of messages."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from core.permissions import ReadOnlyPolicy
from outbox.models import Message
from outbox.viewsets import MessageViewSet

register_permission_policy(Message, ReadOnlyPolicy(Message))


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]  # Wagtail has no types
def messages() -> MessageViewSet:
    """Show « Messages » in the menu."""
    return MessageViewSet("outbox_messages", url_prefix="messages")
