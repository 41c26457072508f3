"""People with a browser: they load a page, keep its cookies, and send its form."""

import html
import re
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from secrets import token_urlsafe
from urllib.parse import urlencode, urlsplit

PATIENCE = 300  # seconds: on a busy machine, slowness is no fault
HIDDEN_FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@dataclass(slots=True)
class Answer:
    """What the site said."""

    status: int
    page: str
    location: str = ""


@dataclass(slots=True)
class Visitor:
    """A browser, with the values of the last form that it loaded."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)

    def alike(self) -> dict[str, dict[str, str]]:
        """Return what another browser has that loaded the same form: a key of its own."""
        return {"cookies": dict(self.cookies), "form": self.form | {"idempotency_key": token_urlsafe(24)}}

    def load(self, path: str) -> Answer:
        """Get a page, and its form's hidden fields (the CSRF token, the key) with it."""
        answer = self._ask("GET", path)
        self.form = {name: html.unescape(value) for name, value in HIDDEN_FIELD.findall(answer.page)}
        return answer

    def send(self, path: str, **typed: str) -> Answer:
        """Send the form that was loaded, with what is typed into it."""
        body = urlencode(self.form | typed)
        return self._ask("POST", path, body, **{"Content-Type": "application/x-www-form-urlencoded"})

    def _ask(self, method: str, path: str, body: str = "", **headers: str) -> Answer:
        line = HTTPConnection(urlsplit(self.url).netloc, timeout=PATIENCE)
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            line.request(method, path, body, headers)
            response = line.getresponse()
            page = response.read().decode()
        finally:
            line.close()
        self._keep_cookies(response)
        return Answer(response.status, page, response.headers.get("Location", ""))

    def _keep_cookies(self, response: HTTPResponse) -> None:
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
