"""Its server: this machine only, a handful of paths, no state."""

from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from home.demo.partner_site.pages import Answer, policy

LOOPBACK = "127.0.0.1"


def server(answers: Mapping[str, Answer], *, port: int) -> ThreadingHTTPServer:
    """Return a server that answers so, on this port (0: any that is free); the caller lets it serve."""
    csp = policy()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer the path, whatever is asked of it."""
            found = answers.get(self.path.partition("?")[0])
            body = found.body if found else b""
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", found.content_type if found else "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", csp)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return ThreadingHTTPServer((LOOPBACK, port), Handler)
