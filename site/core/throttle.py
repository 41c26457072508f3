"""
How often one address may do something, counted in the database that every process shares.

Only POSTs are counted. The address itself is never stored, only a keyed hash of it.
"""

from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from core.models import ThrottleCount

KEPT = timedelta(days=2)
IPV6_PREFIX = 64  # bits: what one home or one library is given


class Throttled(Exception):
    """Too many in this window; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        """Say when the next window begins."""
        super().__init__(f"again in {retry_after} s")
        self.retry_after = retry_after


def count(*, what: str, address: str, limit: int, now: datetime, window: timedelta = timedelta(hours=1)) -> None:
    """
    Count one more `what` from this address; a limit of 0 counts nothing.

    :raises Throttled: it is one too many in this window (windows follow each other, they do not slide).
    """
    if limit == 0:
        return
    started, retry_after = _window(now, window)
    if _one_more(f"{what}:{_hash(address)}", started) > limit:
        raise Throttled(retry_after)


def check(*, what: str, address: str, limit: int, now: datetime, window: timedelta = timedelta(hours=1)) -> None:
    """
    Ask whether one more `what` would pass, and count nothing: for what is counted only where it fails.

    :raises Throttled: it would not.
    """
    if limit == 0:
        return
    started, retry_after = _window(now, window)
    if ThrottleCount.objects.filter(key=f"{what}:{_hash(address)}", window=started, count__gte=limit).exists():
        raise Throttled(retry_after)


def old_counts(now: datetime) -> QuerySet[ThrottleCount]:
    """Return the counters of windows long gone."""
    return ThrottleCount.objects.filter(window__lt=now - KEPT)


def client_address(request: HttpRequest) -> str:
    """
    Return the address that the request came from.

    `X-Forwarded-For` is read from its right end, and only as far as `TRUSTED_PROXIES` (addresses or networks) vouch for
    it: what a client writes there itself is never believed.
    """
    address = str(request.META.get("REMOTE_ADDR") or "")
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    while _is_trusted(address) and forwarded and _parse(forwarded[-1]):
        address = forwarded.pop()
    return address


def _window(now: datetime, window: timedelta) -> tuple[datetime, int]:
    """Return when this window began, and in how many seconds the next one does."""
    seconds = int(window.total_seconds())
    elapsed = int(now.timestamp()) % seconds
    return now.replace(microsecond=0) - timedelta(seconds=elapsed), seconds - elapsed


def _one_more(key: str, window: datetime) -> int:
    """Add one in a single statement, so that no two requests count for one; return the sum."""
    quote = connection.ops.quote_name
    table = quote(ThrottleCount._meta.db_table)
    key_column, window_column, count_column = quote("key"), quote("window"), quote("count")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({key_column}, {window_column}, {count_column}) VALUES (%s, %s, 1) "  # noqa: S608 (names of ours)
            f"ON CONFLICT ({key_column}, {window_column}) DO UPDATE SET {count_column} = {table}.{count_column} + 1 "
            f"RETURNING {count_column}",
            [key, connection.ops.adapt_datetimefield_value(window)],
        )
        return int(cursor.fetchone()[0])


def _hash(address: str) -> str:
    parsed = _parse(address)
    if isinstance(parsed, IPv6Address):
        parsed = parsed.ipv4_mapped or ip_network((parsed, IPV6_PREFIX), strict=False).network_address
    return salted_hmac("core.throttle", str(parsed or address), algorithm="sha256").hexdigest()[:40]


def _parse(address: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(address)
    except ValueError:
        return None


def _is_trusted(address: str) -> bool:
    parsed = _parse(address)
    return parsed is not None and any(parsed in ip_network(proxy, strict=False) for proxy in settings.TRUSTED_PROXIES)
