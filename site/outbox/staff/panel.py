"""What the front page of the admin says of people to call and of messages that did not go."""

from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from outbox.models import Message
from outbox.staff.access import CALL
from outbox.staff.calls import calls_url
from outbox.staff.failures import failures_url


class MessagesPanel(Component):
    """Nothing where nobody waits for anything."""

    order = 110
    template_name = "outbox/admin/panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Count both."""
        if not parent_context["request"].user.has_perm(CALL):
            return {}
        return {
            "calls": Message.objects.to_call(now=timezone.now()).count(),
            "failures": Message.objects.unsettled().filter(status=Message.Status.FAILED).count(),
            "calls_url": calls_url(),
            "failures_url": failures_url(),
        }
