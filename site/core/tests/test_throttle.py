"""Counting POSTs by address."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections
from django.test import RequestFactory

from core.models import ThrottleCount
from core.throttle import Throttled, check, client_address, count, old_counts

NOW = datetime(2026, 3, 3, 14, 10, tzinfo=UTC)


def refused(address: str, *, limit: int, now: datetime = NOW) -> int | None:
    """Return after how many seconds to try again, or None when it was let through."""
    try:
        count(what="try", address=address, limit=limit, now=now)
    except Throttled as error:
        return error.retry_after
    return None


@pytest.mark.django_db
def test_the_limit_is_by_address_and_by_hour() -> None:
    assert [refused("192.0.2.1", limit=2) for _ in range(3)] == [None, None, 3000]
    assert refused("192.0.2.2", limit=2) is None
    assert refused("192.0.2.1", limit=2, now=NOW + timedelta(minutes=50)) is None


@pytest.mark.django_db
def test_zero_turns_it_off_and_writes_nothing() -> None:
    assert [refused("192.0.2.1", limit=0) for _ in range(3)] == [None, None, None]
    assert ThrottleCount.objects.count() == 0


@pytest.mark.django_db
def test_asking_counts_nothing_and_says_when_the_next_would_be_refused() -> None:
    for _ in range(3):
        check(what="try", address="192.0.2.1", limit=2, now=NOW)
    assert [refused("192.0.2.1", limit=2) for _ in range(2)] == [None, None]
    with pytest.raises(Throttled) as refusal:
        check(what="try", address="192.0.2.1", limit=2, now=NOW)
    assert refusal.value.retry_after == 3000
    check(what="try", address="192.0.2.2", limit=2, now=NOW)
    check(what="other", address="192.0.2.1", limit=2, now=NOW)
    check(what="try", address="192.0.2.1", limit=0, now=NOW)
    check(what="try", address="192.0.2.1", limit=2, now=NOW + timedelta(minutes=50))


@pytest.mark.django_db
def test_no_address_is_stored_and_one_home_shares_its_ipv6_network() -> None:
    assert refused("2001:db8:1:2::1", limit=1) is None
    assert refused("2001:db8:1:2:ffff::9", limit=1) == 3000
    assert refused("2001:db8:1:3::1", limit=1) is None
    assert [row.key for row in ThrottleCount.objects.filter(key__contains="2001")] == []


@pytest.mark.django_db
def test_old_counts_are_forgotten() -> None:
    refused("192.0.2.1", limit=1)
    assert old_counts(NOW + timedelta(days=1)).count() == 0
    assert old_counts(NOW + timedelta(days=3)).count() == 1


@pytest.mark.django_db(transaction=True)
def test_requests_at_the_same_moment_are_all_counted() -> None:
    def one(_: int) -> int | None:
        try:
            return refused("192.0.2.1", limit=10)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(one, range(24)))
    assert answers.count(None) == 10
    assert ThrottleCount.objects.get().count == 24


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "expected"),
    [
        ([], "198.51.100.7", "203.0.113.9", "198.51.100.7"),
        (["127.0.0.1"], "127.0.0.1", "203.0.113.9", "203.0.113.9"),
        (["127.0.0.1"], "127.0.0.1", "10.9.9.9, 203.0.113.9", "203.0.113.9"),
        (["127.0.0.1", "10.0.0.0/8"], "127.0.0.1", "203.0.113.9, 10.1.2.3", "203.0.113.9"),
        (["127.0.0.1"], "127.0.0.1", "'; DROP TABLE", "127.0.0.1"),
        (["127.0.0.1"], "127.0.0.1", "", "127.0.0.1"),
    ],
)
def test_only_trusted_proxies_are_believed(settings, proxies, remote, forwarded, expected) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=remote, headers={"X-Forwarded-For": forwarded})
    assert client_address(request) == expected
