"""
Importing a file of the national standard: nothing silently dropped, hand edits kept, the site usable meanwhile.

Each imported row is kept (`ImportedRecord`). On the next import of the same data set, what changed between the two rows
is applied to the place where nobody has edited that field since: a three-way merge, field by field.

A file is written in short transactions, since SQLite lets one connection write at a time and people book meanwhile.
What is done can be seen from the rows themselves, so a run that died is taken up where it was; the run's own row says
whether the whole of it is there (`ImportStatus.DONE`), and keeps what taking it back needs.
"""

from dataclasses import dataclass, field
from datetime import datetime

from locations.choices import ImportStatus
from locations.models import DatasetImport
from locations.services.import_queue import ImportUnderWay, Progress, dataset_named, give, is_free
from locations.services.import_work import BREATH, carry_out
from locations.standard.rows import Problem


@dataclass(slots=True)
class ImportReport:
    """
    What an import did. Counts are of rows of the file; `gone` are places of the data set that the file no longer names.

    `conflicts` counts fields kept as staff wrote them although the file changed them; `waits`: nothing has been done,
    too many places are gone for a program to decide.
    """

    source: str
    encoding: str
    rows: int
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    without_coordinates: int = 0
    drafts: int = 0
    hours_as_text: int = 0
    duplicates: int = 0
    gone: int = 0
    conflicts: int = 0
    waits: bool = False
    problems: list[Problem] = field(default_factory=list)

    def sentences(self) -> list[str]:
        """The report in plain French, one sentence a line; numbers come last, so that one and many read alike."""
        lines = [f"Jeu de données « {self.source} », lignes lues ({self.encoding}) : {self.rows}."]
        if self.waits:
            return [
                *lines,
                f"Lieux qui ne sont plus dans le fichier : {self.gone}, plus d'un tiers. Rien n'a été changé. "
                "Cet import attend que quelqu'un le confirme.",
            ]
        lines += [
            f"Lieux créés : {self.created}, modifiés : {self.changed}, inchangés : {self.unchanged}. "
            f"Lignes refusées : {self.refused}.",
            f"Lieux sans coordonnées, trouvés par leur commune, sans distance : {self.without_coordinates}.",
            f"Lieux sans commune, gardés en brouillon : {self.drafts}.",
            f"Horaires que la syntaxe ne sait pas lire, gardés en texte : {self.hours_as_text}.",
            f"Doublons, regroupés derrière le lieu qui est montré : {self.duplicates}.",
        ]
        if self.conflicts:
            lines.append(f"Informations modifiées à la main, gardées malgré le fichier : {self.conflicts}.")
        if self.gone:
            lines.append(f"Lieux qui ne sont plus dans le fichier, gardés : {self.gone}.")
        return lines


COUNTS = (
    "rows", "created", "changed", "unchanged", "refused", "without_coordinates", "drafts", "hours_as_text",
    "duplicates", "gone", "conflicts",
)  # fmt: skip


def report_of(run: DatasetImport, problems: list[Problem] | None = None) -> ImportReport:
    """What the run's row says."""
    return ImportReport(
        run.dataset.name,
        run.encoding,
        **{name: getattr(run, name) for name in COUNTS},
        waits=run.status == ImportStatus.TO_CONFIRM,
        problems=problems or [],
    )


def import_places(
    data: bytes,
    *,
    source: str,
    now: datetime,
    file_name: str = "",
    progress: Progress = lambda _sentence: None,
    pause: float = BREATH,
    confirmed: bool = False,
    etag: str = "",
    last_modified: str = "",
) -> ImportReport:
    """
    Import a file of the national standard as the data set ``source``, in this process; see `report_of`.

    ``pause``: seconds left to others between two transactions. ``confirmed``: however many places are gone. ``etag``
    and ``last_modified``: what the server said of the file, for the next time it is asked for.

    :raises UnreadableFile: the file as a whole cannot be trusted; nothing has been changed.
    :raises ImportUnderWay: another import of the data set is not finished.
    """
    dataset = dataset_named(source)
    left = DatasetImport.objects.filter(dataset=dataset, status=ImportStatus.RUNNING).first()
    if left and is_free(left, now=now):
        carry_out(left, now=now, pause=pause)  # what a killed process left is ended first
    run = give(data, dataset=dataset, file_name=file_name, now=now, etag=etag, last_modified=last_modified)
    if confirmed:
        run.confirmed_at = now
        run.save(update_fields=["confirmed_at"])
    problems = carry_out(run, now=now, progress=progress, pause=pause)
    return report_of(run, problems)


__all__ = ["ImportReport", "ImportUnderWay", "import_places", "report_of"]
