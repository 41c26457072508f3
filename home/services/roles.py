"""What each kind of staff may do in the admin."""

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

COMMUNICATION = "Communication"
FACILITATORS = "Médiation"

PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page", "lock_page")
MEDIA_PERMISSIONS = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
EDITED = ("organisation", "location", "placereport", "dataset", "datasetimport")
"""Models of `locations` that communications staff keep."""

SEEN = ("session", "series", "activity")
"""Models of `booking` that facilitators look up."""


def ensure_roles() -> None:
    """Make the groups and give them what they may do; what they have already is left."""
    communication, _ = Group.objects.get_or_create(name=COMMUNICATION)
    facilitators, _ = Group.objects.get_or_create(name=FACILITATORS)
    enter = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    keep = Permission.objects.filter(content_type__app_label="locations", content_type__model__in=EDITED)
    look_up = Permission.objects.filter(
        content_type__app_label="booking", content_type__model__in=SEEN, codename__startswith="view_"
    )
    calendars = Permission.objects.filter(content_type__app_label="events", content_type__model="externalcalendar")
    communication.permissions.add(enter, *keep, *calendars)
    facilitators.permissions.add(enter, *look_up)
    root = Page.get_first_root_node()
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=PAGE_PERMISSIONS):
        GroupPagePermission.objects.get_or_create(group=communication, page=root, permission=permission)
    collection = Collection.get_first_root_node()
    for permission in Permission.objects.filter(content_type__app_label="core", codename__in=MEDIA_PERMISSIONS):
        GroupCollectionPermission.objects.get_or_create(
            group=communication, collection=collection, permission=permission
        )
