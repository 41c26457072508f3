"""Signs of life."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import JobRun
from home.services.jobs import run_due
from outbox.services import enqueue

pytestmark = pytest.mark.django_db

WELL = dict.fromkeys(["base", "migrations", "travaux", "messages", "oubli"], True)


def checks(client):
    response = client.get("/readyz")
    return response.status_code, response.json()["controles"]


def test_ready_when_all_is_well(client):
    run_due([], now=timezone.now())

    assert checks(client) == (200, WELL)
    assert not JobRun.objects.filter(name="readyz").exists()


def test_not_ready_when_nothing_runs_by_itself(client):
    assert checks(client) == (
        503,
        WELL | {"travaux": False},
    )

    run_due([], now=timezone.now() - timedelta(minutes=6))
    assert checks(client)[0] == 503


def test_not_ready_when_messages_wait(client):
    now = timezone.now()
    run_due([], now=now)
    enqueue(kind="test", recipient="a@exemple.fr", subject="", text="x", now=now - timedelta(minutes=16))

    assert checks(client) == (
        503,
        WELL | {"messages": False},
    )


def test_not_ready_when_nothing_is_forgotten_any_more(client):
    now = timezone.now()
    run_due([], now=now)
    run = JobRun.objects.create(name="oubli", started_at=now, succeeded_at=now - timedelta(hours=47))
    assert checks(client)[0] == 200
    JobRun.objects.filter(pk=run.pk).update(succeeded_at=now - timedelta(hours=49))
    code, said = checks(client)
    assert (code, said["oubli"]) == (503, False)
