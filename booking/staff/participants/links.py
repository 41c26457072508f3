"""The ways to a session's participants, from the list of sessions and from its form."""

from collections.abc import Callable
from copy import copy
from typing import Any, Self

from django.urls import reverse
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button, HeaderButton

from booking.models import Session

LABEL, ICON = "Participants", "group"


def participants_url(session: Session) -> str:
    """Return the address of who comes to a session."""
    return reverse("admin_sessions:participants", args=[session.pk])


def in_row(session: Session) -> Button:
    """Return the entry of a line's menu."""
    return Button(LABEL, participants_url(session), icon_name=ICON, priority=3)


def in_header(session: Session) -> HeaderButton:
    """Return the button above a session's form."""
    return HeaderButton(LABEL, url=participants_url(session), icon_name=ICON)


class TakenColumn(Column):
    """The places taken, leading to who took them where `shown` says that this person may read it."""

    cell_template_name = "booking/admin/_taken_cell.html"
    shown: Callable[[Session], bool] | None = None

    def for_reader(self, shown: Callable[[Session], bool]) -> Self:
        """Return the column as one person sees it."""
        column = copy(self)
        column.shown = shown
        return column

    def get_cell_context_data(self, instance: Session, parent_context: Any) -> dict[str, Any]:
        """Add the link."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        leads = self.shown is not None and self.shown(instance)
        return {**context, "participants_url": participants_url(instance) if leads else ""}
