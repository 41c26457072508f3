"""Atom (RFC 4287) and RSS 2.0 that give the same bytes for the same entries: no clock is read."""

from datetime import UTC, datetime

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed

NOTHING_YET = datetime(2013, 11, 1, tzinfo=UTC)
"""The last change of a feed in which nothing ever was."""


class Stable(SyndicationFeed):
    """A feed whose own date is the last change of its entries."""

    def latest_post_date(self) -> datetime:
        """Return the last change, and a fixed day where there is no entry yet."""
        return max((item["updateddate"] for item in self.items if item["updateddate"]), default=NOTHING_YET)


class StableAtom(Stable, Atom1Feed):
    """Atom."""


class StableRss(Stable, Rss201rev2Feed):
    """RSS 2.0."""
