"""What each kind of staff may do in the admin."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupApprovalTask, GroupCollectionPermission, GroupPagePermission, Page, Workflow

from locations.services.members import partners

COMMUNICATION = "Communication"
FACILITATORS = "Médiation"
WRITERS = "Rédaction"
"""Who proposes pages, and edits their own; communications staff review and publish them."""

WAGTAILS_REVIEWERS = "Moderators"
"""Who reviews pages on a new site (Wagtail's migrations): nobody is in that group."""

WAGTAILS_REVIEW = "Moderators approval"
REVIEW = "Relecture"
"""What writers read on their button: « Soumettre à Relecture »."""

PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page", "lock_page")
MEDIA_PERMISSIONS = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
PROPOSING = ("add_page",)
"""With it one edits one's own pages too, which are sent to review: Wagtail's own rule."""

PROPOSED_MEDIA = ("add_image", "choose_image", "choose_document")
EDITED = ("organisation", "location", "placereport", "dataset", "datasetimport")
"""Models of `locations` that communications staff keep."""

SEEN = ("session", "series", "activity")
"""Models of `booking` that facilitators look up."""

HELD = ("add_session", "change_session")
"""What they do with them: call off, move, put back. Who comes is read by those who hold the session."""


def ensure_roles() -> None:
    """Make the groups and give them what they may do; what they have already is left."""
    communication, _ = Group.objects.get_or_create(name=COMMUNICATION)
    facilitators, _ = Group.objects.get_or_create(name=FACILITATORS)
    enter = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    keep = Permission.objects.filter(content_type__app_label="locations", content_type__model__in=EDITED)
    look_up = Permission.objects.filter(
        content_type__app_label="booking", content_type__model__in=SEEN, codename__startswith="view_"
    )
    hold = Permission.objects.filter(content_type__app_label="booking", codename__in=HELD)
    texts = Permission.objects.filter(
        content_type__app_label="booking", content_type__model="messagetext", codename="change_messagetext"
    )
    calendars = Permission.objects.filter(content_type__app_label="events", content_type__model="externalcalendar")
    communication.permissions.add(enter, *keep, *calendars, *texts)
    calls = Permission.objects.filter(content_type__app_label="outbox", codename="make_calls")
    facilitators.permissions.add(enter, *look_up, *hold, *calls)
    writers, _ = Group.objects.get_or_create(name=WRITERS)
    writers.permissions.add(enter)
    partners()  # whom their memberships alone let see anything
    give_pages(communication, PAGE_PERMISSIONS, MEDIA_PERMISSIONS)
    give_pages(writers, PROPOSING, PROPOSED_MEDIA)
    for task in GroupApprovalTask.objects.filter(active=True, groups__name=WAGTAILS_REVIEWERS):
        task.groups.add(communication)
    GroupApprovalTask.objects.filter(name=WAGTAILS_REVIEW).update(name=REVIEW)
    Workflow.objects.filter(name=WAGTAILS_REVIEW).update(name=REVIEW)


def give_pages(group: Group, pages: Iterable[str], media: Iterable[str]) -> None:
    """Give a group these permissions on all pages, and those on all pictures and documents."""
    root, collection = Page.get_first_root_node(), Collection.get_first_root_node()
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=pages):
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    for permission in Permission.objects.filter(content_type__app_label="core", codename__in=media):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
