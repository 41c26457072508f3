"""One client that keeps its connection, and programs whose memory is watched."""

import http.client
import os
import subprocess
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles


@dataclass(slots=True)
class Times:
    """How long each answer took, in milliseconds."""

    all: list[float] = field(default_factory=list)

    @property
    def p95(self) -> float:
        """What 95 of 100 stay below."""
        return quantiles(self.all, n=20)[-1]

    def __str__(self) -> str:
        return f"{median(self.all):>7.1f} {self.p95:>7.1f} {max(self.all):>7.1f}"


def ask(port: int, paths: Iterable[str], *, accept: int = 200, headers: Mapping[str, str] | None = None) -> Times:
    """
    Ask for each address in turn over one connection, and read the whole answer.

    :raises RuntimeError: an answer has another status.
    """
    times = Times()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for path in paths:
        began = time.perf_counter()
        connection.request("GET", path, headers=dict(headers or {}))
        answer = connection.getresponse()
        answer.read()
        times.all.append((time.perf_counter() - began) * 1_000)
        if answer.status != accept:
            raise RuntimeError(f"{answer.status} for {path}")
    connection.close()
    return times


def entity_tag(port: int, path: str) -> str:
    """Return the entity tag of an address."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("HEAD", path)
    tag = connection.getresponse().headers["ETag"]
    connection.close()
    return tag


class Meanwhile:
    """Ask again and again, ten times a second, until the block ends."""

    def __init__(self, port: int, paths: Sequence[str]) -> None:
        """Prepare to ask for these addresses in turn."""
        self.port, self.paths, self.times = port, paths, Times()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask)

    def _ask(self) -> None:
        rank = 0
        while not self._over.wait(0.1):
            self.times.all += ask(self.port, [self.paths[rank % len(self.paths)]]).all
            rank += 1

    def __enter__(self) -> "Meanwhile":
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        self._over.set()
        self._thread.join()


@dataclass(frozen=True, slots=True)
class Ran:
    """What a program said and cost: seconds by the clock, megabytes at its peak."""

    out: str
    seconds: float
    peak_mb: float


def run(arguments: Sequence[str], environment: Mapping[str, str]) -> Ran:
    """
    Run a program to its end.

    :raises RuntimeError: it failed.
    """
    began = time.perf_counter()
    process = subprocess.Popen(arguments, env=dict(environment), stdout=subprocess.PIPE, text=True)  # noqa: S603 - ours
    out = process.stdout.read() if process.stdout else ""
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(arguments)}: {process.returncode}\n{out}")
    return Ran(out, time.perf_counter() - began, usage.ru_maxrss / 1024)


def cpu_ms(pid: int) -> float:
    """Return the processor's time that a program's children have taken, in milliseconds."""
    ticks = 0
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])  # proc(5): utime and stime
    return ticks * 1_000 / os.sysconf("SC_CLK_TCK")


def peak_mb(pid: int) -> float:
    """Return the largest peak of memory among a program's children, in megabytes."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return max(_high_water(child) for child in children)


def _high_water(pid: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
