"""Failpoints: the worker kills itself in the middle of the booking whose form's key was given (`DEATHS`, a folder)."""

import os
import signal
from pathlib import Path
from typing import Any

from django.apps import AppConfig


def die_if_told(key: str, step: str) -> None:
    """Die if there is such an order, which serves once."""
    order = Path(os.environ["DEATHS"], f"{key}.{step}")
    if order.exists():
        order.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


class Killing(AppConfig):
    """Installed by `killing_settings` only."""

    name = "booking.tests.killing"
    path = __file__
    label = "killing"

    def ready(self) -> None:
        from booking import messages
        from booking.services.booking import taking

        take, tell, order = taking._take, messages.tell, taking._order

        def take_and_die(asked: Any, **rest: Any) -> Any:
            status = take(asked, **rest)
            die_if_told(asked.idempotency_key, "places-taken")
            return status

        def tell_and_die(kind: Any, attendances: Any, **rest: Any) -> None:
            tell(kind, attendances, **rest)
            die_if_told(attendances[0].booking.idempotency_key, "message-written")

        def order_and_die(session: Any, **rest: Any) -> Any:
            booking = order(session, **rest)
            die_if_told(booking.idempotency_key, "committed")
            return booking

        taking._take, messages.tell, taking._order = take_and_die, tell_and_die, order_and_die
