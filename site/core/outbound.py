"""
The one door to other people's servers: whom the site may reach, for how long, and how much it reads.

`fetch` gets what is at an address; `post` hands something over, and learns no more than whether it was taken.

An address is https, on port 443, without credentials. Its name is resolved once; if any of its addresses is not one of
the public internet the call is refused, else the connection goes to the very address that was checked. No proxy is
read from the environment, no cookie is kept, and a redirection is an address like another, followed only if asked.
"""

import http.client
import io
import re
import socket
import ssl
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_network
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri
from ssrfguard import Policy, SSRFGuardError, Target, connect, resolve
from ssrfguard.resolvers import UdpResolver

READ_AT_ONCE = 65_536  # bytes
ATTEMPTS = 2  # addresses of one name that are tried, each for half of the time
REDIRECTIONS = {301, 302, 303, 307, 308}
BAD_ANSWER = "La réponse du serveur est illisible ou incomplète."
REFUSED = "Le site ne peut appeler que des adresses publiques en https."
CREDENTIALS = {"authorization", "cookie", "proxy-authorization"}
_IPV6 = (ip_network("2000::/3"), ip_network("64:ff9b::/96"))
"""The public internet: all that is given out, and IPv4 through a translator."""

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


class OutboundError(Exception):
    """The call gave nothing. The message is for the person who gave the address; it quotes nothing of the answer."""


class Refused(OutboundError):
    """The address is not one that the site may reach."""


class Redirected(OutboundError):
    """The server sends elsewhere, more often than was allowed."""


class Unreachable(OutboundError):
    """No such name, nobody there, or a certificate that does not hold."""


class TooSlow(OutboundError):
    """The whole answer did not come in time."""


class TooLarge(OutboundError):
    """The answer, decompressed, is larger than what was asked for."""


class BadAnswer(OutboundError):
    """What came back is not HTTP, or stops half-way."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: any status (304 and 404 too), headers by their names in small letters, at what address."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


def fetch(
    url: str, *, timeout: float, max_bytes: int, headers: Mapping[str, str] | None = None, redirects: int = 0
) -> Answer:
    """
    Get an address, within so many seconds in all and so many bytes once decompressed.

    :raises Refused: the address, or one that it redirects to, is not https on the public internet.
    :raises Redirected: more redirections than ``redirects``.
    :raises Unreachable: no such name, no connection, or a bad certificate.
    :raises TooSlow: the time is over, whatever came meanwhile.
    :raises TooLarge: more than ``max_bytes``.
    :raises BadAnswer: not HTTP, or cut short.
    """
    deadline = time.monotonic() + timeout
    sent = {**_presented(headers), "Accept-Encoding": "gzip"}
    for _call in range(redirects + 1):
        answer = _ask(url, sent, deadline, max_bytes)
        if answer.status not in REDIRECTIONS or "location" not in answer.headers:
            return answer
        try:
            following = urljoin(url, answer.headers["location"])
            leaves = urlsplit(following)[:2] != urlsplit(url)[:2]
        except ValueError as error:  # "https://[" is no address
            raise BadAnswer(BAD_ANSWER) from error
        if leaves:
            sent = {name: value for name, value in sent.items() if name.lower() not in CREDENTIALS}
        url = following
    raise Redirected("Cette adresse renvoie à une autre. Donnez celle du fichier lui-même.")


def post(
    url: str, body: bytes, *, content_type: str, timeout: float, headers: Mapping[str, str] | None = None
) -> Answer:
    """
    Hand this over at an address, within so many seconds in all, and return what its server says of it.

    The answer's own body is never read: it is empty here, and as large as the server likes.

    :raises Refused: the address is not https on the public internet.
    :raises Redirected: the server sends elsewhere; what was signed for one address goes to no other.
    :raises Unreachable: no such name, no connection, or a bad certificate.
    :raises TooSlow: the time is over; the server may have what was sent.
    :raises BadAnswer: not HTTP, or cut short.
    """
    sent = {**_presented(headers), "Content-Type": content_type}
    answer = _ask(url, sent, time.monotonic() + timeout, 0, posted=body)
    if answer.status in REDIRECTIONS:
        raise Redirected("Cette adresse renvoie à une autre. Donnez celle qui répond elle-même.")
    return answer


def ensure_allowed(url: str) -> None:
    """
    Look at an address, and ask nobody: what its name leads to is known when it is called.

    :raises Refused: no call of it would ever leave.
    """
    try:
        _target(url)
    except SSRFGuardError as error:
        raise Refused(REFUSED) from error


def _target(url: str) -> Target:
    """:raises Refused or SSRFGuardError: see `ensure_allowed`."""
    target = _policy().check_url(url)
    if target.address is None and target.host.rstrip(".").rpartition(".")[2][:1].isdigit():
        raise Refused(REFUSED)  # no name ends so: "0x7f.1" is an address to some, and a name to others
    return target


def _presented(headers: Mapping[str, str] | None) -> dict[str, str]:
    """Return these headers, and who we are."""
    return {
        **(headers or {}),
        "User-Agent": f"emmaus-connect-site (+{settings.PUBLIC_BASE_URL})",
        "Connection": "close",
    }


def _ask(
    url: str, headers: Mapping[str, str], deadline: float, max_bytes: int, *, posted: bytes | None = None
) -> Answer:
    try:
        target = _target(url)
        line = _connected(target, deadline)
        try:
            return _exchange(line, target, url, headers, max_bytes, posted)
        finally:
            line.hang_up()
    except SSRFGuardError as error:
        raise Refused(REFUSED) from error
    except TimeoutError as error:
        raise TooSlow("Le serveur n'a pas répondu à temps.") from error
    except http.client.HTTPException as error:  # before OSError, since a line that closes unasked is both
        raise BadAnswer(BAD_ANSWER) from error
    except OSError as error:  # no such name, nobody listening, a bad certificate
        raise Unreachable("Le serveur ne peut pas être joint à cette adresse.") from error
    except (zlib.error, ValueError) as error:
        raise BadAnswer(BAD_ANSWER) from error


def _policy() -> Policy:
    if settings.OUTBOUND_PERMITS_LOOPBACK:
        return _loopback_too()
    return _public_only()


@cache
def _public_only() -> Policy:
    return Policy(
        allowed_schemes=frozenset({"https"}), allowed_ports=frozenset({443}), max_connection_attempts=ATTEMPTS
    )


@cache
def _loopback_too() -> Policy:
    networks: Any = ("127.0.0.0/8",)  # parsed by the policy itself
    return Policy(allowed_ports=frozenset(range(1, 65_536)), allowed_networks=networks, max_connection_attempts=1)


def _resolver(seconds: float) -> UdpResolver:
    """Ask the machine's name servers: `socket.getaddrinfo` has no time-out."""
    return UdpResolver(timeout=seconds)


@cache
def _certificates() -> ssl.SSLContext:
    return ssl.create_default_context()


def _left(deadline: float) -> float:
    """
    Seconds that remain.

    :raises TimeoutError: none.
    """
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _connected(target: Target, deadline: float) -> "_Line":
    policy = _policy()
    addresses = resolve(target, policy=policy, resolver=_resolver(_left(deadline)))
    if any(address.ip.version == 6 and not any(address.ip in part for part in _IPV6) for address in addresses):
        raise Refused(REFUSED)  # the library knows what is private, and takes what nobody was given for public
    attempts = min(len(addresses), policy.max_connection_attempts)
    connection = connect(addresses, policy=policy, timeout=_left(deadline) / attempts)
    if target.scheme == "https":
        try:
            connection.settimeout(_left(deadline))
            connection = _certificates().wrap_socket(connection, server_hostname=target.host.rstrip("."))
        except BaseException:
            connection.close()
            raise
    return _Line(connection, deadline)


def _exchange(
    line: "_Line", target: Target, url: str, headers: Mapping[str, str], max_bytes: int, posted: bytes | None
) -> Answer:
    parts = urlsplit(urldefrag(url).url)
    path = iri_to_uri(parts.path or "/") + (f"?{iri_to_uri(parts.query)}" if parts.query else "")
    client = http.client.HTTPConnection(target.host)
    client.auto_open = 0  # this line, or none
    client.sock = line  # what http.client needs of a socket
    client.request("GET" if posted is None else "POST", path, posted, {**headers, "Host": _host(target)})
    response = client.getresponse()
    # What holds a control character (NUL, a folded line) would be refused where it is kept or sent again.
    told = {name.lower(): value for name, value in response.getheaders() if not _CONTROL.search(value)}
    return Answer(response.status, told, b"" if posted is not None else _body(response, told, max_bytes), url)


def _host(target: Target) -> str:
    name = f"[{target.host}]" if ":" in target.host else target.host
    return name if (target.scheme, target.port) in {("https", 443), ("http", 80)} else f"{name}:{target.port}"


def _body(response: http.client.HTTPResponse, headers: Mapping[str, str], max_bytes: int) -> bytes:
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in {"identity", "gzip", ""}:
        raise ValueError(encoding)
    unzip = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16) if encoding == "gzip" else None
    body, read = bytearray(), 0
    if (response.length or 0) > max_bytes:
        raise _too_large(max_bytes)
    while chunk := response.read1(READ_AT_ONCE):
        read += len(chunk)
        # One byte more than allowed is enough to know, however much a bomb would unfold into.
        body += unzip.decompress(chunk, max_bytes - len(body) + 1) if unzip else chunk
        if read > max_bytes or len(body) > max_bytes:
            raise _too_large(max_bytes)
    if response.length or (unzip and read and (not unzip.eof or unzip.unused_data)):
        raise http.client.IncompleteRead(b"")
    return bytes(body)


def _too_large(max_bytes: int) -> TooLarge:
    size = f"{max_bytes / 1_000_000:.3g}".replace(".", ",")
    return TooLarge(f"La réponse dépasse {size} Mo.")


class _Line:
    """A socket whose every move is within one deadline, so that a server that drips is as late as one that hangs."""

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        self.connection = connection
        self.deadline = deadline

    def sendall(self, data: bytes) -> None:
        self.connection.settimeout(_left(self.deadline))
        self.connection.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Listener(self))

    def close(self) -> None:
        """Nothing: http.client closes what it has asked through, before the body is read."""

    def hang_up(self) -> None:
        self.connection.close()


class _Listener(io.RawIOBase):
    def __init__(self, line: _Line) -> None:
        self.line = line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        self.line.connection.settimeout(_left(self.line.deadline))
        return self.line.connection.recv_into(buffer)
