"""What becomes of a change made outside of the editor: a draft, a request for review, or public at once."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.models import Page, Revision

from events.models import EventPage


class Then(models.TextChoices):
    """What follows a change."""

    PUBLISH = "publish", "Publier tout de suite"
    ALONE = "alone", "Publier seulement ceci"
    SUBMIT = "submit", "Envoyer en relecture"
    DRAFT = "draft", "Garder en brouillon"


class Refused(ValueError):
    """The change was not made; the message is for the person."""


class ChangedMeanwhile(Refused):
    """Somebody else saved the page since this person saw it."""

    def __init__(self) -> None:
        super().__init__(
            "Quelqu'un d'autre a modifié cet événement entre-temps : rien n'a été enregistré. "
            "Vérifiez les dates ci-dessous, puis recommencez."
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a page stands for one person, and what that person may do next; the first choice is the usual one."""

    choices: list[Then]
    waiting: bool
    """Whether the page has changes that the public does not see."""
    live: bool
    locked: bool


def standing(event: EventPage, user: Any) -> Standing:
    """Return what this person may do with a change of this event."""
    permissions = event.permissions_for_user(user)
    waiting = event.live and event.has_unpublished_changes
    choices = []
    if permissions.can_publish():
        if waiting:
            choices += [Then.ALONE, Then.DRAFT, Then.PUBLISH]
        elif event.live:
            choices += [Then.PUBLISH, Then.DRAFT]
        else:
            choices += [Then.DRAFT, Then.PUBLISH]
    elif permissions.can_submit_for_moderation():
        choices += [Then.SUBMIT, Then.DRAFT]
    else:
        choices = [Then.DRAFT]
    return Standing(choices=choices, waiting=waiting, live=event.live, locked=bool(permissions.page_locked()))


def labelled(standing: Standing) -> list[tuple[str, str]]:
    """Return the choices, the one that would take others' changes along saying so."""
    words = {Then.PUBLISH: "Publier tout ce qui attend"} if standing.waiting else {}
    return [(one.value, words.get(one, str(one.label))) for one in standing.choices]


def base_of(event: EventPage) -> str:
    """Return a name for what the page says now; autosave may rewrite a revision in place, so its moment counts too."""
    revision = event.latest_revision
    return f"{revision.pk}-{revision.created_at.timestamp()}" if revision else ""


def locked_event(pk: int, *, user: Any, base: str) -> EventPage:
    """
    Return the event, which nobody else changes until the transaction ends.

    :raises ChangedMeanwhile: it says something else than what the person saw.
    :raises Refused: it is locked, or the person may not edit it.
    """
    list(Page.objects.select_for_update().filter(pk=pk).values_list("pk"))
    event: EventPage = EventPage.objects.select_related("latest_revision").get(pk=pk)
    permissions = event.permissions_for_user(user)
    if not permissions.can_edit() or event.alias_of_id:
        raise Refused("Vous ne pouvez pas modifier cet événement.")
    if permissions.page_locked():
        raise Refused("Cet événement est verrouillé : rien n'a été enregistré.")
    if base_of(event) != base:
        raise ChangedMeanwhile
    return event


def save(draft: EventPage, *, user: Any, then: Then) -> Revision:
    """
    Keep what this copy of the page says as its latest revision, and do what follows.

    :raises Refused: the page is not complete enough to be seen.
    """
    if then is not Then.DRAFT:
        check_complete(draft)
    if not draft.live:
        draft.save(clean=False)  # as Wagtail's editor does: the row of what is not published is its latest draft
    revision = draft.save_revision(user=user, log_action=True, clean=False)
    if then is Then.SUBMIT:
        event = EventPage.objects.get(pk=draft.pk)
        event.get_workflow().start(event, user)
    elif then is not Then.DRAFT:
        revision.publish(user=user)
    return revision


def check_complete(event: EventPage) -> None:
    """:raises Refused: something is wanting, which is named."""
    try:
        event.full_clean()
    except ValidationError as error:
        said = "; ".join(str(sentence) for sentence in error.messages)
        raise Refused(f"La page ne peut pas encore être publiée : {said} Ouvrez-la pour la compléter.") from error
