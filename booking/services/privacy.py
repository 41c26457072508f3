"""
Forgetting people: a booking then still counts, and says nobody's name.

One way to forget, for who asks (`erase`) and for time that passes (`forget_identities`). The name goes, with the
contacts, what was written by hand, the code of the slip, the links, the messages with their texts, and the labels that
the log of the staff's acts has kept. The places held stay, so that what took place can still be counted.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.utils.timezone import localtime
from wagtail.models import ModelLogEntry

from booking import choices
from booking.models import Attendance, Booking, BookingLink
from booking.services.booking import cancel
from core.codes import code_words
from core.dates import moment_words, range_words
from core.phones import phone_words
from outbox.models import Message

BATCH = 200
"""Bookings forgotten in one transaction: nobody waits long for its locks, and what is done stays done."""


def erase(*, booking: Booking, now: datetime) -> None:
    """
    Give back the places to come, then forget the person at once and for good. Asking twice is harmless.

    Nothing is sent any more, not even what was waiting to go: a last message would have to keep the address. Who asks
    is answered on the page.
    """
    with transaction.atomic():
        meant = booking.attendances.filter(status__in=choices.STILL_MEANT, session__start__gt=now)
        for attendance in meant.select_related("booking", "session__activity", "session__location"):
            cancel(attendance=attendance, now=now)
        forget([booking.pk], now=now)
    booking.refresh_from_db()


def personal_data(booking: Booking) -> dict[str, Any]:
    """Return all that is held on the person of this booking, in plain words, ready for JSON; no secret is in it."""
    needs = dict(choices.Need.choices)
    return {
        "réservation": {
            "code": code_words(booking.code),
            "faite le": _moment(booking.created_at),
            "faite par": booking.get_enrolled_by_display(),
            "par le site de": booking.via.name if booking.via else "",
        },
        "personne": {
            "prénom": booking.first_name,
            "nom": booking.last_name,
            "téléphone": phone_words(booking.phone) if booking.phone else "",
            "adresse électronique": booking.email,
            "ce contact est celui d'une personne qui aide": "oui" if booking.contact_is_helper else "non",
            "besoins": [needs.get(code, code) for code in booking.needs],
            "qui vient aussi": booking.companions,
        },
        "parcours": str(booking.course) if booking.course else "",
        "rendez-vous": [
            {
                "activité": attendance.session.activity.name,
                "lieu": attendance.session.location.name,
                "date": range_words(attendance.session.local_start, attendance.session.local_end),
                "personnes": attendance.party_size,
                "état": attendance.get_status_display(),
                "demandé le": _moment(attendance.created_at),
            }
            for attendance in booking.attendances.select_related("session__activity", "session__location")
        ],
        "messages": [
            {
                "message": message.kind_words(),
                "moyen": message.get_channel_display(),
                "à": message.recipient,
                "état": message.get_status_display(),
                "écrit le": _moment(message.created_at),
                "parti le": _moment(message.sent_at) if message.sent_at else "",
            }
            for message in Message.objects.filter(about=about(booking.pk)).order_by("created_at", "pk")
        ],
        "liens envoyés": [_moment(link.created_at) for link in booking.links.order_by("created_at", "pk")],
    }


def forget_identities(*, now: datetime) -> int:
    """
    Make anonymous the bookings whose last session ended `IDENTITY_RETENTION_DAYS` ago (0: none), and return how many.

    Idempotent: what is anonymous is left alone.
    """
    if not settings.IDENTITY_RETENTION_DAYS:
        return 0
    limit = now - timedelta(days=settings.IDENTITY_RETENTION_DAYS)
    still_needed = Attendance.objects.filter(session__end__gt=limit).values("booking")
    due = Booking.objects.filter(anonymised_at=None, created_at__lte=limit).exclude(pk__in=still_needed)
    forgotten = 0
    while batch := list(due.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            forgotten += forget(batch, now=now)
    return forgotten


def forget(bookings: Sequence[int], *, now: datetime) -> int:
    """Make these bookings (ids) nobody's; return how many were somebody's. Inside a transaction."""
    nobody = Concat(Value("anonyme-"), Cast(F("pk"), CharField()), output_field=CharField())
    forgotten = Booking.objects.filter(pk__in=bookings, anonymised_at=None).update(
        first_name="",
        last_name="",
        phone="",
        email="",
        companions="",
        needs="",
        idempotency_key=nobody,
        notes_erased_at=now,
        anonymised_at=now,
    )
    BookingLink.objects.filter(booking__in=bookings).delete()
    Message.objects.filter(about__in=[about(pk) for pk in bookings]).delete()
    ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Booking), object_id__in=[str(pk) for pk in bookings]
    ).update(label="", data={})
    return forgotten


def about(booking_id: int) -> str:
    """Return what messages on this booking are `about`."""
    return f"booking:{booking_id}"


def _moment(at: datetime) -> str:
    """A moment by the site's clock, in words."""
    return moment_words(localtime(at))
