"""Every address of the site: fixed prefixes first, then the pages of the Wagtail tree."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from config.api import api, nothing_here
from core.views import livez
from locations.widget.views import script as widget_script

urlpatterns = [
    path("livez", livez),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("api/v1/", api.urls),
    re_path("^api/v1/", nothing_here),  # not `path`: its "everything" stops at the end of a line
    path("r/", include("booking.link_urls")),
    path("donnees/", include("locations.open_data.urls")),
    path("integration/widget.js", widget_script, name="widget"),
    path("flux/", include("booking.feed_urls")),
    path("flux/", include("events.feed_urls")),
    path("flux/", include("home.feed_urls")),
    # Pictures at the sizes that pages use. Originals and documents stay behind Wagtail's own views.
    re_path(r"^media/(?P<path>images/[^/]+)$", serve, {"document_root": settings.MEDIA_ROOT}),
    *i18n_patterns(
        path("rendez-vous/", include("booking.urls")),
        path("integration/", include("booking.embed_urls")),
        path("integration/", include("locations.embed_urls")),
        path("points-accueil/", include("locations.urls")),
        path("invitation/", include("locations.space.invitation_urls")),
        path("", include("home.urls")),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
