"""A place in words, for its page and for the admin's preview alike."""

from django import template
from django.utils import timezone

from locations.models import Location
from locations.place_words import PlacePage, place_page

register = template.Library()


@register.simple_tag
def place_words(location: Location) -> PlacePage:
    """Return everything the page of a place says now: `{% place_words location as place %}`."""
    return place_page(location, now=timezone.now())
