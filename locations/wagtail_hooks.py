"""Registers the admin's views of places."""

from typing import Any

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from locations.services import amending
from locations.staff.bulk import ACTIONS
from locations.viewsets import PlacesGroup

register_snippet(PlacesGroup)

for action in ACTIONS:
    hooks.register("register_bulk_action", action, order=10)  # after Wagtail's own, which one of them replaces


@hooks.register("register_log_actions")  # type: ignore[untyped-decorator]  # Wagtail has no types
def name_what_is_done(actions: Any) -> None:
    """Say in the history what was done from the list."""
    actions.register_action(amending.VERIFIED, "Vérifier", "Informations vérifiées")
    actions.register_action(amending.REASSIGNED, "Changer le réseau", "Réseau ou organisation changés")
    actions.register_action(amending.REGROUPED, "Regrouper les doublons", "Doublons regroupés ou séparés")
