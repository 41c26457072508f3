"""OVH's API as far as we use it, on loopback: it checks each signature, and answers what it is told."""

import hashlib
import json
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import ovh.client
import pytest

SILENCE = 60.0  # seconds
KEY, SECRET, CONSUMER, ACCOUNT = "cle", "secret-d-application", "consommateur", "sms-ab12345-1"


@dataclass(slots=True)
class FakeOvh:
    """
    What was sent, and what to answer instead, in turn: a status and a body, or seconds of silence.

    `swallows`: the SMS goes, and yet that is what is answered.
    """

    url: str
    sent: list[dict[str, Any]] = field(default_factory=list)
    answers: deque[tuple[int, bytes] | float] = field(default_factory=deque)
    time_answers: deque[tuple[int, bytes] | float] = field(default_factory=deque)
    swallows: bool = False
    calls: list[str] = field(default_factory=list)
    bad_signatures: int = 0


def handler_for(server: FakeOvh) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.handle_call("GET", "")

        def do_POST(self) -> None:
            self.handle_call("POST", self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())

        def handle_call(self, method: str, body: str) -> None:
            path = urlsplit(self.path)
            server.calls.append(f"{method} {path.path}")
            if path.path == "/1.0/auth/time":
                if server.time_answers:
                    return self.say(server.time_answers.popleft())
                return self.say((200, str(int(time.time())).encode()))
            url, at = server.url + self.path.removeprefix("/1.0"), self.headers["X-Ovh-Timestamp"]
            signed = "+".join([SECRET, CONSUMER, method, url, body, at])
            mine = "$1$" + hashlib.sha1(signed.encode()).hexdigest()  # noqa: S324 (OVH's own choice)
            if self.headers["X-Ovh-Signature"] != mine or self.headers["X-Ovh-Application"] != KEY:
                server.bad_signatures += 1
                return self.say((400, b'{"errorCode": "INVALID_SIGNATURE", "message": "Invalid signature"}'))
            if method == "GET":
                tag = parse_qs(path.query)["tag"][0]
                return self.say(
                    (200, json.dumps([n for n, sms in enumerate(server.sent) if sms["tag"] == tag]).encode())
                )
            if server.answers and not server.swallows:
                return self.say(server.answers.popleft())
            server.sent.append(json.loads(body))
            if server.answers:
                return self.say(server.answers.popleft())
            report = {"ids": [1], "invalidReceivers": [], "validReceivers": ["…"], "totalCreditsRemoved": 1}
            return self.say((200, json.dumps(report).encode()))

        def say(self, answer: tuple[int, bytes] | float) -> None:
            if not isinstance(answer, tuple):
                time.sleep(answer)
                self.close_connection = True
                return
            status, body = answer
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


class Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing: a client that hangs up is what some tests are about."""


@pytest.fixture
def little_patience(monkeypatch: pytest.MonkeyPatch, ovh_api: FakeOvh) -> None:
    """Have us wait for a second only: for those who keep silent."""
    monkeypatch.setattr("outbox.channels.ovh.TIMEOUT", (20, 1))


@pytest.fixture
def ovh_api(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeOvh]:
    """Return OVH, which the package reaches by its own parameter `endpoint`."""
    http = Quiet(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server = FakeOvh(f"http://127.0.0.1:{http.server_port}/1.0")
    http.RequestHandlerClass = handler_for(server)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    monkeypatch.setitem(ovh.client.ENDPOINTS, "ici", server.url)
    monkeypatch.setattr("outbox.channels.ovh.TIMEOUT", (20, 20))
    settings.SMS_BACKEND = "ovh"
    settings.OVH_ENDPOINT = "ici"
    settings.OVH_APPLICATION_KEY = KEY
    settings.OVH_APPLICATION_SECRET = SECRET
    settings.OVH_CONSUMER_KEY = CONSUMER
    settings.SMS_ACCOUNT = ACCOUNT
    settings.SMS_SENDER = "Emmaus"
    yield server
    http.shutdown()
    http.server_close()
    thread.join()
