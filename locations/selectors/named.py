"""Places and organisations as staff look for them."""

from django.db.models import QuerySet

from core.search import LONGEST_QUESTION, MOST_WORDS, words_of
from core.search import fold as folded
from locations.models import Location, Organisation
from locations.names import fold


def places_named(places: QuerySet[Location], question: str) -> QuerySet[Location]:
    """Keep those that hold every word; all of them for no question, none for one without words."""
    if not question.strip():
        return places
    words = list(dict.fromkeys(fold(question[:LONGEST_QUESTION]).split()))[:MOST_WORDS]
    if not words:
        return places.none()
    for word in words:
        places = places.filter(search_text__contains=word)
    return places


def organisations_named(organisations: QuerySet[Organisation], question: str) -> QuerySet[Organisation]:
    """Keep those whose name or town holds every word, as `places_named` does: there are tens, read in Python."""
    if not question.strip():
        return organisations
    words = words_of(question)
    rows = Organisation.objects.values_list("pk", "name", "town") if words else []
    found = [pk for pk, name, town in rows if all(word in folded(f"{name} {town}") for word in words)]
    return organisations.filter(pk__in=found)
