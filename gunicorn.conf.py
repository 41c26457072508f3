"""
The web server: `gunicorn` alone starts the site as production does (`config.settings.production` by default).

Every value can be changed by a variable of `.env.example`. Few threads on purpose: SQLite takes one writer at a
time, and many waiting at once starve each other.
"""

import gc
import logging
import os
import sys
from pathlib import Path

import gunicorn.http.message

sys.path.insert(1, str(Path(__file__).resolve().parent / "site"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

gc.disable()  # until all is loaded (`when_ready`): nothing is thrown away meanwhile, and searching costs a third

wsgi_app = "config.wsgi"
bind = f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"

worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS") or 2)
threads = int(os.environ.get("WEB_THREADS") or 4)
preload_app = True  # one import for all workers: half the start, less memory

timeout = 30  # seconds without a sign of life
graceful_timeout = 25  # seconds to finish what was begun, on SIGTERM
keepalive = 5  # seconds
max_requests = 5_000  # a slow leak never gets far…
max_requests_jitter = 500  # …and not all workers leave at once
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 (a heartbeat must not wait for a disk)

# gunicorn takes no request line above its own constant, and answers in English: a whole page pasted into the search
# should meet the site's own sentence.
gunicorn.http.message.MAX_REQUEST_LINE = limit_request_line = 65_536  # bytes
limit_request_fields = 60
forwarded_allow_ips = "127.0.0.1,::1"  # X-Forwarded-Proto is believed from this machine's own nginx only

# Addresses without their query string (a search may say where someone lives), without the referer, and (`on_starting`)
# without the secret of a mailed link.
accesslog = "-" if os.environ.get("ACCESS_LOG") else None
access_log_format = '%(h)s %(t)s "%(m)s %(U)s" %(s)s %(B)s %(D)sus'
errorlog = "-"
loglevel = (os.environ.get("GUNICORN_LOG_LEVEL") or "warning").lower()
control_socket_disable = True


def on_starting(_server: object) -> None:
    """Keep secrets out of gunicorn's own logs, which Django's settings do not reach."""
    from core.logs import HideSecrets

    for name in ("gunicorn.access", "gunicorn.error"):
        logging.getLogger(name).addFilter(HideSecrets())


def when_ready(_server: object) -> None:
    """Load all addresses once, before the workers are forked, rather than at the first request of each."""
    from django.db import connections
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018 (read for what it imports)
    connections.close_all()  # none may be shared across a fork
    gc.freeze()  # what every worker shares stays shared
    gc.enable()


def worker_exit(_server: object, _worker: object) -> None:
    """Write what this process counted and has not written yet."""
    from locations.framing import counting

    counting.write()
