"""Failpoints: the sender kills itself at the step that `DIES_AT` names ("taken:2": the second time it gets there)."""

import os
import signal
from collections.abc import Callable
from typing import Any

from django.apps import AppConfig


def die_if_told(step: str) -> None:
    name, _, left = os.environ.get("DIES_AT", "").partition(":")
    if name != step:
        return
    if left == "1":
        os.kill(os.getpid(), signal.SIGKILL)
    os.environ["DIES_AT"] = f"{name}:{int(left) - 1}"


def install(patch: Callable[[Any, str, Any], None]) -> None:
    from outbox.channels.smtp import PatientSMTP
    from outbox.services import sending

    take, mark_sent, send = sending._take, sending.mark_sent, PatientSMTP.send

    def take_and_die(pk: int, **rest: Any) -> Any:
        die_if_told("before-taking")
        taken = take(pk, **rest)
        die_if_told("taken")
        return taken

    def send_and_die(line: PatientSMTP, sent: Any) -> None:
        if not (isinstance(sent, bytes) and sent.endswith(b"\r\n.\r\n")):
            send(line, sent)
            return
        if os.environ.get("DIES_AT") == "half-handed-over:1":
            send(line, sent[: len(sent) // 2])
        die_if_told("half-handed-over")
        send(line, sent)
        die_if_told("handed-over")

    def mark_and_die(message: Any, **rest: Any) -> Any:
        die_if_told("answered")
        fate = mark_sent(message, **rest)
        die_if_told("marked")
        return fate

    patch(sending, "_take", take_and_die)
    patch(sending, "mark_sent", mark_and_die)
    patch(PatientSMTP, "send", send_and_die)


class Killing(AppConfig):
    """Installed by `killing_settings` only."""

    name = "outbox.tests.killing"
    path = __file__
    label = "killing_senders"

    def ready(self) -> None:
        install(setattr)
