"""The admin's menu and front page as a partner sees them: the doors that are open, and no more."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.menu import SubmenuMenuItem

from locations.ownership.doors import leads_somewhere
from locations.ownership.members import is_partner


def keep_open_doors(request: HttpRequest, items: list[Any]) -> None:
    """Leave a partner the entries that lead somewhere; an entry with others below it shows by itself which of them."""
    if is_partner(request.user):
        items[:] = [item for item in items if isinstance(item, SubmenuMenuItem) or leads_somewhere(str(item.url))]


def clear(request: HttpRequest, items: list[Any]) -> None:
    """Leave a partner nothing: reports, settings, help and totals are about the whole site."""
    if is_partner(request.user):
        items.clear()
