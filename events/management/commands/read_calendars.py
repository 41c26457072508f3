"""`manage.py read_calendars`: what the site would read of these .ics files, and what it would refuse."""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.choices import Zone
from core.ical.reading import Reading, UnreadableFile
from core.ical.reading.apart import read_measured


class Command(BaseCommand):
    """A line a file: events, dates, refusals, seconds, the peak of its process; then all of them together."""

    help = "Lit des fichiers iCal comme ceux des partenaires, et dit ce qui est repris, refusé, et à quel prix."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which files, and over what time."""
        parser.add_argument("paths", nargs="+", type=Path, help="fichiers, ou dossiers qui en contiennent")
        parser.add_argument("--days", type=int, default=548, help="jours à lire, à partir du mois dernier")
        parser.add_argument(
            "--years-back", type=int, default=0, help="et autant d'années avant, pour d'anciens fichiers"
        )
        parser.add_argument("--why", action="store_true", help="dire les raisons des refus sous chaque fichier")

    def handle(self, *args: Any, **options: Any) -> None:
        """:raises CommandError: there is no file there."""
        first = timezone.now() - timedelta(days=30 + 366 * options["years_back"])
        last = timezone.now() + timedelta(days=options["days"])
        files = [*_files(options["paths"])]
        if not files:
            raise CommandError("Aucun fichier .ics à lire.")
        reasons: Counter[str] = Counter()
        totals: Counter[str] = Counter()
        slowest, largest = (0.0, ""), (0, "")
        for path in files:
            began = time.monotonic()
            found: Reading | str
            try:
                found, peak = read_measured(path.read_bytes(), default_zone=Zone.PARIS, first=first, last=last)
            except UnreadableFile as error:
                found, peak = str(error), 0
            seconds = time.monotonic() - began
            slowest, largest = max(slowest, (seconds, path.name)), max(largest, (peak, path.name))
            self.stdout.write(f"{seconds:5.2f} s {peak:4} Mo  {_line(found)}  {path}")
            if isinstance(found, str):
                reasons[found] += 1
                totals["no calendar"] += 1
                continue
            reasons.update(refusal.reason for refusal in found.refusals)
            totals.update(events=found.events, dates=len(found.dates), refusals=len(found.refusals))
            if options["why"]:
                for refusal in found.refusals:
                    self.stdout.write(f"           {refusal.title or refusal.uid or '?'} : {refusal.reason}")
                for note in found.notes:
                    self.stdout.write(f"           {note}")
        self.stdout.write(
            f"\n{len(files)} fichiers, dont {totals['no calendar']} illisibles ; {totals['events']} événements, "
            f"{totals['dates']} dates, {totals['refusals']} refus ; le plus lent {slowest[0]:.2f} s ({slowest[1]}), "
            f"au plus {largest[0]} Mo ({largest[1]})."
        )
        for reason, times in reasons.most_common():
            self.stdout.write(f"{times:6}  {reason}")


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(path.rglob("*.ics")) if path.is_dir() else [path]


def _line(found: Reading | str) -> str:
    if isinstance(found, str):
        return f"{found[:60]:<60}"
    more = "+" if found.truncated else " "
    return f"{found.events:6} événements {len(found.dates):6}{more} dates {len(found.refusals):4} refus"
