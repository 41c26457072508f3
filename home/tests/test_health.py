"""Signs of life."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import JobRun
from home.services.jobs import run_due
from outbox.services import enqueue

pytestmark = pytest.mark.django_db


def checks(client):
    response = client.get("/readyz")
    return response.status_code, response.json()["controles"]


def test_ready_when_all_is_well(client):
    run_due([], now=timezone.now())

    assert checks(client) == (200, {"base": True, "migrations": True, "travaux": True, "messages": True})
    assert not JobRun.objects.filter(name="readyz").exists()


def test_not_ready_when_nothing_runs_by_itself(client):
    assert checks(client) == (503, {"base": True, "migrations": True, "travaux": False, "messages": True})

    run_due([], now=timezone.now() - timedelta(minutes=6))
    assert checks(client)[0] == 503


def test_not_ready_when_messages_wait(client):
    now = timezone.now()
    run_due([], now=now)
    enqueue(kind="test", recipient="a@exemple.fr", subject="", text="x", now=now - timedelta(minutes=16))

    assert checks(client) == (503, {"base": True, "migrations": True, "travaux": True, "messages": False})
