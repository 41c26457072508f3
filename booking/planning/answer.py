"""`/flux/mediateur/<token>.ics` and `/flux/organisation/<token>.ics`: a planning, for who has its address."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt

from booking.planning.addresses import page_of
from booking.planning.entries import planning
from booking.services import private_feeds
from core import feeds
from core.codes import token_digest
from core.throttle import Throttled, check, client_address, count

GUESSES = "flux-prive"
NOTHING = "Cette adresse d'agenda ne marche pas, ou ne marche plus.\n"
TOO_MANY = "Trop d'adresses d'agenda fausses viennent de votre connexion. Réessayez plus tard.\n"
TEXT = "text/plain; charset=utf-8"
KEPT_BY_NOBODY = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}


@csrf_exempt
def private_ics(request: HttpRequest, token: str, *, of_organisation: bool) -> HttpResponse:
    """Answer with the planning; what is wrong with an address is never said, and guesses are counted."""
    now = timezone.now()
    if request.method not in {"GET", "HEAD"}:
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    try:
        check(what=GUESSES, address=client_address(request), limit=settings.CODE_TRIES_PER_HOUR_PER_ADDRESS, now=now)
        feed = private_feeds.find(token, of_organisation=of_organisation)
        if feed is None:
            guessed(request, token, now=now)
    except Throttled as refusal:
        headers = {"Retry-After": str(refusal.retry_after), **KEPT_BY_NOBODY}
        return HttpResponse(TOO_MANY, status=429, content_type=TEXT, headers=headers)
    if feed is None:
        return HttpResponse(NOTHING, status=404, content_type=TEXT, headers=KEPT_BY_NOBODY)
    private_feeds.tell_read(feed, now=now)
    body = planning(feed, page=page_of(feed.organisation), now=now)
    etag = feeds.fingerprint(body)
    response = get_conditional_response(request, etag=etag) or feeds.full_response(request, body, feeds.CALENDAR, "")
    for name, value in {"ETag": etag, "Vary": "Accept-Encoding", **KEPT_BY_NOBODY}.items():
        response.headers[name] = value
    return response


def guessed(request: HttpRequest, token: str, *, now: datetime) -> None:
    """
    Count a wrong address once an hour: programs ask for months for one that has ended, from a whole library's line.

    :raises Throttled: too many others came from there.
    """
    address, limit = client_address(request), settings.CODE_TRIES_PER_HOUR_PER_ADDRESS
    this_one = f"{GUESSES}-{token_digest(token)[:16]}"
    try:
        check(what=this_one, address=address, limit=min(limit, 1), now=now)
    except Throttled:
        return
    count(what=this_one, address=address, limit=limit, now=now)
    count(what=GUESSES, address=address, limit=limit, now=now)
