"""
What a booking forgets, and when: its texts first, then who it was for. It still counts, and says nobody's name.

There is one way to forget a person (`forget`), whoever asks for it: time that passes, the person, or a restored backup.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, LPad
from wagtail.models import ModelLogEntry

from booking.models import Attendance, Booking, BookingLink
from booking.services.access import LINK_LIVES
from core.forgetting import Rule, days_before
from outbox.models import Message


def forget(bookings: Sequence[int], now: datetime) -> int:
    """
    Make these bookings (ids) nobody's, and return how many were somebody's. Inside a transaction.

    The name goes, with the contacts, the texts, the code of the slip, the name of the entry in the person's calendar,
    the links, the messages, and what the log of the staff's acts says of them.
    """
    somebodys = Booking.objects.filter(pk__in=bookings, anonymised_at=None)
    codes = dict(somebodys.values_list("code", "created_at"))
    key = Cast(F("pk"), CharField())
    forgotten = somebodys.update(
        # No code that is given to anybody has a zero.
        code=LPad(key, 8, Value("0")),
        first_name="",
        last_name="",
        phone="",
        email="",
        contact_is_helper=False,
        companions="",
        needs="",
        idempotency_key=Concat(Value("anonyme-"), key, output_field=CharField()),
        notes_erased_at=now,
        anonymised_at=now,
    )
    attendances = list(Attendance.objects.filter(booking__in=bookings).only("pk"))
    for attendance in attendances:
        attendance.uid = uuid4()
    Attendance.objects.bulk_update(attendances, ["uid"])
    BookingLink.objects.filter(booking__in=bookings).delete()
    Message.objects.filter(about__in=[about(pk) for pk in bookings]).delete()
    _forget_codes(codes)
    _unlabel(Booking, bookings)
    _unlabel(Attendance, [attendance.pk for attendance in attendances])
    return forgotten


def about(booking_id: int) -> str:
    """Return what messages on this booking are `about`."""
    return f"booking:{booking_id}"


def _forget_codes(codes: Mapping[str, datetime]) -> None:
    """Take codes (and when they were given) out of what the log says was done with the places of a session."""
    if not codes:
        return
    acts = ModelLogEntry.objects.filter(action__startswith="booking.", timestamp__gte=min(codes.values()))
    for act in acts.iterator():
        named = act.data.get("codes", [])
        if not codes.keys().isdisjoint(named):
            others = [code for code in named if code not in codes]
            ModelLogEntry.objects.filter(pk=act.pk).update(data={**act.data, "codes": others})


def _unlabel(model: type[Booking | Attendance], ids: Sequence[int]) -> None:
    """Take what the log says of these objects: who did what and when stays, to whom does not."""
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(model), object_id__in=[str(pk) for pk in ids]
    )
    entries.update(label="", data={})


def _with_old_texts(now: datetime) -> QuerySet[Booking]:
    over = _over(days_before(now, settings.FREE_TEXT_RETENTION_DAYS))
    return over.filter(notes_erased_at=None).exclude(companions="", needs="")


def _forget_texts(bookings: Sequence[int], now: datetime) -> None:
    Booking.objects.filter(pk__in=bookings).update(companions="", needs="", notes_erased_at=now)


def _of_somebody(now: datetime) -> QuerySet[Booking]:
    return _over(days_before(now, settings.IDENTITY_RETENTION_DAYS))


def _over(limit: datetime | None) -> QuerySet[Booking]:
    """Return the bookings of somebody whose last session ended by then; none where there is no limit."""
    if limit is None:
        return Booking.objects.none()
    later = Attendance.objects.filter(session__end__gt=limit).values("booking")
    return Booking.objects.filter(anonymised_at=None, created_at__lte=limit).exclude(pk__in=later)


def _closed_links(now: datetime) -> QuerySet[BookingLink]:
    """Return the links that open nothing any more."""
    return BookingLink.objects.filter(Q(booking__anonymised_at__isnull=False) | Q(booking__in=_over(now - LINK_LIVES)))


RULES = (
    Rule("Besoins et personnes qui accompagnent", _with_old_texts, _forget_texts),
    Rule("Liens vers une réservation", _closed_links),
    Rule("Réservations rendues anonymes", _of_somebody, forget),
)
