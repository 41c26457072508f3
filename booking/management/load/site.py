"""The site as production runs it, on a database of its own."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

LOOPBACK = "127.0.0.1"
STARTS_WITHIN = 60  # seconds
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Site:
    """gunicorn's master process, 2 workers × 4 threads."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def workers(self) -> list[int]:
        """Return the ids of its workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def cpu(self) -> float:
        """Return the seconds of processor that the workers have used, in themselves and in the system."""
        # After the name, which may hold spaces: state is the third field, utime the 14th, stime the 15th (proc(5)).
        stats = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in self.workers()]
        return sum(int(fields[11]) + int(fields[12]) for fields in stats) / TICKS


@contextmanager
def started(database: str, **variables: str) -> Iterator[Site]:
    """
    Start the site on this database (an address), and stop it at the end; variables of its environment may be given.

    :raises RuntimeError: it does not listen.
    """
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
        "DATABASE_URL": database,
        "PUBLIC_BASE_URL": f"http://{LOOPBACK}:{port}",
        "HOST": LOOPBACK,
        "PORT": str(port),
        **variables,
    }
    with tempfile.NamedTemporaryFile(prefix="gunicorn-", suffix=".log") as output:
        command = [sys.executable, "-m", "gunicorn", "--config", str(settings.BASE_DIR / "gunicorn.conf.py")]
        process = subprocess.Popen(  # noqa: S603 (ours)
            command, cwd=settings.BASE_DIR, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        site = Site(f"http://{LOOPBACK}:{port}", process, Path(output.name))
        try:
            _wait_until_it_listens(site, port)
            yield site
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_it_listens(site: Site, port: int) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline and site.process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((LOOPBACK, port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"The site did not start:\n{site.log.read_text()[-4000:]}")
