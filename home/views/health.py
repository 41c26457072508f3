"""`/readyz`: whether this process can do its work."""

from datetime import datetime, timedelta

from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.models import JobRun
from outbox.models import Message

OLDEST_BEAT = timedelta(minutes=5)
OLDEST_MESSAGE = timedelta(minutes=15)
OLDEST_PURGE = timedelta(hours=48)


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 where everything is well, else 503; each check is true or false, with no detail for strangers."""
    now = timezone.now()
    checks = {"base": can_write()}
    if checks["base"]:
        checks |= {"migrations": is_migrated(), "travaux": is_beating(now=now), "messages": is_sending(now=now)}
        checks["oubli"] = is_forgetting(now=now)
    ready = all(checks.values())
    return JsonResponse(
        {"pret": ready, "controles": checks}, status=200 if ready else 503, headers={"Cache-Control": "no-store"}
    )


def can_write() -> bool:
    """Whether the database takes a write (undone at once)."""
    try:
        with transaction.atomic():
            JobRun.objects.update_or_create(name="readyz")
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    return True


def is_migrated() -> bool:
    """Whether every migration has been applied."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def is_beating(*, now: datetime) -> bool:
    """Whether `run_due` lives."""
    beat = JobRun.objects.filter(name=JobRun.HEARTBEAT).first()
    age = beat.age(now=now) if beat else None
    return age is not None and age <= OLDEST_BEAT


def is_sending(*, now: datetime) -> bool:
    """Whether no message waits beyond its time."""
    return not Message.objects.to_people().due(now=now - OLDEST_MESSAGE).exists()


def is_forgetting(*, now: datetime) -> bool:
    """Whether what has been kept long enough goes (a site that has just begun has nothing to forget)."""
    purge = JobRun.objects.filter(name="oubli").exclude(started_at=None).first()
    return purge is None or (purge.age(now=now) or OLDEST_PURGE) < OLDEST_PURGE
