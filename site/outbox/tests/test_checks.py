"""A setting that cannot work is said at the start."""

import pytest
from django.conf import LazySettings
from django.core.checks import run_checks

OVH = {
    "SMS_BACKEND": "ovh", "OVH_APPLICATION_KEY": "c", "OVH_APPLICATION_SECRET": "s", "OVH_CONSUMER_KEY": "k",
    "SMS_ACCOUNT": "sms-ab12345-1", "SMS_SENDER": "EmmausConn",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, []),
        (OVH, []),
        ({"SMS_BACKEND": "console"}, ["outbox.W001"]),
        ({"SMS_BACKEND": "orange"}, ["outbox.E001"]),
        ({**OVH, "SMS_ACCOUNT": "", "OVH_CONSUMER_KEY": ""}, ["outbox.E002", "outbox.E002"]),
        ({**OVH, "SMS_SENDER": "Emmaüs Connect"}, ["outbox.E003"]),
        ({"OUTBOX_IN_FLIGHT_MINUTES": 4}, ["outbox.E004"]),
    ],
)
def test_what_settings_cannot_mean(settings: LazySettings, changed: dict[str, object], said: list[str]) -> None:
    for name, value in changed.items():
        setattr(settings, name, value)
    found = run_checks(include_deployment_checks=True)
    assert sorted(message.id for message in found if message.id.startswith("outbox.")) == said
