"""Keeping what is searched of pages."""

from wagtail.models import Page
from wagtail.search.index import SearchField

from core.search import fold
from home.models import PageText


def keep_page_text(page: Page) -> None:
    """Rebuild what is searched of a (specific) page."""
    values = {field.field_name: str(field.get_value(page) or "") for field in searched_fields(page)}
    title = values.pop("title", page.title)
    PageText.objects.update_or_create(
        page_id=page.pk, defaults={"title": fold(title), "text": fold(" ".join([title, *values.values()]))}
    )


def searched_fields(page: Page) -> list[SearchField]:
    """Return the fields that the page type declares as searched."""
    return [field for field in type(page).get_search_fields() if isinstance(field, SearchField)]
