"""`/recherche/?q=`: pages and places that hold the words of a question."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.search import LONGEST_QUESTION
from home.selectors.search import search as find


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what was found; any question gets a page that says what to do next."""
    question = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST_QUESTION]
    context = {"q": question, "found": find(question)}
    response = render(request, "home/search.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
