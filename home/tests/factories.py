"""Pages of the site for tests, below a front page made on demand."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any, TypeVar

from wagtail.models import Page

from home.demo.tree import publish_below, root
from home.models import ContactPage, ContentPage, HomePage, NewsIndexPage, NewsPage, PartnersPage

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""A Monday, 10:00 in Paris."""

AnyPage = TypeVar("AnyPage", bound=Page)
numbers = count(1)


def make_home() -> HomePage:
    """The front page, at /."""
    return root(HomePage(title="Trouver de l'aide", slug="accueil"), now=NOW)


def make_page(page: AnyPage, parent: Page | None = None) -> AnyPage:
    """A published page."""
    publish_below(Page.objects.get(pk=(parent or make_home()).pk), page, now=NOW)
    return page


def make_content(**fields: Any) -> ContentPage:
    number = next(numbers)
    return make_page(ContentPage(**{"title": f"Page {number}", "slug": f"page-{number}", **fields}))


def make_contact() -> ContactPage:
    return make_page(ContactPage(title="Contact", slug="contact"))


def make_partners() -> PartnersPage:
    return make_page(PartnersPage(title="Partenaires", slug="partenaires"))


def make_news_index() -> NewsIndexPage:
    known = NewsIndexPage.objects.first()
    return known or make_page(NewsIndexPage(title="Actualités", slug="actualites"))


def make_news(**fields: Any) -> NewsPage:
    number = next(numbers)
    given = {"title": f"Nouvelle {number}", "slug": f"nouvelle-{number}", "published_on": date(2026, 3, 1), **fields}
    return make_page(NewsPage(**given), make_news_index())
