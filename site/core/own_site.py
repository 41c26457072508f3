"""Which addresses are our own: reading or calling them would be talking to ourselves."""

from urllib.parse import SplitResult, urlsplit

from django.conf import settings

USUAL_PORTS = {"https": 443, "http": 80}


def is_ours(address: str) -> bool:
    """
    Whether this address is on our own site, with or without "www.", by either of the usual ports.

    :raises ValueError: it is no address.
    """
    theirs, ours = urlsplit(address), urlsplit(settings.PUBLIC_BASE_URL)
    return (_name(theirs), _port(theirs)) == (_name(ours), _port(ours))


def _name(parts: SplitResult) -> str:
    return (parts.hostname or "").rstrip(".").removeprefix("www.")


def _port(parts: SplitResult) -> int:
    """Both usual ports lead to one site."""
    usual = USUAL_PORTS.values()
    return 443 if parts.port is None or parts.port in usual else parts.port
