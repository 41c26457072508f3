"""What a person may ask about their booking: to see all that is held on them, and to be forgotten."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from booking import choices
from booking.models import Booking
from booking.services import erased
from booking.services.booking import cancel_booking
from booking.services.forgetting import about, forget
from booking.services.patience import patient
from booking.services.refusals import TooLateToCancel
from core.codes import code_words
from core.dates import moment_words, range_words
from core.forgetting import Rule, prove
from core.models import Purge
from core.phones import phone_words
from outbox.models import Message


@patient
def erase(*, booking: Booking, now: datetime) -> None:
    """
    Give back the places to come, then forget the person at once and for good. Asking twice is harmless.

    Nothing is sent any more, not even what was waiting to go: a last message would have to keep the address. Who asks
    is answered on the page.

    :raises Busy: the places could not be given back just now; nothing has changed.
    """
    with transaction.atomic():
        with suppress(TooLateToCancel):
            cancel_booking(booking=booking, now=now)
        if forget([booking.pk], now):
            prove({"Réservations effacées": 1}, because=Purge.Because.REQUEST, now=now)
            transaction.on_commit(lambda: erased.note(booking.pk, at=now))
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
            "parcours": str(booking.course) if booking.course else "",
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
        "rendez-vous": _sessions(booking),
        "messages": _messages(booking),
        "liens envoyés": [_moment(link.created_at) for link in booking.links.order_by("created_at", "pk")],
    }


def _sessions(booking: Booking) -> list[dict[str, Any]]:
    return [
        {
            "activité": one.session.activity.name,
            "lieu": one.session.location.name,
            "date": range_words(one.session.local_start, one.session.local_end),
            "personnes": one.party_size,
            "état": one.get_status_display(),
            "par orientation": "oui" if one.referred else "non",
            "demandé le": _moment(one.created_at),
            "changé le": _moment(one.changed_at),
            "en attente depuis": _moment(one.queued_at),
            "rang donné par l'équipe": str(one.queue_rank or ""),
            "place proposée le": _moment(one.offered_at),
            "proposition valable jusqu'au": _moment(one.offer_ends_at),
            "rappels envoyés le": [_moment(at) for at in (one.reminded_at, one.reminded_soon_at) if at],
            "suivi envoyé le": _moment(one.followed_up_at),
        }
        for one in booking.attendances.select_related("session__activity", "session__location")
    ]


def _messages(booking: Booking) -> list[dict[str, str]]:
    return [
        {
            "message": message.kind_words(),
            "moyen": message.get_channel_display(),
            "à": phone_words(message.recipient),
            "objet": message.subject,
            "état": message.get_status_display(),
            "écrit le": _moment(message.created_at),
            "parti le": _moment(message.sent_at),
        }
        for message in Message.objects.filter(about=about(booking.pk)).order_by("created_at", "pk")
    ]


def _moment(at: datetime | None) -> str:
    """Return a moment by the site's clock, in words; nothing where there is none."""
    return moment_words(localtime(at)) if at else ""


def _erase_again(bookings: Any, now: datetime) -> None:
    """Forget who had been forgotten; the places that a restore gave them back are given back again."""
    for booking in Booking.objects.filter(pk__in=bookings):
        erase(booking=booking, now=now)


AFTER_A_RESTORE = Rule("Personnes déjà effacées, revenues d'une sauvegarde", erased.come_back, _erase_again, batch=1)
