"""
What runs by itself: which job, how often, and the one round that runs those that are due.

Several schedulers may run side by side: a job is taken by one conditional UPDATE of its row, so it runs once. A job
that fails is logged, remembered, and leaves the others alone.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from booking.services.reminders import remind
from booking.services.sessions import free_kept, make_sessions
from booking.services.waiting import expire_offers, offer_where_free
from booking.services.webhooks.health import review
from core.dates import make_aware_local
from core.logs import error_words
from core.models import JobRun
from events.external.following import refresh_due as refresh_calendars
from events.services.occurrences import rebuild_all
from home.services.forgetting import forget
from locations.services.completion import derive_again
from locations.services.datasets import refresh_due, work_off
from locations.services.hours import recompute_all_intervals
from outbox import services as outbox

logger = logging.getLogger(__name__)

BEAT = timedelta(seconds=30)
TRY_AGAIN = timedelta(hours=1)
"""When a nightly job that failed is tried again."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job: a function of the present moment, run `every` so often, or each night `at` an hour of the site's clock."""

    name: str
    run: Callable[[datetime], object]
    every: timedelta = timedelta(days=1)
    at: time | None = None


def send_messages(now: datetime) -> None:
    """Take back what a killed sender left, then send what is due."""
    outbox.sweep(now=now)
    outbox.send_due(now=now, clock=timezone.now)


def move_waiting_lists_on(now: datetime) -> None:
    """End the offers that nobody answered, then offer what is free, places that are kept no longer too."""
    free_kept(now=now)
    expire_offers(now=now)
    offer_where_free(now=now)


# The night's jobs stay clear of 2 to 3 o'clock, which comes twice or never when clocks change.
JOBS: Sequence[Job] = (
    Job("messages", send_messages, every=timedelta(seconds=4)),
    Job("imports", lambda now: work_off(now=now), every=timedelta(seconds=4)),
    Job("publications", lambda _now: call_command("publish_scheduled"), every=timedelta(minutes=1)),
    Job("seances", lambda now: make_sessions(now=now), every=timedelta(hours=1)),
    Job("propositions", move_waiting_lists_on, every=timedelta(minutes=1)),
    Job("rappels", lambda now: remind(now=now), every=timedelta(minutes=5)),
    Job("donnees-ouvertes", lambda now: refresh_due(now=now), every=timedelta(hours=1)),
    Job("calendriers", lambda now: refresh_calendars(now=now), every=timedelta(minutes=1)),
    Job("appels", lambda now: review(now=now), every=timedelta(minutes=5)),
    Job("horaires", lambda now: recompute_all_intervals(now=now), at=time(3, 10)),
    Job("fiches", lambda _now: derive_again(), at=time(3, 20)),
    Job("agenda", lambda now: rebuild_all(now=now), at=time(3, 30)),
    Job("oubli", lambda now: forget(now=now), at=time(3, 50)),
)


def run_due(jobs: Sequence[Job] = JOBS, *, now: datetime) -> list[str]:
    """Beat, run the jobs that are due, and return the names of those that ran (well or badly)."""
    runs = {run.name: run for run in JobRun.objects.all()}
    beat(runs.get(JobRun.HEARTBEAT), now=now)
    return [job.name for job in jobs if is_due(job, runs.get(job.name), now=now) and run_one(job, now=now)]


def is_due(job: Job, last: JobRun | None, *, now: datetime) -> bool:
    """Whether it is time for the job, given its last run."""
    if last is None or last.started_at is None:
        return True
    if job.at is None:
        return now - last.started_at >= job.every
    failed = last.failed_at is not None and (last.succeeded_at is None or last.failed_at > last.succeeded_at)
    return last.started_at < last_time(job.at, now=now) or (failed and now - last.started_at >= TRY_AGAIN)


def last_time(at: time, *, now: datetime) -> datetime:
    """Return the last moment when the site's clock showed this hour."""
    zone = ZoneInfo(settings.TIME_ZONE)
    today = now.astimezone(zone).date()
    moment = make_aware_local(datetime.combine(today, at), zone)
    return moment if moment <= now else make_aware_local(datetime.combine(today - timedelta(days=1), at), zone)


def run_one(job: Job, *, now: datetime) -> bool:
    """Run a job unless another scheduler took it; return whether it was ours."""
    run, _ = JobRun.objects.get_or_create(name=job.name)
    if not JobRun.objects.filter(pk=run.pk, started_at=run.started_at).update(started_at=now):
        return False
    mine = JobRun.objects.filter(pk=run.pk)
    try:
        job.run(now)
    except Exception as error:  # a job is anybody's code, and the next ones must run
        logger.exception("Job %s failed", job.name)
        mine.update(failed_at=now, last_error=error_words(error))
    else:
        mine.update(succeeded_at=now, last_error="")
    return True


def beat(last: JobRun | None, *, now: datetime) -> None:
    """Leave a sign of life, now and then."""
    if last is None or last.succeeded_at is None or now - last.succeeded_at >= BEAT:
        JobRun.objects.update_or_create(name=JobRun.HEARTBEAT, defaults={"started_at": now, "succeeded_at": now})
