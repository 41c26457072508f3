"""`/integration/widget.js`: the address that stands in partners' pages, for good."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from locations.widget.scripts import widget

MAX_AGE = 3_600  # seconds: an improvement is everywhere within the hour
STALE = 7 * 86_400  # seconds: a cache may go on handing it out, while it asks again or while we do not answer


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """Hand out the script to pages of any origin, the same bytes until it changes."""
    octets, etag = widget(settings.PUBLIC_BASE_URL)
    complete = HttpResponse(octets, content_type="text/javascript; charset=utf-8", headers={"ETag": etag})
    response = get_conditional_response(request, etag=etag, response=complete) or complete
    response.headers["Cache-Control"] = (
        f"public, max-age={MAX_AGE}, stale-while-revalidate={STALE}, stale-if-error={STALE}"
    )
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    # Nothing in it is particular to a visitor: sites may load it under a checksum.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
