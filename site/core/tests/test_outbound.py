"""What other people's servers, and whoever gives us their addresses, may try."""

import gzip
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from ssrfguard.resolvers import UdpResolver

from core import outbound
from core.outbound import BadAnswer, OutboundError, Redirected, Refused, TooLarge, TooSlow, Unreachable, fetch, post
from core.tests.fixtures.elsewhere import Elsewhere, NameServer, drip

get = partial(fetch, timeout=30, max_bytes=10_000)
hand_over = partial(post, body=b"{}", content_type="application/json", timeout=30)


def test_an_answer_is_its_status_its_headers_and_its_body(elsewhere: Elsewhere) -> None:
    elsewhere.says("/données", b"des lieux", content_type="text/csv", etag='"v1"')
    elsewhere.says("/donn%C3%A9es", b"des lieux", content_type="text/csv", etag='"v1"')
    answer = get(f"{elsewhere.url}/données?q=été#ici", headers={"If-None-Match": '"v0"'})
    assert (answer.status, answer.body, answer.headers["etag"]) == (200, b"des lieux", '"v1"')
    ((path, headers),) = elsewhere.asked
    assert path == "/donn%C3%A9es?q=%C3%A9t%C3%A9"
    assert headers == {
        "host": elsewhere.url.removeprefix("http://"),
        "if-none-match": '"v0"',
        "user-agent": "emmaus-connect-site (+http://testserver)",
        "accept-encoding": "gzip",
        "connection": "close",
    }


def test_any_status_is_an_answer(elsewhere: Elsewhere) -> None:
    elsewhere.answers["/304"] = b"HTTP/1.1 304 Not Modified\r\n\r\n"
    elsewhere.says("/500", b"oups", status="500 Internal Server Error")
    assert [get(elsewhere.url + path).status for path in ("/304", "/500", "/rien")] == [304, 500, 404]


def test_a_header_that_could_not_be_kept_or_sent_again_is_left(elsewhere: Elsewhere) -> None:
    elsewhere.answers["/"] = b'HTTP/1.1 200 OK\r\nETag: "a\x00b"\r\nX-A: a\r\n b\r\nX-B: c\r\n\r\n'
    assert get(elsewhere.url).headers == {"x-b": "c"}


def test_no_proxy_of_the_environment_is_used(elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    elsewhere.says("/", b"oui")
    assert get(elsewhere.url).body == b"oui"


def test_what_is_compressed_is_opened_and_a_bomb_is_not(elsewhere: Elsewhere) -> None:
    elsewhere.says("/petit", gzip.compress(b"x" * 10_000), content_encoding="gzip")
    elsewhere.says("/bombe", gzip.compress(b"x" * 50_000_000), content_encoding="gzip")
    elsewhere.says("/autre", b"???", content_encoding="br")
    assert get(f"{elsewhere.url}/petit").body == b"x" * 10_000
    with pytest.raises(TooLarge):
        fetch(f"{elsewhere.url}/bombe", timeout=30, max_bytes=1_000_000)
    with pytest.raises(BadAnswer):
        get(f"{elsewhere.url}/autre")


def chunks_without_end(connection: Any) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"1000\r\n" + b"x" * 4096 + b"\r\n")


def body_without_end(connection: Any) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"x" * 4096)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10001\r\n\r\n", TooLarge),
        (chunks_without_end, TooLarge),
        (body_without_end, TooLarge),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nmoins", BadAnswer),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nmo", BadAnswer),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"coupe", mtime=0)[:-6], BadAnswer),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnon", BadAnswer),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + 2 * gzip.compress(b"moitie", mtime=0), BadAnswer),
        (b"HTTP/1.1 302 Found\r\nLocation: https://[\r\n\r\n", BadAnswer),
        (b"SSH-2.0-OpenSSH_9.2\r\n", BadAnswer),
        (b"HTTP/1.1 abc\r\n\r\n", BadAnswer),
        (b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 500 + b"\r\n", BadAnswer),
        (b"", BadAnswer),
    ],
)
def test_bad_answers_are_named(elsewhere: Elsewhere, answer: Any, error: type[OutboundError]) -> None:
    elsewhere.answers["/"] = answer
    with pytest.raises(error):
        get(elsewhere.url)


@pytest.mark.parametrize(
    "answer",
    [
        drip(60),  # nothing
        drip(0.05),  # a status line that never ends
        drip(0.05, b"HTTP/1.1 200 OK\r\n", b"a: b\r\n"),  # headers that never end
        drip(0.05, b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"),  # a body, letter after letter
        drip(0.05, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        drip(0.05, b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
)
def test_the_time_is_for_the_whole_answer(elsewhere: Elsewhere, answer: Callable[[Any], None]) -> None:
    elsewhere.answers["/"] = answer
    with pytest.raises(TooSlow):
        fetch(elsewhere.url, timeout=0.4, max_bytes=10_000)


def test_redirections_are_followed_only_when_asked_and_credentials_do_not_travel(elsewhere: Elsewhere) -> None:
    elsewhere.says("/ici", b"", status="302 Found", location="/la")
    elsewhere.says("/boucle", b"", status="301 Moved", location="/boucle")
    elsewhere.says("/la", b"oui")
    with pytest.raises(Redirected):
        get(f"{elsewhere.url}/ici")
    with pytest.raises(Redirected):
        get(f"{elsewhere.url}/boucle", redirects=3)
    answer = get(f"{elsewhere.url}/ici", redirects=1, headers={"Authorization": "Bearer x"})
    assert (answer.url, answer.body) == (f"{elsewhere.url}/la", b"oui")
    other = elsewhere.url.replace("127.0.0.1", "127.0.0.2")
    elsewhere.says("/ailleurs", b"", status="302 Found", location=f"{other}/la")
    with pytest.raises(Unreachable):  # nobody listens there, but it is another origin
        get(f"{elsewhere.url}/ailleurs", redirects=1, headers={"Authorization": "Bearer x"})


@pytest.mark.parametrize(
    "location",
    [
        "https://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "//[::1]/",
    ],
)
def test_a_redirection_is_an_address_like_another(elsewhere: Elsewhere, location: str) -> None:
    elsewhere.says("/", b"", status="302 Found", location=location)
    with pytest.raises(Refused):
        get(elsewhere.url, redirects=3)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "0",  # noqa: S104 - an address to refuse
        "169.254.169.254", "100.64.0.1", "192.0.0.1", "198.18.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1",
        "[64:ff9b::7f00:1]", "[64:ff9b::a9fe:a9fe]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "224.0.0.1",
        "255.255.255.255", "[fe80::1%25lo]", "[fe80::1%lo]", "[fc00::1]", "[fd00:ec2::254]",
        "[::ffff:0:7f00:1]", "[4000::1]", "[8000::1]",
        "127.0.0.1\\@1.1.1.1", "1.1.1.1\\@127.0.0.1", "user:pass@exemple.fr", "user@127.0.0.1", "１２７.0.0.1",
        "①②⑦.0.0.1", "127。0。0。1", "127.0.0.1.", "exemple.fr:8443", "exemple.fr:22", "exemple.fr:80", "",
        "exemple.fr\r\nHost: autre", "exemple.fr\t", "a" * 300,
    ],
)  # fmt: skip
def test_addresses_that_are_not_of_the_public_internet_are_refused_before_anything_is_sent(host: str) -> None:
    with pytest.raises(Refused):
        get(f"https://{host}/")


@pytest.mark.parametrize(
    "url",
    ["http://exemple.fr/", "ftp://exemple.fr/", "file:///etc/passwd", "//exemple.fr/", "exemple.fr", "", "https:"],
)
def test_only_https_leaves(url: str) -> None:
    with pytest.raises(Refused):
        get(url)


@pytest.fixture
def names(name_server: NameServer, monkeypatch: pytest.MonkeyPatch) -> NameServer:
    """Ask the tests' own name server."""

    def resolver(seconds: float) -> UdpResolver:
        return UdpResolver(nameservers=("127.0.0.1",), nameserver_port=name_server.port, timeout=seconds)

    monkeypatch.setattr(outbound, "_resolver", resolver)
    return name_server


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["1.1.1.1", "10.0.0.1"], ["169.254.169.254"], ["100.64.0.1", "8.8.8.8"]]
)
def test_a_name_with_one_private_address_is_refused(names: NameServer, addresses: list[str]) -> None:
    names.names["piege.exemple"] = [addresses]
    for name in ("piege.exemple", "PIEGE.exemple", "ⓟiege.exemple"):
        with pytest.raises(Refused):
            get(f"https://{name}/")


def test_a_name_is_asked_for_once(names: NameServer, elsewhere: Elsewhere) -> None:
    names.names["piege.exemple"] = [["127.0.0.1"], ["10.0.0.1"]]
    elsewhere.says("/", b"oui")
    port = elsewhere.url.rsplit(":", 1)[1]
    assert get(f"http://piege.exemple:{port}/").body == b"oui"
    assert names.questions == ["piege.exemple"]


def test_an_unknown_name_and_a_silent_name_server_are_two_things(
    names: NameServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Unreachable):
        get("https://inconnu.exemple/")
    monkeypatch.setattr(
        outbound,
        "_resolver",
        lambda seconds: UdpResolver(
            nameservers=("127.0.0.1",), nameserver_port=9, timeout=seconds, attempt_timeout=0.1
        ),
    )
    start = time.monotonic()
    with pytest.raises(OutboundError):
        fetch("https://muet.exemple/", timeout=0.5, max_bytes=1)
    assert time.monotonic() - start < 4


def test_nobody_listening_is_unreachable(elsewhere: Elsewhere) -> None:
    with pytest.raises(Unreachable):
        get("http://127.0.0.1:9/")


def test_an_unencrypted_server_behind_https_is_unreachable(elsewhere: Elsewhere) -> None:
    with pytest.raises((Unreachable, TooSlow)):
        fetch(elsewhere.url.replace("http:", "https:"), timeout=2, max_bytes=10)


def test_what_is_handed_over_arrives_as_it_is_and_its_answer_is_a_status(elsewhere: Elsewhere) -> None:
    elsewhere.says("/appels", b"x" * 50_000_000, status="202 Accepted", x_a="b")
    answer = post(
        f"{elsewhere.url}/appels?de=nous",
        '{"titre": "été"}'.encode(),
        content_type="application/json",
        timeout=30,
        headers={"X-Signature": "abc"},
    )
    assert (answer.status, answer.body, answer.headers["x-a"]) == (202, b"", "b")
    assert elsewhere.posted == ['{"titre": "été"}'.encode()]
    ((path, headers),) = elsewhere.asked
    assert path == "/appels?de=nous"
    assert headers == {
        "host": elsewhere.url.removeprefix("http://"),
        "x-signature": "abc",
        "content-type": "application/json",
        "content-length": "18",
        "accept-encoding": "identity",
        "user-agent": "emmaus-connect-site (+http://testserver)",
        "connection": "close",
    }


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_what_is_handed_over_follows_no_redirection(elsewhere: Elsewhere, status: str) -> None:
    elsewhere.says("/ici", b"", status=status, location="/la")
    elsewhere.says("/la", b"oui")
    with pytest.raises(Redirected):
        hand_over(f"{elsewhere.url}/ici")
    assert [path for path, _headers in elsewhere.asked] == ["/ici"]


@pytest.mark.parametrize(
    "url",
    [
        "http://exemple.fr/", "https://exemple.fr:8443/", "https://user:pass@exemple.fr/", "https://127.0.0.1/",
        "https://169.254.169.254/latest/meta-data/", "https://[::1]/", "https://0x7f.1/", "https://10.0.0.1/",
        "https://[64:ff9b::7f00:1]/", "file:///etc/passwd", "javascript:alert(1)", "data:text/html,x",
        "https://exemple.fr\r\nHost: autre/",
    ],
)  # fmt: skip
def test_nothing_is_handed_over_to_what_may_not_be_reached(url: str) -> None:
    with pytest.raises(Refused):
        hand_over(url)


def test_nothing_is_handed_over_to_a_name_with_one_private_address(names: NameServer) -> None:
    names.names["piege.exemple"] = [["1.1.1.1", "10.0.0.1"]]
    with pytest.raises(Refused):
        hand_over("https://piege.exemple/")


def test_a_server_that_takes_what_is_handed_over_and_says_nothing_is_too_slow(elsewhere: Elsewhere) -> None:
    elsewhere.answers["/"] = drip(0.05)
    with pytest.raises(TooSlow):
        hand_over(elsewhere.url, timeout=0.4)
