"""Registers the admin's views of places."""

from wagtail.snippets.models import register_snippet

from locations.viewsets import PlacesGroup

register_snippet(PlacesGroup)
