"""Places, organisations and communes as staff look for them."""

from django.db.models import QuerySet

from core.search import LONGEST_QUESTION, MOST_WORDS, words_of
from core.search import fold as folded
from locations.choices import CommuneKind
from locations.models import Commune, Location, Organisation
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


def communes_named(communes: QuerySet[Commune], question: str) -> QuerySet[Commune]:
    """Keep today's communes (and districts) that hold every word, or whose postcode begins so, the largest first."""
    kept = communes.filter(kind__in=[CommuneKind.CURRENT, CommuneKind.DISTRICT])
    kept = kept.prefetch_related("postcodes").order_by("-population", "name", "code")
    for word in list(dict.fromkeys(fold(question[:LONGEST_QUESTION]).split()))[:MOST_WORDS]:
        if word.isdigit() and len(word) > 2:
            kept = kept.filter(pk__in=Commune.objects.filter(postcodes__code__startswith=word).values("pk"))
        else:
            kept = kept.filter(search_text__contains=word)
    return kept
