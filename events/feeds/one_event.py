"""One event, for whoever wants it alone: all its dates, or one of them, and its picture."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from wagtail.images.models import SourceImageIOError

from core import feeds, ical
from events import calendar, schedule
from events.event.one_date import entry_of_date
from events.feeds import parts
from events.models import EventPage
from events.selectors import feeds as in_feeds
from events.selectors.dates import dates_on

PICTURE = "max-1200x1200|format-jpeg|jpegquality-80"
PICTURE_TYPE = "image/jpeg"
A_DAY = 86_400  # seconds


@csrf_exempt
def event_ics(request: HttpRequest, event_id: int) -> HttpResponse:
    """Answer with the event, or with `date=2026-03-10`, the day a date was first planned for, with that date alone."""
    found = in_feeds.one_event(event_id)
    told = found.values_list("uid", "changed_at").first()
    if told is None:
        raise Http404
    day = day_asked(request)
    path = f"{request.path}?date={day}" if day else request.path

    def build() -> bytes:
        event = in_feeds.with_all_told(found).get()
        head = calendar.calendar(name=event.title, path=path, page=event.path_of_page, changed_at=event.changed_at)
        return ical.serialise(head, entries_on(event, day) if day else calendar.entries_of_event(event))

    return feeds.calendar_response(
        request,
        etag=feeds.fingerprint(parts.version(), path, *told),
        last_modified=told[1],
        build=build,
        filename=f"evenement-{event_id}-{day}.ics" if day else f"evenement-{event_id}.ics",
    )


def day_asked(request: HttpRequest) -> date | None:
    """
    Return the day in the address, `None` where none is asked for.

    :raises Http404: it is no day.
    """
    text = request.GET.get("date", "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Http404 from None


def entries_on(event: EventPage, day: date) -> list[ical.Entry]:
    """
    Return what was planned for that day, wherever it has been moved since, as entries that stand by themselves.

    :raises Http404: nothing was.
    """
    shown = dates_on(event, day)
    if not shown:
        raise Http404
    common = calendar.common(event, schedule.first_start(event))
    return [entry_of_date(common, event, one) for one in shown]


@csrf_exempt
def event_jpg(request: HttpRequest, event_id: int) -> HttpResponse:
    """Answer with the event's picture, at the size that calendars show; it is made when it is first asked for."""
    event = in_feeds.one_event(event_id).select_related("share_image").first()
    if event is None or event.share_image is None:
        raise Http404
    picture = event.share_image

    def build() -> bytes:
        try:
            with picture.get_rendition(PICTURE).file.open("rb") as file:
                octets: bytes = file.read()
        except (OSError, SourceImageIOError):
            raise Http404 from None
        return octets

    return feeds.feed_response(
        request,
        etag=feeds.fingerprint(PICTURE, picture.pk, picture.file_hash, picture.get_focal_point()),
        last_modified=None,
        build=build,
        content_type=PICTURE_TYPE,
        max_age=A_DAY,
    )
