"""Messages in the Wagtail admin: where each stands and why, never what it says or to whom."""

from typing import ClassVar

from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from outbox.models import Message
from outbox.staff.calls import CallsViewSet
from outbox.staff.failures import FailuresViewSet


class MessageViewSet(ModelViewSet):
    """« Tous les messages »: read only."""

    model = Message
    name = "outbox_messages"
    url_prefix = "messages"
    add_to_reference_index = False  # it would cost every message four queries more
    icon = "mail"
    menu_label = "Tous les messages"
    search_fields: ClassVar = ["kind", "about"]
    search_backend_name = None
    list_display: ClassVar = [
        "kind_words",
        Column("get_channel_display", label="Moyen", sort_key="channel"),
        Column("get_status_display", label="État", sort_key="status"),
        Column("created_at", label="Écrit le", sort_key="created_at"),
        Column("sent_at", label="Envoyé le", sort_key="sent_at"),
        Column("attempts", label="Essais", sort_key="attempts"),
        Column("last_error", label="Dernière erreur"),
    ]
    list_filter: ClassVar = ["status", "channel", "cause"]
    list_per_page = 50
    inspect_view_enabled = True
    inspect_view_fields: ClassVar = [
        "kind_words", "channel", "about", "status", "created_at", "not_before", "expires_at", "attempts", "cause",
        "last_error", "sent_at", "settled_at", "parts",
    ]  # fmt: skip
    copy_view_enabled = False
    form_fields: ClassVar = ["kind"]  # nobody edits: see `core.permissions.ReadOnlyPolicy`


class MessagesGroup(ViewSetGroup):
    """The menu entry."""

    items = (CallsViewSet, FailuresViewSet, MessageViewSet)
    menu_label = "Messages"
    menu_icon = "mail"
    menu_order = 230
