"""Import places from a file of the national standard."""

import csv
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.outbound import OutboundError
from core.spreadsheets import inert
from locations.services.datasets import import_address
from locations.services.importing import ImportReport, ImportUnderWay, import_places
from locations.standard.files import UnreadableFile


class Command(BaseCommand):
    """Say what was done, and write what could not be read, line by line, where it is asked for."""

    help = (
        "Importe des lieux d'un fichier CSV ou JSON au standard national (v1.0.2, ou l'ancienne v0), donné par son "
        "chemin ou par son adresse en https ; un fichier donné par son adresse est ensuite redemandé chaque mois."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, the name of its data set, and where the report goes."""
        parser.add_argument("fichier", help="chemin, ou adresse en https")
        parser.add_argument("--source", help="nom du jeu de données (par défaut : le nom du fichier)")
        parser.add_argument("--rapport", type=Path, help="fichier CSV où écrire chaque remarque, ligne par ligne")
        parser.add_argument(
            "--confirmer", action="store_true", help="importe même si plus d'un tiers des lieux a disparu du fichier"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """:raises CommandError: the file cannot be read; nothing has been changed."""
        quiet = options["verbosity"] == 0
        try:
            report = self.bring(options["fichier"], **options)
        except OSError as error:
            raise CommandError(f"Le fichier {options['fichier']} ne peut pas être lu : {error.strerror}.") from error
        except (UnreadableFile, OutboundError, ImportUnderWay) as error:
            raise CommandError(str(error)) from error
        if not quiet:
            self.stdout.write("\n".join(report.sentences()))
        if report.waits and not quiet:
            self.stdout.write("Confirmez-le dans la gestion du site, ou refusez-le et recommencez avec --confirmer.")
        if options["rapport"]:
            _write(report, options["rapport"])
            self.stdout.write(f"{len(report.problems)} remarques, ligne par ligne, dans {options['rapport']}.")
        elif not quiet:
            self.stdout.write("\n".join(_refusals(report)))

    def bring(self, file: str, **options: Any) -> ImportReport:
        """Import the file, from wherever it is."""
        how: dict[str, Any] = {
            "now": timezone.now(),
            "confirmed": options["confirmer"],
            "progress": self.stdout.write if options["verbosity"] else (lambda _sentence: None),
        }
        if "://" in file:
            parts = urlsplit(file)
            name = PurePosixPath(parts.path).stem or parts.hostname or "lieux"
            return import_address(file, source=options["source"] or name[:100], **how)
        path = Path(file)
        return import_places(path.read_bytes(), source=options["source"] or path.stem[:100], file_name=path.name, **how)


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
            told = (inert(words) for words in (problem.column, problem.value, problem.reason))
            writer.writerow([problem.line, *told, "oui" if problem.refuses else "non"])
