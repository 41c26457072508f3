"""A mail server on loopback that remembers what it accepted."""

import logging
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller
from django.test import override_settings

LOOPBACK = "127.0.0.1"


@dataclass(slots=True)
class Accepted:
    """How often each Message-ID came, and every body that came under it."""

    times: Counter[str] = field(default_factory=Counter)
    bodies: dict[str, set[bytes]] = field(default_factory=dict)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        """Accept a message."""
        content = bytes(envelope.content)
        name = message_from_bytes(content)["Message-ID"]
        self.times[name] += 1
        self.bodies.setdefault(name, set()).add(content.partition(b"\r\n\r\n")[2])
        return "250 OK"


@contextmanager
def listening() -> Iterator[Accepted]:
    """Listen, with the site set to send here."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port = probe.getsockname()[1]
    accepted = Accepted()
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # five lines a mail, among thousands of mails
    controller = Controller(accepted, hostname=LOOPBACK, port=port)
    controller.start()
    try:
        with override_settings(
            EMAIL_BACKEND="outbox.channels.smtp.PatientBackend",
            EMAIL_HOST=LOOPBACK,
            EMAIL_PORT=port,
            EMAIL_USE_TLS=False,
            EMAIL_HOST_USER="",
        ):
            yield accepted
    finally:
        controller.stop()
