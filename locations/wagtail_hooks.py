"""Registers the admin's views of places."""

from typing import Any

from django.urls import path, reverse_lazy
from wagtail import hooks
from wagtail.images import get_image_model
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from core.permissions import RefusingPolicy
from locations.choosers import CommuneChooser
from locations.models import Dataset, DatasetImport, Location, Organisation, PlaceReport
from locations.ownership.media import MediaPolicy
from locations.ownership.menu import clear, keep_open_doors, offer_to_publish
from locations.ownership.policy import OwnedPolicy
from locations.services import amending
from locations.services.import_conflicts import TAKEN
from locations.space import invitation_page, members, sites
from locations.space import urls as space
from locations.space.menu import OwnOrganisationItem
from locations.space.overview import OverviewScreen
from locations.space.registry import Screen, register_screen
from locations.staff.bulk import ACTIONS
from locations.staff.datasets import OpenDataGroup
from locations.viewsets import PlacesGroup

MEMBERS_MAY = frozenset({"view", "add", "change", "publish"})
SPOKEN_FOR = frozenset({"view", "change"})

register_permission_policy(Location, OwnedPolicy(Location, owner="operator", members_may=MEMBERS_MAY))
register_permission_policy(Organisation, OwnedPolicy(Organisation, owner="pk", members_may=SPOKEN_FOR))
register_permission_policy(
    get_image_model(),
    MediaPolicy(get_image_model(), auth_model="wagtailimages.Image", owner_field_name="uploaded_by_user"),
    exact_class=True,  # Wagtail's own comes before or after, as the apps are made ready
)

# Places are known by their data set's name, and what an import did is not for hands to change.
register_permission_policy(Dataset, RefusingPolicy(Dataset, frozenset({"delete"})))
register_permission_policy(DatasetImport, RefusingPolicy(DatasetImport, frozenset({"change", "delete"})))
register_permission_policy(PlaceReport, RefusingPolicy(PlaceReport, frozenset({"add"})))  # the public tells

register_snippet(PlacesGroup)


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]  # Wagtail has no types
def open_data() -> OpenDataGroup:
    """Show « Imports » in the menu."""
    return OpenDataGroup()


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]
def communes() -> CommuneChooser:
    """Let forms choose a commune by a part of its name."""
    return CommuneChooser()


register_screen(
    Screen("overview", "Vue d'ensemble", "group", 0, urls=[path("", OverviewScreen.as_view(), name="overview")])
)
register_screen(members.SCREEN)
register_screen(sites.SCREEN)
hooks.register("register_admin_urls", space.urlpatterns)


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def own_organisation() -> OwnOrganisationItem:
    """Show « Mon organisation » to members."""
    return OwnOrganisationItem(
        "Mon organisation", reverse_lazy("space:own"), name="mon-organisation", icon_name="group", order=110
    )


hooks.register("construct_main_menu", keep_open_doors)
hooks.register("construct_snippet_action_menu", offer_to_publish)
for whole_site in ("settings_menu", "reports_menu", "help_menu", "homepage_summary_items"):
    hooks.register(f"construct_{whole_site}", clear)

for action in ACTIONS:
    hooks.register("register_bulk_action", action, order=10)  # after Wagtail's own, which one of them replaces


@hooks.register("register_log_actions")  # type: ignore[untyped-decorator]  # Wagtail has no types
def name_what_is_done(actions: Any) -> None:
    """Say in the history what was done from the list."""
    actions.register_action(TAKEN, "Prendre la valeur du fichier", "Valeur du fichier importé prise")
    actions.register_action(amending.VERIFIED, "Vérifier", "Informations vérifiées")
    actions.register_action(amending.REASSIGNED, "Changer le réseau", "Réseau ou organisation changés")
    actions.register_action(amending.REGROUPED, "Regrouper les doublons", "Doublons regroupés ou séparés")
    actions.register_action(members.INVITED, "Inviter", "Membre invité")
    actions.register_action(members.WITHDRAWN, "Retirer l'invitation", "Invitation retirée")
    actions.register_action(invitation_page.JOINED, "Rejoindre", "Membre arrivé")
    actions.register_action(members.LEFT, "Quitter", "Membre parti")
    actions.register_action(members.REMOVED, "Retirer", "Membre retiré")
    actions.register_action(sites.CHANGED, "Changer les sites", "Sites qui affichent les séances changés")
