"""Import places from a file of the national standard."""

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from locations.services.importing import ImportReport, import_places
from locations.standard_file import UnreadableFile


class Command(BaseCommand):
    """Say what was done, and write what could not be read, line by line, where it is asked for."""

    help = "Importe des lieux d'un fichier CSV au standard national v1.0.2."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, the name of its data set, and where the report goes."""
        parser.add_argument("fichier", type=Path)
        parser.add_argument("--source", help="nom du jeu de données (par défaut : le nom du fichier)")
        parser.add_argument("--rapport", type=Path, help="fichier CSV où écrire chaque remarque, ligne par ligne")

    def handle(self, *args: Any, **options: Any) -> None:
        """:raises CommandError: the file cannot be read; nothing has been changed."""
        path: Path = options["fichier"]
        quiet = options["verbosity"] == 0
        try:
            report = import_places(
                path.read_bytes(),
                source=options["source"] or path.stem,
                now=timezone.now(),
                progress=(lambda _sentence: None) if quiet else self.stdout.write,
            )
        except OSError as error:
            raise CommandError(f"Le fichier {path} ne peut pas être lu : {error.strerror}.") from error
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        if not quiet:
            self.stdout.write("\n".join(report.sentences()))
        if options["rapport"]:
            _write(report, options["rapport"])
            self.stdout.write(f"{len(report.problems)} remarques, ligne par ligne, dans {options['rapport']}.")
        elif not quiet:
            self.stdout.write("\n".join(_refusals(report)))


def _refusals(report: ImportReport) -> list[str]:
    return [
        f"Ligne {problem.line}, {problem.column or 'ligne entière'} : {problem.reason}"
        for problem in report.problems
        if problem.refuses
    ][:50]


def _write(report: ImportReport, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["ligne", "colonne", "valeur", "remarque", "ligne refusée"])
        for problem in report.problems:
            writer.writerow([*problem[:4], "oui" if problem.refuses else "non"])
