"""Putting pages in the tree, once."""

import re
from datetime import datetime
from typing import Any, TypeVar

from wagtail.models import Page, Site
from wagtail.signals import page_published

from core.services import sync_site
from home.models import HomePage

BEFORE_MARK = re.compile(r" ([;:?!»%])")
AFTER_QUOTE = re.compile(r"« ")
DIGITS = re.compile(r"(\d) (\d{3})\b")
AnyPage = TypeVar("AnyPage", bound=Page)


def hard_spaces(value: Any) -> Any:
    """Return texts (in lists, pairs and mappings too) with the unbreakable spaces that French puts before : ; ? ! »."""
    if isinstance(value, str):
        return BEFORE_MARK.sub("\u00a0\\1", AFTER_QUOTE.sub("«\u00a0", DIGITS.sub("\\1\u00a0\\2", value)))
    if isinstance(value, list | tuple):
        return type(value)(hard_spaces(part) for part in value)
    if isinstance(value, dict):
        return {key: hard_spaces(part) for key, part in value.items()}
    return value


def root(home: HomePage, *, now: datetime) -> HomePage:
    """Return the front page, made from this one where the site has none yet."""
    present: HomePage | None = HomePage.objects.first()
    if present is not None:
        return present
    top = Page.get_first_root_node()
    welcome = list(top.get_children().filter(slug="home"))  # Wagtail's own, from its migrations
    publish_below(top, home, now=now)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.root_page = home
    site.save()
    sync_site()
    for page in welcome:
        page.delete()
    return home


def put(parent: Page, page: AnyPage, *, now: datetime) -> AnyPage | None:
    """Publish a page below its parent, unless its slug is there; return it if it is new."""
    if parent.get_children().filter(slug=page.slug).exists():
        return None
    # The parent as the database has it: treebeard counts children on the object itself.
    publish_below(Page.objects.get(pk=parent.pk), page, now=now)
    return page


def publish_below(parent: Page, page: Page, *, now: datetime) -> None:
    """Create a live page and announce it. A revision would write and index it three times for the same end."""
    page.first_published_at = page.last_published_at = page.latest_revision_created_at = now
    parent.add_child(instance=page)
    page_published.send(sender=type(page), instance=page, revision=None)
