"""
The search of the admin: Wagtail's own over the database, asked only what it can answer.

On SQLite the stock backend fails on a quotation mark, and on both databases on some thousands of words.
"""

from collections.abc import Iterator
from typing import Any

from wagtail.search.backends import database
from wagtail.search.query import SearchQuery

from core.search import LONGEST_QUESTION

QUOTES_AND_NUL = str.maketrans('"\x00', "  ")


class PlainQuestions:
    """Mixed into a search backend: cuts questions to what a person types, and takes quotation marks away."""

    def _search(self, query_compiler_class: Any, query: Any, model_or_queryset: Any, **kwargs: Any) -> Any:
        """Search for the question made plain; one without words finds nothing."""
        return super()._search(query_compiler_class, plain(query), model_or_queryset, **kwargs)  # type: ignore[misc]


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 (the name that Wagtail looks up in this module)
    """Return the stock backend of the database in use, for plain questions."""
    stock = type(database.SearchBackend(params))
    return type(stock.__name__, (PlainQuestions, stock), {})(params)


def plain(query: str | SearchQuery) -> str | SearchQuery:
    """Return a question without quotation marks and of a bounded length; one that Wagtail has parsed stays if short."""
    if isinstance(query, str):
        return " ".join(query.translate(QUOTES_AND_NUL)[:LONGEST_QUESTION].split())
    words = " ".join(texts(query))
    return plain(words) if len(words) > LONGEST_QUESTION else query


def texts(query: Any) -> Iterator[str]:
    """Give the texts that a parsed question is made of."""
    if hasattr(query, "query_string"):
        yield query.query_string
    for part in getattr(query, "subqueries", ()):
        yield from texts(part)
