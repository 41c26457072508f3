"""A changed row of a data set meets a place that staff may have edited: field by field, hand edits win."""

from typing import Any

from wagtail.models import Revision, TaskState

from locations.models import Location
from locations.services.completion import derive
from locations.standard import FIELDS, Place

_TOGETHER = {"latitude": "longitude", "longitude": "latitude"}
_NEVER_EMPTIED = {"name", "town"}  # A published place has both.


def merge(base: Place, theirs: Place, ours: Location) -> tuple[dict[str, Any], int]:
    """
    What to change in ``ours``, and how many fields are kept as staff wrote them although the data set changed them.

    ``base`` is the row imported last, ``theirs`` the new one.
    """
    changes: dict[str, Any] = {}
    conflicts = 0
    for name in FIELDS:
        new = getattr(theirs, name)
        if new == getattr(base, name):
            continue
        edited = any(getattr(ours, part) != getattr(base, part) for part in _parts(name))
        if (edited and getattr(ours, name) != new) or (name in _NEVER_EMPTIED and not new):
            conflicts += 1
        else:
            changes[name] = new
    return changes, conflicts


def reapply(location: Location, base: Place, theirs: Place) -> None:
    """
    Merge the new row into the drafts and schedules of a place whose live row has it already.

    Wagtail's editor opens the latest revision: without this the next publish would silently revert the import.
    """
    latest = location.latest_revision
    published = location.live and not location.has_unpublished_changes
    scheduled = location.revisions.exclude(approved_go_live_at=None).exclude(pk=latest.pk).order_by("created_at")
    for revision in [*scheduled, latest]:
        renewed = _renew(revision, base, theirs)
        if revision == latest and published:
            renewed.publish(log_action=False)


def _renew(revision: Revision, base: Place, theirs: Place) -> Revision:
    draft = revision.as_object()
    changes, _conflicts = merge(base, theirs, draft)
    for name, value in changes.items():
        setattr(draft, name, value)
    derive(draft)
    renewed = draft.save_revision(
        user=revision.user, approved_go_live_at=revision.approved_go_live_at, clean=False, log_action=False
    )
    TaskState.objects.filter(revision=revision, status=TaskState.STATUS_IN_PROGRESS).update(revision=renewed)
    if revision.approved_go_live_at:
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    return renewed


def _parts(name: str) -> tuple[str, ...]:
    return (name, _TOGETHER[name]) if name in _TOGETHER else (name,)
