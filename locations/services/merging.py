"""A changed row of a data set meets a place that staff may have edited: field by field, hand edits win."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from wagtail.signals import published

from locations.models import ImportChange, Location
from locations.services.amending import renew
from locations.services.completion import DERIVED, derive
from locations.services.hanging import with_something
from locations.standard.rows import FIELDS, Place

TOGETHER = {"latitude": "longitude", "longitude": "latitude"}
NEVER_EMPTIED = {"name", "town"}  # A published place has both.


def merge(base: Place, theirs: Place, ours: Location, *, may_empty: bool = False) -> tuple[dict[str, Any], list[str]]:
    """
    What to change in ``ours``, and the fields kept as staff wrote them although the data set changed them.

    ``base`` is the row imported last, ``theirs`` the new one. Only a place that is not published loses its name or its
    town (``may_empty``).
    """
    changes: dict[str, Any] = {}
    kept = []
    for name in FIELDS:
        new = getattr(theirs, name)
        if new == getattr(base, name):
            continue
        edited = any(getattr(ours, part) != getattr(base, part) for part in _parts(name))
        if (edited and getattr(ours, name) != new) or (name in NEVER_EMPTIED and not new and not may_empty):
            kept.append(name)
        else:
            changes[name] = new
    return changes, kept


def as_place(location: Location, **changes: Any) -> Place:
    """The present facts of a place as if a row had said them, but for these."""
    facts = {name: getattr(location, name) for name in FIELDS}
    return Place(line=0, standard_id=location.standard_id, raw={}, **{**facts, **changes})


def merge_row(
    location: Location, base: Place | None, theirs: Place, change: ImportChange, *, now: datetime
) -> ImportChange:
    """
    Write a new row into its place, its draft and its schedule; say in ``change`` what it does, and return that.

    Without a ``base`` (an import that was undone) only whether the place is published may change: nobody knows who
    wrote what differs from the file, and a person decides.
    """
    revised = location.latest_revision_id is not None
    changes, kept = merge(base, theirs, location) if base else ({}, _unlike(theirs, location))
    change.fields = [
        {"name": name, "before": getattr(location, name), "after": value} for name, value in changes.items()
    ]
    change.conflicts = [
        {"name": name, "ours": getattr(location, name), "theirs": getattr(theirs, name), "choice": ""} for name in kept
    ]
    for name, value in changes.items():
        setattr(location, name, value)
    if not location.live and not revised and is_complete(location) and not (base and is_complete(base)):
        # It was a draft only because the file did not say where it was.
        changes |= {"live": True, "first_published_at": now, "last_published_at": now}
        location.live, change.published = True, True
    write(location, changes)
    if revised and base:
        location.refresh_from_db()
        reapply(location, base, theirs)
    return change


def write(location: Location, changes: dict[str, Any]) -> None:
    """Write these columns of a place, and those that follow from them."""
    derive(location)
    Location.objects.filter(pk=location.pk).update(**changes, **{name: getattr(location, name) for name in DERIVED})


def announce(locations: Iterable[Location]) -> None:
    """
    Say that these places have been written to: sessions and events tell their names and addresses.

    Places on which nothing hangs are nobody's news. Hours are for the caller to recompute, all at once (``many``).
    """
    live = {location.pk: location for location in locations if location.live}
    for pk in with_something(live.keys()):
        published.send_robust(sender=Location, instance=live[pk], revision=None, many=True)


def is_complete(place: Place | Location) -> bool:
    """Whether it says enough to be published."""
    return bool(place.name and place.town)


def reapply(location: Location, base: Place, theirs: Place) -> None:
    """
    Merge the new row into the drafts and schedules of a place whose live row has it already.

    Wagtail's editor opens the latest revision: without this the next publish would silently revert the import.
    """
    latest = location.latest_revision
    published = location.live and not location.has_unpublished_changes
    scheduled = location.revisions.exclude(approved_go_live_at=None).exclude(pk=latest.pk).order_by("created_at")
    for revision in [*scheduled, latest]:
        changes, _conflicts = merge(base, theirs, revision.as_object())
        renewed = renew(revision, changes)
        if revision == latest and published:
            renewed.publish(log_action=False)


def _unlike(theirs: Place, ours: Location) -> list[str]:
    return [name for name in FIELDS if getattr(theirs, name) != getattr(ours, name)]


def _parts(name: str) -> tuple[str, ...]:
    return (name, TOGETHER[name]) if name in TOGETHER else (name,)
