"""What settings of the outbox cannot mean, said at the start rather than at the first message."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from outbox.channels.smtp import ANSWER_TIMEOUT
from outbox.gsm7 import BASIC

BACKENDS = ("", "console", "ovh")
NEEDED_BY_OVH = (
    "OVH_APPLICATION_KEY", "OVH_APPLICATION_SECRET", "OVH_CONSUMER_KEY", "SMS_ACCOUNT", "SMS_SENDER",
)  # fmt: skip
LONGEST_SENDER = 11  # characters, of letters and figures (3GPP TS 23.040 §9.1.2.5)
SHORTEST_FLIGHT = 2 * ANSWER_TIMEOUT // 60  # minutes


@register()
def sms_can_be_sent(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The provider is one that we know, and has what it asks for."""
    if settings.SMS_BACKEND not in BACKENDS:
        return [
            Error(
                f"SMS_BACKEND doit être « ovh », « console » ou vide, pas « {settings.SMS_BACKEND} ».", id="outbox.E001"
            )
        ]
    if settings.SMS_BACKEND != "ovh":
        return []
    found: list[CheckMessage] = [
        Error(f"{name} manque : sans lui, aucun SMS ne part.", id="outbox.E002")
        for name in NEEDED_BY_OVH
        if not getattr(settings, name)
    ]
    if len(settings.SMS_SENDER) > LONGEST_SENDER or not set(settings.SMS_SENDER) <= BASIC:
        found.append(Error("SMS_SENDER a 11 caractères au plus, sans accent rare.", id="outbox.E003"))
    return found


@register()
def nobody_is_taken_for_dead_too_soon(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A sender that waits for an answer must not have its message sent by another meanwhile."""
    if settings.OUTBOX_IN_FLIGHT_MINUTES > SHORTEST_FLIGHT:
        return []
    return [
        Error(
            f"OUTBOX_IN_FLIGHT_MINUTES doit dépasser {SHORTEST_FLIGHT} : "
            "un serveur lent recevrait deux fois le même message.",
            id="outbox.E004",
        )
    ]


@register(deploy=True)
def sms_are_not_printed(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """In production nobody reads the console."""
    if settings.SMS_BACKEND != "console":
        return []
    return [Warning("SMS_BACKEND=console : les SMS sont affichés, et n'arrivent nulle part.", id="outbox.W001")]
