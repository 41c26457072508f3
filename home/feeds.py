"""`/flux/actualites.atom`: the latest news (RFC 4287)."""

from datetime import UTC, datetime, time

from django.conf import settings
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from core.atom import StableAtom
from core.feeds import ATOM, feed_response, fingerprint
from home.models import NewsPage

LATEST = 30  # entries
FEED_VERSION = 1  # moves when the same news would be told otherwise


@csrf_exempt
def news_feed(request: HttpRequest) -> HttpResponse:
    """Answer with the latest news that anyone may read."""
    readable = NewsPage.objects.readable()
    facts = readable.order_by().aggregate(number=Count("pk"), changed=Max("last_published_at"), last=Max("pk"))
    return feed_response(
        request,
        etag=fingerprint(FEED_VERSION, settings.PUBLIC_BASE_URL, *facts.values()),
        last_modified=facts["changed"],
        build=lambda: build(list(readable[:LATEST])),
        content_type=ATOM,
    )


def build(news: list[NewsPage]) -> bytes:
    """Return the feed's bytes; entries keep their identifier whatever becomes of their address."""
    base = settings.PUBLIC_BASE_URL
    feed = StableAtom(
        title=f"Actualités – {settings.SITE_NAME}",
        link=f"{base}/actualites/",
        description="",
        language="fr",
        feed_url=f"{base}/flux/actualites.atom",
        feed_guid=f"{base}/actualites/",
        author_name=settings.SITE_NAME,
    )
    for page in news:
        told = datetime.combine(page.published_on, time(12), tzinfo=UTC)
        feed.add_item(
            title=page.title,
            link=base + page.get_url(),
            description=page.introduction,
            unique_id=f"urn:uuid:{page.translation_key}",
            pubdate=told,
            updateddate=page.last_published_at or told,
        )
    return feed.writeString("utf-8").encode()
