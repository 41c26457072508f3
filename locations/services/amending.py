"""
Changing facts of a place outside of its editing screen, in its live row and in its open draft and schedules alike.

What else a draft holds is not published by it; where there is no draft, the change is one more revision of the place.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Revision, TaskState
from wagtail.signals import published

from locations.models import Location
from locations.services.completion import derive

VERIFIED = "locations.verified"
REASSIGNED = "locations.reassigned"
REGROUPED = "locations.regrouped"


class NotPublishable(Exception):
    """The place lacks what a published one has. The message is for the person."""


@transaction.atomic
def amend(location: Location, changes: Mapping[str, Any], *, user: Any, action: str) -> None:
    """Give the place these values and log the action; a draft or a schedule receives them and stays what it is."""
    drafts = _drafts(location)
    _set(location, changes)
    if location.live and not drafts:
        revision = location.save_revision(user=user, clean=False)
        revision.publish(user=user, log_action=False)
        log(instance=location, action=action, user=user, revision=revision, content_changed=True)
        return
    location.save()
    for draft in drafts:
        renew(draft, changes)
    log(instance=location, action=action, user=user, content_changed=True)
    if location.live:
        published.send(sender=Location, instance=location, revision=None)


def verify(location: Location, *, today: date, user: Any) -> None:
    """Say that somebody has checked the facts of this place today."""
    amend(location, {"facts_date": today}, user=user, action=VERIFIED)


def keep_live_version(location: Location) -> None:
    """
    Keep what is published as a revision, where no revision says it: an import publishes without one.

    Wagtail takes a place that has none for one never published: scheduling a change would take it off the site until
    then, and its history could not go back to it.
    """
    if not location.live or location.live_revision_id:
        return
    revision = Location.objects.get(pk=location.pk).save_revision(changed=False, clean=False)
    Location.objects.filter(pk=location.pk).update(live_revision=revision)
    location.live_revision = revision


@transaction.atomic
def regroup(places: Iterable[Location], leader: Location | None, *, user: Any) -> None:
    """Show only ``leader`` of these places, and of what was grouped under them; with no leader, show each."""
    chosen = list(places)
    if leader is not None:
        followers = Location.objects.filter(duplicate_of__in=[place.pk for place in chosen])
        chosen += followers.exclude(pk__in=[place.pk for place in chosen])
    for place in chosen:
        place.duplicate_of = None if leader is None or place.pk == leader.pk else leader
        place.save(update_fields=["duplicate_of", "changed_at"])
        log(instance=place, action=REGROUPED, user=user)


def publish(location: Location, *, user: Any) -> None:
    """
    Publish the open draft of the place, or the place as it is where it has none; does nothing for one without changes.

    :raises NotPublishable: it has no name, no commune, or a value that the form would refuse.
    """
    if location.live and not location.has_unpublished_changes:
        return
    draft = location.get_latest_revision_as_object()
    draft.live = True  # A published place is checked more strictly than a draft.
    try:
        draft.full_clean()
    except ValidationError as refusal:
        raise NotPublishable(" ".join(refusal.messages)) from refusal
    draft.live = location.live
    revision = location.latest_revision if location.has_unpublished_changes else None
    (revision or draft.save_revision(user=user)).publish(user=user)


def renew(revision: Revision, changes: Mapping[str, Any]) -> Revision:
    """Put a revision of a place in the stead of this one, with these values: its author, hour and review stay."""
    draft: Location = revision.as_object()
    _set(draft, changes)
    renewed: Revision = draft.save_revision(
        user=revision.user, approved_go_live_at=revision.approved_go_live_at, clean=False, log_action=False
    )
    TaskState.objects.filter(revision=revision, status=TaskState.STATUS_IN_PROGRESS).update(revision=renewed)
    if revision.approved_go_live_at:
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    return renewed


def _drafts(location: Location) -> list[Revision]:
    """The revisions that are still to be published: schedules in their order, the open draft last."""
    scheduled = list(location.revisions.exclude(approved_go_live_at=None).order_by("created_at", "pk"))
    latest = location.latest_revision if location.has_unpublished_changes else None
    return [*(revision for revision in scheduled if revision != latest), *([latest] if latest else [])]


def _set(location: Location, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        setattr(location, name, value)
    derive(location)
