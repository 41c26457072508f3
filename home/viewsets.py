"""What was forgotten, in the Wagtail admin: numbers only, and nobody changes them."""

from typing import ClassVar

from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from core.models import Purge


class PurgeViewSet(ModelViewSet):
    """« Effacements »: read only."""

    model = Purge
    add_to_reference_index = False
    icon = "bin"
    menu_label = "Effacements"
    menu_order = 9_000
    add_to_settings_menu = True
    list_display: ClassVar = [
        Column("started_at", label="Le", sort_key="started_at"),
        Column("get_because_display", label="Pourquoi"),
        "counts_words",
        Column("completed_words", label="Allé jusqu'au bout", accessor=lambda one: "Oui" if one.completed else "Non"),
    ]
    list_filter: ClassVar = ["because"]
    list_per_page = 50
    inspect_view_enabled = True
    inspect_view_fields: ClassVar = ["started_at", "because", "counts_words", "completed"]
    copy_view_enabled = False
    form_fields: ClassVar = ["because"]  # nobody edits: see `core.permissions.ReadOnlyPolicy`
