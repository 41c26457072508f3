"""`manage.py bench`: the finder, the API, the import and the open data, as a visitor would wait for them."""

import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.geo import Point
from locations.departements import DATA
from locations.management.bench import steps
from locations.management.bench.client import Meanwhile, Times, ask, cpu_ms, entity_tag, peak_mb, run

STEPS = ("crowd", "exact", "questions", "queries", "export")
ROOT = Path(settings.BASE_DIR)
POINTS = 1_000
ANSWERS = 200
FRAME = "/integration/calendrier/emmaus-connect/?nombre=30"
SHARE = "service=acces-internet-et-materiel-informatique"


class Command(BaseCommand):
    """Set a site up apart, serve it as the demonstration is served, and measure at 9,333 and at 30,000 places."""

    help = "Mesure la recherche, l'API, l'import et les données ouvertes, à 9 333 et à 30 000 lieux (cinq minutes)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Steps are for the command itself, which runs them inside the site that it measures."""
        parser.add_argument("--step", choices=STEPS, help="usage interne")
        parser.add_argument("--into", help="usage interne")
        parser.add_argument("--size", type=int, default=30_000, help="nombre de lieux de la seconde mesure")
        parser.add_argument("--folder", help="dossier à garder : un essai suivant y reprend les lieux déjà importés")
        parser.add_argument("--points", type=int, default=POINTS, help="nombre de points de la preuve d'exactitude")

    def handle(self, *args: Any, **options: Any) -> None:
        """:raises CommandError: an answer is not the one that measuring everything gives."""
        if options["step"]:
            self.step(options["step"], options)
            return
        with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
            folder = Path(options["folder"] or temporary)
            try:
                Bench(folder, self.stdout.write, options["size"], options["points"]).all()
            except RuntimeError as error:
                raise CommandError(str(error)) from error

    def step(self, name: str, options: dict[str, Any]) -> None:
        """:raises CommandError: the step found a difference."""
        now = timezone.now()
        told: dict[str, Callable[[], Iterable[str]]] = {
            "crowd": lambda: steps.crowd(options["size"], now),
            "exact": lambda: steps.exact(options["points"], now),
            "questions": lambda: (f"{point.lat} {point.lon}" for point in steps.questions(ANSWERS, seams=False)),
            "queries": lambda: steps.queries(pages(steps.questions(20))[-2:] + typed(1)),
            "export": lambda: steps.export(options["into"]),
        }
        try:
            for line in told[name]():
                self.stdout.write(line)
        except steps.Different as error:
            raise CommandError(f"Différence : {error}") from error


def near(points: list[Point], rest: str = "") -> list[str]:
    """Return what a program asks to know what is near each point."""
    return [f"/api/v1/lieux/proches?lat={point.lat:.5f}&lon={point.lon:.5f}{rest}" for point in points]


def pages(points: list[Point]) -> list[str]:
    """Return the finder's pages around each point, every other one filtered."""
    found = [f"/points-accueil/?lat={point.lat:.3f}&lon={point.lon:.3f}" for point in points]
    return [f"{page}&{SHARE}" if rank % 2 else page for rank, page in enumerate(found)]


def typed(count: int) -> list[str]:
    """Return what the search field asks at each key, as towns are typed."""
    chance = random.Random(93)  # noqa: S311 (the same words each time)
    words = [
        "grenoble",
        "saint-denis",
        "marseille 3e",
        "la réunion",
        "villeurbane",
        "93200",
        "st etienne",
        "france serv",
    ]
    prefixes = [word[:end] for word in words for end in range(2, len(word) + 1)]
    return [f"/api/v1/suggestions?q={quote(chance.choice(prefixes))}" for _time in range(count)]


class Bench:
    """One run: a site of its own in a folder, its server on a free port."""

    def __init__(self, folder: Path, say: Any, size: int, points: int) -> None:
        """Choose a port, and what the site's programs are told."""
        self.folder, self.say, self.size, self.points = folder, say, size, points
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.demo",
            "VAR_DIR": str(folder),
            "PORT": str(self.port),
            "PUBLIC_BASE_URL": f"http://127.0.0.1:{self.port}",
            "PYTHONPATH": str(ROOT / "site"),
            "LOG_LEVEL": "ERROR",
        }
        self.environment.pop("DATABASE_URL", None)

    def all(self) -> None:
        """Measure everything; what a kept folder holds already is not imported again."""
        begun = (self.folder / "demo.sqlite3").exists()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.manage("migrate", "--verbosity", "0")
        self.manage("load_gazetteer")
        self.manage("collectstatic", "--noinput", "--verbosity", "0")
        with self.server() as pid:
            if not begun:
                self.imports()
            for size in (9_333, self.size):
                if size != 9_333:
                    self.say(self.manage("crowd", "--size", str(size)))
                self.say(f"\n{size} places")
                self.say(self.manage("exact", "--points", str(self.points)))
                self.say(self.manage("queries"))
                self.answers(pid)
                self.files(pid)
                if size == 9_333:
                    self.way_back()

    def manage(self, command: str, *arguments: str, **environment: str) -> str:
        """Run one of the site's commands, or one of our own steps, and return what it said."""
        said = ["bench", "--step", command] if command in STEPS else [command]
        program = [sys.executable, str(ROOT / "manage.py"), *said, *arguments]
        return run(program, self.environment | environment).out.strip()

    @contextmanager
    def server(self) -> Iterator[int]:
        """Serve the site as `make demo` does; give the server's process id."""
        arguments = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "gunicorn.conf.py")]
        server = subprocess.Popen(arguments, env=self.environment, cwd=ROOT)  # noqa: S603 - ours
        try:
            for _second in range(300):
                with socket.socket() as door:
                    if door.connect_ex(("127.0.0.1", self.port)) == 0:
                        break
                time.sleep(0.2)
            ask(self.port, ["/livez"] * 20)
            yield server.pid
        finally:
            server.terminate()
            server.wait(30)

    def imports(self) -> None:
        """Import the national file twice, while somebody reads the site."""
        self.say("\nImport of the national file       seconds   peak MB   meanwhile, ms: median 95 % most")
        file = [sys.executable, str(ROOT / "manage.py"), "import_lieux", str(DATA / "lieux.csv"), "--source", "lieux"]
        questions = near([Point(45.188, 5.724), Point(48.86, 2.35)])
        for name, paths in (("first", questions), ("second, unchanged", [*questions, "/points-accueil/?q=38000"])):
            with Meanwhile(self.port, paths) as reader:
                ran = run([*file, "--verbosity", "0"], self.environment)
            self.say(f"{name:<32} {ran.seconds:>8.1f}  {ran.peak_mb:>8.0f}   {reader.times}")
            if name == "first":
                self.manage("seed_demo")

    def answers(self, pid: int) -> None:
        """Time whole answers over one connection, beside that of a bare view, and the processor's time for each."""
        points = [Point(*map(float, line.split())) for line in self.manage("questions").splitlines()]
        bare: Times | None = None
        self.say("Whole answers, ms                    median    95 %    most   processor   95 % beside a bare view")
        for name, paths in (
            ("bare view (/livez)", ["/livez"] * ANSWERS),
            ("lieux/proches", near(points)),
            ("lieux/proches, a service", near(points, f"&{SHARE}")),
            ("lieux/proches, limite=100", near(points, "&limite=100")),
            ("lieux, page by page", [f"/api/v1/lieux?page={1 + rank % 150}" for rank in range(60)]),
            ("suggestions", typed(ANSWERS)),
            ("finder page", pages(points)),
            ("framed page, kept", [FRAME] * 5 * ANSWERS),
        ):
            ask(self.port, paths[:8])
            before = cpu_ms(pid)
            times = ask(self.port, paths)
            taken = (cpu_ms(pid) - before) / len(paths)
            bare = bare or times
            self.say(f"{name:<32} {times}   {taken:>9.1f}   {times.p95 / bare.p95:>6.1f}×")

    def files(self, pid: int) -> None:
        """Fetch the three files: written, kept, and already there."""
        self.say("Open data                       written s   kept ms   304 ms   peak MB of a worker")
        shutil.rmtree(self.folder / "kept", ignore_errors=True)
        for ending in ("csv", "json", "geojson"):
            path = f"/donnees/lieux.{ending}"
            zipped = {"Accept-Encoding": "gzip"}
            first = ask(self.port, [path], headers=zipped).all[0] / 1_000
            kept = Times(ask(self.port, [path] * 5, headers=zipped).all)
            etag = entity_tag(self.port, path)
            again = ask(self.port, [path] * 5, accept=304, headers={"If-None-Match": etag})
            size = next(iter((self.folder / "kept").glob(f"lieux.{ending}.*"))).stat().st_size
            self.say(
                f"{ending:<8} {size / 1e6:>6.2f} MB gzip        {first:>8.2f}  {min(kept.all):>8.1f}"
                f" {min(again.all):>8.1f}  {peak_mb(pid):>8.0f}"
            )

    def way_back(self) -> None:
        """
        Export, import into an empty database, export again.

        :raises RuntimeError: the bytes are not the same.
        """
        apart = self.folder / "apart"
        shutil.rmtree(apart, ignore_errors=True)
        apart.mkdir()
        first, second = apart / "first.csv", apart / "second.csv"
        self.manage("export", "--into", str(first))
        self.manage("migrate", "--verbosity", "0", VAR_DIR=str(apart))
        self.manage("import_lieux", str(first), "--source", "retour", "--verbosity", "0", VAR_DIR=str(apart))
        self.manage("export", "--into", str(second), VAR_DIR=str(apart))
        if first.read_bytes() != second.read_bytes():
            raise RuntimeError(f"{first} and {second} differ")
        self.say(f"Exported, imported into an empty database, exported again: {first.stat().st_size:,} bytes, the same")
