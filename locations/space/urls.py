"""The addresses of the space: the choice of an organisation, then each screen below its slug."""

from django.urls import URLPattern, URLResolver, include, path

from locations.space.registry import NAMESPACE, screens
from locations.space.screen import OwnOrganisations


def urlpatterns() -> list[URLPattern | URLResolver]:
    """Return them once every app has registered its screens (Wagtail asks when the first address is resolved)."""
    below = [one for screen in screens() for one in screen.urls]
    space: list[URLPattern | URLResolver] = [
        path("", OwnOrganisations.as_view(), name="own"),
        path("<slug:slug>/", include(below)),
    ]
    return [path("organisation/", include((space, NAMESPACE)))]
