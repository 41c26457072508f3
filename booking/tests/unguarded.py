"""The fault that the race test must be able to see: places counted first, taken afterwards, nothing in between."""

import time
from typing import Any

from django.apps import AppConfig
from django.db.models import F, Sum


class Unguarded(AppConfig):
    """Installed by `unguarded_settings` only."""

    name = "booking.tests.unguarded"
    path = __file__
    label = "unguarded"

    def ready(self) -> None:
        from booking import choices
        from booking.models import Session
        from booking.services import places
        from booking.services.booking import taking
        from booking.services.refusals import SessionFull

        book_once = taking._book_once

        def count_then_book(order: taking.Order, *, now: Any) -> Any:
            (session,) = order.sessions
            held = session.attendances.filter(status__in=choices.HOLDING_A_PLACE)
            taken = held.aggregate(sum=Sum("party_size"))["sum"] or 0
            if taken + order.party_size > session.capacity:
                raise SessionFull(session.capacity - taken)
            time.sleep(0.3)  # seconds: what a busy machine does now and then
            return book_once(order, now=now)

        def take_each(session_ids: Any, people: int, **_: Any) -> bool:
            return bool(Session.objects.filter(pk__in=session_ids).update(booked=F("booked") + people))

        taking._book_once = count_then_book
        places.take_each = take_each
