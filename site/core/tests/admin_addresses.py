"""
Who enters where in the admin: every address that Wagtail and our apps have there, by name.

A line is a namespace ("-" for none), who enters, and the names. Staff are a(dministrator), c(ommunication), r(édaction)
and m(édiation); `p` is a partner at what its organisation owns, and 404 at what is another's; `P` a partner who sees
nothing there but its own, whatever the address names. Everybody else stays out. `?` says that the things which the
tests have do not lead there (a task to review, an upload half done): staff are not asked.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

DOORSTEP = frozenset(
    {
        "wagtailadmin_login",
        "wagtailadmin_password_reset",
        "wagtailadmin_password_reset_done",
        "wagtailadmin_password_reset_confirm",
        "wagtailadmin_password_reset_complete",
        "wagtailadmin_sprite",
        "wagtailadmin_javascript_catalog",
    }
)
"""Before one has signed in."""

NAMELESS = {"admin/test404/", "admin/^.*/$"}
"""Wagtail's own 404, wherever nothing is."""

WHO = """
- acrmP wagtailadmin_home wagtailadmin_account wagtailadmin_dismissibles wagtailadmin_logout
- acr wagtailadmin_explore_root wagtailadmin_explore wagtailadmin_explore_results
- acrm wagtailadmin_choose_page wagtailadmin_choose_page_child wagtailadmin_choose_page_search
- acrm wagtailadmin_choose_page_chosen_multiple wagtailadmin_choose_page_external_link
- acrm wagtailadmin_choose_page_email_link wagtailadmin_choose_page_phone_link wagtailadmin_choose_page_anchor_link
- acrm wagtailadmin_tag_autocomplete
- ? wagtailadmin_error_test wagtailadmin_block_preview wagtailadmin_tag_model_autocomplete
- acrmP own_planning
- ac wagtail_bulk_action
wagtailadmin_api:pages acrm listing
wagtailadmin_api:pages ? detail find action
wagtailadmin_api:documents acrm listing detail
wagtailadmin_api:documents ? find
wagtailadmin_api:images acrm listing detail
wagtailadmin_api:images ? find
wagtailadmin_pages acr add preview_on_add type_use type_use_results add_subpage search search_results
wagtailadmin_pages ac usage edit preview_on_edit view_draft delete unpublish move copy set_privacy
wagtailadmin_pages ac workflow_history history history_results set_page_position lock
wagtailadmin_pages a unlock
wagtailadmin_pages acrm move_confirm confirm_workflow_cancellation revisions_index
wagtailadmin_pages ? choose_parent convert_alias workflow_action collect_workflow_action_data workflow_history_detail
wagtailadmin_pages ? workflow_preview
wagtailadmin_pages ? revisions_view revisions_revert revisions_unschedule revisions_compare
wagtailadmin_collections a index add edit delete set_privacy
wagtailadmin_workflows a index index_results add enable disable edit usage usage_results remove
wagtailadmin_workflows a select_task_type task_index task_index_results edit_task enable_task disable_task
wagtailadmin_workflows acrm task_chooser task_chooser_results task_chooser_create task_chosen
wagtailadmin_workflows ? add_task
wagtailadmin_reports a locked_pages locked_pages_results
wagtailadmin_reports acr workflow workflow_results workflow_tasks workflow_tasks_results aging_pages aging_pages_results
wagtailadmin_reports acr page_types_usage page_types_usage_results
wagtailadmin_reports acrm site_history site_history_results
wagtailadmin_editing_sessions acp ping
wagtailadmin_editing_sessions acrmP release
space acrmP own
space acp overview calls members withdraw remove sites planning kit statistics statistics_file
space acp webhooks webhook_manual webhook webhook_removal
events_editing acr live_new
events_editing ac live dates split
wagtailredirects a index index_results add start_import process_import
wagtailredirects ? edit delete
wagtailsettings ? edit preview_on_edit
wagtailembeds acrm chooser chooser_upload
wagtailsnippets ? index
wagtaildocs ac index index_results add edit delete add_multiple document_usage edit_multiple delete_multiple
wagtaildocs ? create_multiple_from_uploaded_document delete_upload_multiple
wagtailimages acrP index index_results add add_multiple
wagtailimages acp edit delete image_usage edit_multiple delete_multiple
wagtailimages ac preview
wagtailimages ? url_generator url_generator_output create_multiple_from_uploaded_image delete_upload_multiple
wagtailimages_chooser acrmP choose choose_results chosen_multiple
wagtailimages_chooser ap chosen
wagtailimages_chooser a select_format
wagtailimages_chooser acrP create
wagtaildocs_chooser acrm choose choose_results chosen_multiple
wagtaildocs_chooser a chosen
wagtaildocs_chooser ac create
wagtailsnippets_locations_location acP list list_results add preview_on_add hours_words point map on_map
wagtailsnippets_locations_location acp edit usage history history_results preview_on_edit unpublish
wagtailsnippets_locations_location acp revisions_view revisions_revert revisions_compare revisions_unschedule
wagtailsnippets_locations_location acp workflow_history
wagtailsnippets_locations_location ac delete lock unlock
wagtailsnippets_locations_location acrmp confirm_workflow_cancellation
wagtailsnippets_locations_location ? workflow_preview workflow_action collect_workflow_action_data
wagtailsnippets_locations_location ? workflow_history_detail
wagtailsnippetchoosers_locations_location acrmP choose choose_results chosen_multiple
wagtailsnippetchoosers_locations_location acrmp chosen
wagtailsnippetchoosers_locations_location . create
lieux_a_completer acP index index_results
lieux_a_verifier acP index index_results
wagtailsnippets_locations_placereport ac list list_results edit delete usage history history_results
wagtailsnippets_locations_placereport . add
wagtailsnippetchoosers_locations_placereport ac choose choose_results chosen chosen_multiple
wagtailsnippetchoosers_locations_placereport . create
wagtailsnippets_locations_organisation acP list list_results
wagtailsnippets_locations_organisation acp edit usage history history_results
wagtailsnippets_locations_organisation ac add delete
wagtailsnippetchoosers_locations_organisation acrmP choose choose_results chosen_multiple
wagtailsnippetchoosers_locations_organisation acrmp chosen
wagtailsnippetchoosers_locations_organisation . create
outbox_calls am index
outbox_failures am index
outbox_messages a index index_results
outbox_messages . add edit
outbox_messages ? delete history history_results usage inspect
admin_imports ac index index_results add
admin_imports . edit
admin_imports ? delete history history_results usage inspect progress decide
admin_datasets ac index index_results add
admin_datasets ? edit delete history history_results usage
communes acrmP choose choose_results
communes acrm chosen_multiple
communes ? chosen
communes a create
admin_bookings aP index index_results
admin_bookings ap inspect
admin_bookings . add edit delete history history_results usage
admin_sessions amP index index_results add
admin_sessions amp call_off restore
admin_sessions amp edit history history_results usage
admin_sessions ap delete participants enrol presences sheet
admin_sessions ? act
admin_series amP index index_results
admin_series amp call_off
admin_series aP add
admin_series ap edit delete history history_results usage
admin_series aP live_new
admin_series ap live
admin_activities am index index_results
admin_activities a add edit delete history history_results usage copy
wagtailsnippets_booking_messagetext ac list list_results
wagtailsnippets_booking_messagetext . add preview_on_add
wagtailsnippets_booking_messagetext ? edit delete usage history history_results preview_on_edit
wagtailsnippetchoosers_booking_messagetext ac choose choose_results chosen_multiple
wagtailsnippetchoosers_booking_messagetext ? chosen
wagtailsnippetchoosers_booking_messagetext . create
agenda_evenements acr index index_results
agenda_evenements acrm choose_parent
agenda_calendrier acr index
agenda_a_completer acr index index_results
external_calendars acP index index_results add
external_calendars acp edit delete history history_results usage inspect decide
affected acmP index index_results
affected acmp place
effacements a index index_results
effacements . add edit
effacements ? delete history history_results usage inspect
wagtailsites a index index_results add edit delete history history_results usage copy
wagtailusers_users a index index_results add edit delete history history_results usage copy
wagtailusers_groups a index index_results add edit delete history history_results usage
"""


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the admin: its name, and the names of what it takes."""

    name: str
    takes: tuple[str, ...]


def table() -> dict[str, str]:
    """Return who enters, by the name of the address."""
    found: dict[str, str] = {}
    for line in WHO.strip().splitlines():
        namespace, who, *names = line.split()
        for name in names:
            full = name if namespace == "-" else f"{namespace}:{name}"
            assert full not in found, f"{full} is said twice"
            found[full] = "" if who == "." else who
    return found


def addresses() -> Iterator[Address]:
    """Give every address below /admin/, as the urlconf has them."""
    for resolver in get_resolver().url_patterns:
        if isinstance(resolver, URLResolver) and str(resolver.pattern) == "admin/":
            yield from _below(resolver, "admin/", "", ())


def _below(resolver: URLResolver, route: str, namespace: str, takes: tuple[str, ...]) -> Iterator[Address]:
    for one in resolver.url_patterns:
        path = route + str(one.pattern)
        taken = (*takes, *one.pattern.converters, *getattr(one.pattern.regex, "groupindex", ()))
        if isinstance(one, URLResolver):
            yield from _below(one, path, f"{namespace}{one.namespace}:" if one.namespace else namespace, taken)
        elif isinstance(one, URLPattern) and path not in NAMELESS:
            yield Address(f"{namespace}{one.name}", tuple(dict.fromkeys(taken)))
