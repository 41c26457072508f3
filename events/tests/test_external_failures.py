"""Partners' calendars that do not come, and who reads which: servers that fail, two schedulers, people meanwhile."""

import gzip
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connections

from core.tests.fixtures.elsewhere import Elsewhere, drip
from events.choices import CalendarState
from events.external import asking, following, row
from events.external.following import refresh_due
from events.models import ExternalCalendar, ExternalDate
from events.tests.calendars import (
    HOUR,
    NOW,
    PATH,
    days,
    ics,
    make_calendar,
    read_again,
    read_in_this_process,  # noqa: F401 (a fixture)
    rows,
    says,
)

pytestmark = pytest.mark.django_db


def within(moment: datetime | None, first: timedelta, last: timedelta) -> bool:
    return moment is not None and NOW + first <= moment <= NOW + last


# Refusals and failures


def test_a_server_that_fails_is_tried_again_later_each_time_and_the_last_copy_stays(elsewhere: Elsewhere) -> None:
    calendar = make_calendar(elsewhere)
    says(elsewhere, *days(range(1, 11)))
    refresh_due(now=NOW)
    before = rows(calendar)
    elsewhere.says(PATH, b"oups", status="500 Oups")
    hours = []
    for _time in range(7):
        calendar.refresh_from_db()
        now = calendar.next_try_at
        assert refresh_due(now=now) == 1
        calendar.refresh_from_db()
        assert timedelta() <= (calendar.next_try_at - now) % HOUR <= row.SPREAD
        hours.append((calendar.next_try_at - now) // HOUR)
    assert hours == [1, 2, 4, 8, 16, 24, 24]
    assert (calendar.failures, calendar.last_error) == (7, "Le serveur du partenaire est en panne (erreur 500).")
    assert (rows(calendar), calendar.changed_at, calendar.succeeded_at) == (before, NOW, NOW)
    says(elsewhere, *days(range(1, 12)))
    read_again(calendar, now=NOW + HOUR)
    assert (calendar.failures, calendar.last_error, calendar.dates.count()) == (0, "", 11)


@pytest.mark.parametrize(
    ("status", "headers", "words", "wait"),
    [
        ("429 Slow down", {"retry_after": "7200"}, "Le serveur demande de venir moins souvent (erreur 429).", 2 * HOUR),
        ("503 Later", {"retry_after": "60"}, "Le serveur du partenaire est en panne (erreur 503).", HOUR),
        (
            "503 Later",
            {"retry_after": "Tue, 03 Mar 2026 14:00:00 GMT"},
            "Le serveur du partenaire est en panne (erreur 503).",
            5 * HOUR,
        ),
        ("503 Later", {"retry_after": "9" * 40}, "Le serveur du partenaire est en panne (erreur 503).", 168 * HOUR),
        ("503 Later", {"retry_after": "demain"}, "Le serveur du partenaire est en panne (erreur 503).", HOUR),
        ("404 None", {}, "Il n'y a rien à cette adresse (erreur 404). Vérifiez-la avec le partenaire.", HOUR),
        ("401 Who", {}, "Cet agenda demande un mot de passe. Demandez au partenaire une adresse publique.", HOUR),
        ("418 Tea", {}, "Le serveur répond par l'erreur 418.", HOUR),
    ],
)
def test_what_a_server_asks_for_is_respected(
    elsewhere: Elsewhere, status: str, headers: dict[str, str], words: str, wait: timedelta
) -> None:
    calendar = make_calendar(elsewhere)
    elsewhere.says(PATH, b"", status=status, **headers)
    assert refresh_due(now=NOW) == 1
    calendar.refresh_from_db()
    assert (calendar.failures, calendar.last_error, calendar.state) == (1, words, CalendarState.LIVE)
    assert within(calendar.next_try_at, wait, wait + row.SPREAD)


def test_a_calendar_that_is_gone_for_ever_is_paused(elsewhere: Elsewhere) -> None:
    calendar = make_calendar(elsewhere)
    says(elsewhere, *days([1]))
    refresh_due(now=NOW)
    elsewhere.says(PATH, b"", status="410 Gone")
    read_again(calendar, now=NOW + HOUR)
    assert (calendar.state, calendar.last_error) == (
        CalendarState.PAUSED,
        "Le partenaire a retiré cet agenda (erreur 410).",
    )
    assert (refresh_due(now=NOW + 99 * HOUR), ExternalDate.objects.shown().count()) == (0, 0)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"<!DOCTYPE html><html><body>Bienvenue</body></html>", "Cette adresse mène à une page internet"),
        (b"\xef\xbb\xbf\n<html>", "Cette adresse mène à une page internet"),
        (b"<?xml version='1.0'?><rss/>", "Cette adresse mène à une page internet"),
        (b"", "Ce fichier est vide."),
        (b"\x00\x01\x02", "Ce fichier n'est pas un"),
        (b"PK\x03\x04", "C'est un fichier compressé"),
    ],
)
def test_what_is_no_calendar_is_told(elsewhere: Elsewhere, answer: bytes, words: str) -> None:
    calendar = make_calendar(elsewhere)
    elsewhere.says(PATH, answer)
    refresh_due(now=NOW)
    calendar.refresh_from_db()
    assert calendar.last_error.startswith(words)


def test_what_is_slow_huge_or_unfolds_without_end_is_told(
    elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    calendar = make_calendar(elsewhere)
    monkeypatch.setattr(asking, "PATIENCE", 0.3)
    elsewhere.answers[PATH] = drip(0.05, b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    assert read_again(calendar, now=NOW).last_error == "Le serveur n'a pas répondu à temps."
    monkeypatch.setattr(asking, "PATIENCE", 60)
    elsewhere.says(PATH, b"x" * 5_000_001)
    assert read_again(calendar, now=NOW).last_error == "La réponse dépasse 5 Mo."
    elsewhere.says(PATH, gzip.compress(b"\n" * 50_000_000), content_encoding="gzip")
    assert read_again(calendar, now=NOW).last_error == "La réponse dépasse 5 Mo."
    elsewhere.answers[PATH] = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"
    assert read_again(calendar, now=NOW).last_error == "La réponse du serveur est illisible ou incomplète."
    assert (calendar.failures, calendar.dates.count()) == (4, 0)


def test_a_fault_of_ours_stops_neither_this_calendar_nor_the_next(
    elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, fine = make_calendar(elsewhere), make_calendar(elsewhere, "/autre.ics")
    says(elsewhere, *days([1]))
    elsewhere.says("/autre.ics", ics(*days([1])))
    taken = following.take

    def take(body: bytes, calendar: ExternalCalendar, **given: Any) -> Any:
        if calendar.pk == broken.pk:
            raise ZeroDivisionError
        return taken(body, calendar, **given)

    monkeypatch.setattr(following, "take", take)
    assert refresh_due(now=NOW) == 2
    broken.refresh_from_db()
    assert (broken.failures, broken.last_error) == (1, "Le site n'a pas su lire cet agenda.")
    assert fine.dates.count() == 1


# Who reads


def test_drafts_and_paused_calendars_are_left_alone(elsewhere: Elsewhere) -> None:
    make_calendar(elsewhere, state=CalendarState.DRAFT)
    make_calendar(elsewhere, "/b.ics", state=CalendarState.PAUSED)
    assert (refresh_due(now=NOW), elsewhere.asked) == (0, [])


def test_a_round_begins_no_more_than_it_may(elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "A_ROUND", 2)
    for number in range(3):
        make_calendar(elsewhere, f"/{number}.ics")
    assert (refresh_due(now=NOW), refresh_due(now=NOW), refresh_due(now=NOW)) == (2, 1, 0)
    monkeypatch.setattr(following, "SECONDS_A_ROUND", -1)
    assert refresh_due(now=NOW + 9 * HOUR) == 0


def test_a_reading_whose_process_died_is_taken_up_again(elsewhere: Elsewhere) -> None:
    calendar = make_calendar(elsewhere, busy_until=NOW + timedelta(minutes=2))
    says(elsewhere, *days([1]))
    assert (refresh_due(now=NOW), refresh_due(now=NOW + timedelta(minutes=2))) == (0, 1)
    assert calendar.dates.count() == 1


def test_what_staff_did_meanwhile_is_not_overwritten(elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    calendar = make_calendar(elsewhere)
    says(elsewhere, *days([1]))
    asked = following.ask

    def ask(*args: Any, **given: Any) -> Any:
        following.pause(ExternalCalendar.objects.get(), now=NOW)
        return asked(*args, **given)

    monkeypatch.setattr(following, "ask", ask)
    refresh_due(now=NOW)
    calendar.refresh_from_db()
    assert (calendar.state, calendar.dates.count()) == (CalendarState.PAUSED, 0)


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_read_a_calendar_once(elsewhere: Elsewhere) -> None:
    calendars = [make_calendar(elsewhere, f"/{number}.ics") for number in range(4)]
    for number, _calendar in enumerate(calendars):
        elsewhere.says(f"/{number}.ics", ics(*days([1, 2])))

    def scheduler(_number: int) -> int:
        try:
            return refresh_due(now=NOW)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        taken = list(pool.map(scheduler, range(3)))
    assert sum(taken) == 4
    assert sorted(path for path, _headers in elsewhere.asked) == ["/0.ics", "/1.ics", "/2.ics", "/3.ics"]
    assert [calendar.dates.count() for calendar in calendars] == [2, 2, 2, 2]


def test_without_the_claim_two_schedulers_would_read_it_twice(
    elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_calendar(elsewhere)
    says(elsewhere, *days([1]))
    asked = following.ask

    def ask(*args: Any, **given: Any) -> Any:
        monkeypatch.setattr(following, "ask", asked)
        following.refresh_due(now=NOW)  # another scheduler, in the middle of ours
        return asked(*args, **given)

    def claim(calendar: ExternalCalendar, *_args: Any, **_given: Any) -> bool:
        calendar.busy_until = None
        return True

    monkeypatch.setattr(following, "ask", ask)
    refresh_due(now=NOW)
    guarded = len(elsewhere.asked)
    ExternalCalendar.objects.update(next_try_at=None)
    monkeypatch.setattr(following, "ask", ask)
    monkeypatch.setattr(following, "claim", claim)
    refresh_due(now=NOW)
    assert (guarded, len(elsewhere.asked) - guarded) == (1, 2)
