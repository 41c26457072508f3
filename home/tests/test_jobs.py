"""What runs by itself, when, and what a failure changes for the others: nothing."""

import os
import signal
import subprocess
import sys
import time as clock
from datetime import UTC, datetime, time, timedelta

import pytest
from django.conf import settings as project
from django.core.management import call_command
from django.db import connection

from core.models import JobRun
from core.tests.fixtures.database import database_url
from home.services.jobs import JOBS, Job, is_due, last_time, run_due, run_one

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_job_that_fails_leaves_the_others_alone_and_is_remembered():
    done = []

    def fail(now):
        raise ValueError("plus de papier")

    jobs = [
        Job("un", done.append, every=MINUTE),
        Job("deux", fail, every=MINUTE),
        Job("trois", done.append, every=MINUTE),
    ]

    assert run_due(jobs, now=NOW) == ["un", "deux", "trois"]
    assert done == [NOW, NOW]
    failed = JobRun.objects.get(name="deux")
    assert (failed.failed_at, failed.succeeded_at, failed.last_error) == (NOW, None, "ValueError: plus de papier")
    assert JobRun.objects.get(name="trois").succeeded_at == NOW


def test_a_job_waits_for_its_time():
    jobs = [Job("un", lambda now: None, every=MINUTE)]

    assert [run_due(jobs, now=NOW + timedelta(seconds=s)) for s in (0, 59, 60, 61)] == [["un"], [], ["un"], []]


def test_the_loop_leaves_a_sign_of_life():
    run_due([], now=NOW)
    run_due([], now=NOW + timedelta(seconds=10))
    assert JobRun.objects.get(name=JobRun.HEARTBEAT).succeeded_at == NOW
    run_due([], now=NOW + timedelta(seconds=40))
    assert JobRun.objects.get(name=JobRun.HEARTBEAT).succeeded_at == NOW + timedelta(seconds=40)


def test_a_job_that_another_scheduler_takes_meanwhile_is_left_to_it():
    runs = []
    job = Job("un", runs.append, every=MINUTE)

    JobRun.objects.create(name="un", started_at=NOW - MINUTE)

    def other_first(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and not taken:
            taken.append("once")
            JobRun.objects.update(started_at=NOW)
        return execute(sql, params, many, context)

    taken: list[str] = []
    with connection.execute_wrapper(other_first):
        assert run_one(job, now=NOW) is False
    assert runs == []


@pytest.mark.parametrize(
    ("started", "now", "due"),
    [
        (None, datetime(2026, 3, 2, 12, tzinfo=UTC), True),
        # 3:30 in Paris is 2:30 UTC in winter.
        (datetime(2026, 3, 1, 2, 31, tzinfo=UTC), datetime(2026, 3, 2, 2, 29, tzinfo=UTC), False),
        (datetime(2026, 3, 1, 2, 31, tzinfo=UTC), datetime(2026, 3, 2, 2, 31, tzinfo=UTC), True),
        # The night when clocks go forward, 3:30 comes an hour sooner.
        (datetime(2026, 3, 28, 2, 31, tzinfo=UTC), datetime(2026, 3, 29, 1, 29, tzinfo=UTC), False),
        (datetime(2026, 3, 28, 2, 31, tzinfo=UTC), datetime(2026, 3, 29, 1, 31, tzinfo=UTC), True),
        # The machine was off for a week.
        (datetime(2026, 2, 20, 2, 31, tzinfo=UTC), datetime(2026, 3, 2, 18, tzinfo=UTC), True),
    ],
)
def test_a_job_of_the_night_runs_once_after_its_hour(started, now, due):
    job = Job("nuit", lambda now: None, at=time(3, 30))
    last = JobRun(name="nuit", started_at=started, succeeded_at=started)

    assert is_due(job, last, now=now) is due


def test_a_job_of_the_night_that_failed_is_tried_again_in_an_hour():
    job = Job("nuit", lambda now: None, at=time(3, 30))
    last = JobRun(name="nuit", started_at=NOW, succeeded_at=NOW - timedelta(days=1), failed_at=NOW)

    assert [is_due(job, last, now=NOW + timedelta(minutes=m)) for m in (59, 60)] == [False, True]


def test_no_hour_of_the_night_comes_twice_or_never():
    assert [job.name for job in JOBS if job.at and job.at.hour == 2] == []


def test_the_last_time_was_yesterday_before_the_hour():
    assert last_time(time(12, 0), now=NOW) == datetime(2026, 3, 1, 11, 0, tzinfo=UTC)


def test_every_job_of_ours_runs_on_an_empty_site():
    call_command("run_due")

    assert list(JobRun.objects.exclude(last_error="").values_list("name", "last_error")) == []
    assert set(JobRun.objects.values_list("name", flat=True)) == {JobRun.HEARTBEAT, *(job.name for job in JOBS)}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_term_ends_the_loop_at_once():
    command = [sys.executable, str(project.BASE_DIR / "manage.py"), "run_due", "--loop"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test", "DATABASE_URL": database_url()}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = clock.monotonic() + 60
        while not JobRun.objects.filter(name="oubli", succeeded_at__isnull=False).exists():
            assert clock.monotonic() < deadline
            clock.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=15) == 0
    finally:
        process.kill()
        process.wait()
