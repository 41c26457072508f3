"""Registers the admin's views of messages."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from core.permissions import ReadOnlyPolicy
from outbox.models import Message
from outbox.staff import calls, failures
from outbox.staff.panel import MessagesPanel
from outbox.viewsets import MessagesGroup

register_permission_policy(Message, ReadOnlyPolicy(Message))


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]  # Wagtail has no types
def messages() -> MessagesGroup:
    """Show « Messages » in the menu."""
    return MessagesGroup()


@hooks.register("construct_homepage_panels")  # type: ignore[untyped-decorator]
def show_who_waits(request: HttpRequest, panels: list[Any]) -> None:
    """Say that people are to be called, or that messages did not go."""
    panels.append(MessagesPanel())


@hooks.register("register_log_actions")  # type: ignore[untyped-decorator]
def name_what_is_done(actions: Any) -> None:
    """Say in the history what was done."""
    actions.register_action(calls.CALLED, "Appeler", "Personne appelée")
    actions.register_action(calls.NOT_REACHED, "Pas joint", "Personne appelée, sans réponse")
    actions.register_action(failures.SENT_AGAIN, "Renvoyer", "Message renvoyé")
    actions.register_action(failures.SETTLED, "Réglé", "Message non parti : réglé")
