"""
Importing a file of the national standard: one transaction, nothing silently dropped, hand edits kept.

Each imported row is kept (`ImportedRecord`). On the next import of the same data set, what changed between the two rows
is applied to the place where nobody has edited that field since: a three-way merge, field by field.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from wagtail.signals import published

from locations.models import ImportedRecord, Location
from locations.names import duplicate_key
from locations.services.completion import DERIVED, Towns, derive, new_slug
from locations.services.hours import recompute_intervals
from locations.services.merging import merge, reapply
from locations.standard import FIELDS, Place, Problem, read_place
from locations.standard_file import read_file

Progress = Callable[[str], None]
BATCH = 500


@dataclass(slots=True)
class ImportReport:
    """
    What an import did. Counts are of rows of the file; `gone` are places of the data set that the file no longer names.

    `conflicts` counts fields kept as staff wrote them although the file changed them.
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
    problems: list[Problem] = field(default_factory=list)

    def sentences(self) -> list[str]:
        """The report in plain French, one sentence a line."""
        lines = [
            f"Jeu de données « {self.source} » : {self.rows} lignes lues ({self.encoding}).",
            f"{self.created} lieux créés, {self.changed} modifiés, {self.unchanged} inchangés, "
            f"{self.refused} lignes refusées.",
            f"{self.without_coordinates} lieux sans coordonnées : trouvés par leur commune, sans distance.",
            f"{self.drafts} lieux sans commune ni adresse : gardés en brouillon.",
            f"{self.hours_as_text} horaires que la syntaxe ne sait pas lire : gardés en texte.",
            f"{self.duplicates} doublons (même nom, même code postal, même adresse) : regroupés, un seul est montré.",
        ]
        if self.conflicts:
            lines.append(f"{self.conflicts} informations modifiées à la main : gardées malgré le fichier.")
        if self.gone:
            lines.append(f"{self.gone} lieux ne sont plus dans le fichier : ils sont gardés.")
        return lines


def import_places(
    data: bytes, *, source: str, now: datetime, progress: Progress = lambda _sentence: None
) -> ImportReport:
    """
    Import a file of the national standard as the data set ``source``.

    :raises UnreadableFile: the file as a whole cannot be trusted; nothing has been changed.
    """
    progress("Lecture du fichier…")
    reading = read_file(data)
    report = ImportReport(source, reading.encoding, reading.rows, problems=reading.problems)
    with transaction.atomic():
        run = _Run(source, now, report, progress)
        run.sort(reading.places)
        run.create()
        run.change()
        run.group_duplicates()
        progress("Calcul des heures d'ouverture…")
        recompute_intervals(run.touched, now=now)
    report.refused = report.rows - len(reading.places) + run.taken_elsewhere
    return report


class _Run:
    """One import under way."""

    def __init__(self, source: str, now: datetime, report: ImportReport, progress: Progress) -> None:
        self.source, self.now, self.report, self.progress = source, now, report, progress
        self.records = {
            external_id: (pk, location, row)
            for pk, external_id, location, row in ImportedRecord.objects.filter(source=source).values_list(
                "pk", "external_id", "location_id", "row"
            )
        }
        self.towns = Towns()
        self.new: list[Place] = []
        self.different: list[Place] = []
        self.touched: list[int] = []
        self.taken_elsewhere = 0

    def sort(self, places: list[Place]) -> None:
        """Tell new rows from changed ones, and count what the report says."""
        standard_ids = set(Location.objects.values_list("standard_id", flat=True))
        for place in places:
            self._complete(place)
            self.report.without_coordinates += place.latitude is None
            self.report.hours_as_text += bool(place.opening_hours_text)
            self.report.drafts += not _is_complete(place)
            known = self.records.get(place.standard_id)
            if known is None and place.standard_id in standard_ids:
                reason = "Cet identifiant est celui d'un lieu d'une autre source : ligne refusée."
                self.report.problems.append(Problem(place.line, "id", place.standard_id, reason, refuses=True))
                self.taken_elsewhere += 1
            elif known is None:
                self.new.append(place)
            elif known[2] == place.raw:
                self.report.unchanged += 1
            else:
                self.different.append(place)
        self.report.gone = len(self.records.keys() - {place.standard_id for place in places})

    def create(self) -> None:
        """Write the new places and their rows."""
        slugs = set(Location.objects.values_list("slug", flat=True))
        for start in range(0, len(self.new), BATCH):
            batch = self.new[start : start + BATCH]
            locations = []
            for place in batch:
                slug = new_slug(place.name, place.town, slugs)
                slugs.add(slug)
                locations.append(self._location(place, slug))
            Location.objects.bulk_create(locations)
            ImportedRecord.objects.bulk_create(
                ImportedRecord(
                    source=self.source,
                    external_id=place.standard_id,
                    row=place.raw,
                    imported_at=self.now,
                    location=location,
                )
                for place, location in zip(batch, locations, strict=True)
            )
            self.touched += [location.pk for location in locations]
            self.progress(f"{start + len(batch)} lieux sur {len(self.new)}")
        self.report.created = len(self.new)

    def change(self) -> None:
        """Merge the changed rows into their places, live row, draft and schedule alike."""
        for place in self.different:
            record, pk, row = self.records[place.standard_id]
            location = Location.objects.get(pk=pk)
            base, _problems = read_place(row, place.line)
            if base is not None:
                self._complete(base)
                self.report.conflicts += self._merge_into(location, base, place)
            ImportedRecord.objects.filter(pk=record).update(row=place.raw, imported_at=self.now)
            self.touched.append(pk)
        self.report.changed = len(self.different)

    def group_duplicates(self) -> None:
        """Show one place of each group that shares name, postcode and address: the best told, always the same."""
        groups: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
        current: dict[int, int | None] = {}
        for row in Location.objects.filter(imported_record__isnull=False).values(
            "pk", "name", "postcode", "address", "latitude", "opening_hours", "phone", "facts_date", "live", "network",
            "duplicate_of_id",
        ):  # fmt: skip
            current[row["pk"]] = row["duplicate_of_id"]
            groups[duplicate_key(row["name"]), row["postcode"], duplicate_key(row["address"])].append(row)
        # A group may have come apart on either side; what staff grouped by hand, and this import left alone, stays.
        touched = set(self.touched)
        wanted: dict[int, int | None] = {pk: None for pk, leader in current.items() if {pk, leader} & touched}
        for group in groups.values():
            leaders = {None, *(row["pk"] for row in group)}
            free = [row for row in group if row["pk"] in wanted or row["duplicate_of_id"] in leaders]
            if len(free) > 1:
                leader = max(free, key=_merit)["pk"]
                wanted |= {row["pk"]: None if row["pk"] == leader else leader for row in free}
        moved = [pk for pk, leader in wanted.items() if current.get(pk) != leader]
        Location.objects.bulk_update(
            [Location(pk=pk, duplicate_of_id=wanted[pk]) for pk in moved], ["duplicate_of"], batch_size=BATCH
        )
        self.report.duplicates = sum(len(group) - 1 for group in groups.values())

    def _complete(self, place: Place) -> None:
        if not place.insee_code:
            place.insee_code = self.towns.insee_code(place.town, place.postcode)

    def _location(self, place: Place, slug: str) -> Location:
        live = _is_complete(place)
        location = Location(
            **{name: getattr(place, name) for name in FIELDS},
            standard_id=place.standard_id,
            slug=slug,
            live=live,
            first_published_at=self.now if live else None,
            last_published_at=self.now if live else None,
        )
        derive(location)
        return location

    def _merge_into(self, location: Location, base: Place, theirs: Place) -> int:
        revised = location.latest_revision_id is not None
        changes, conflicts = merge(base, theirs, location)
        for name, value in changes.items():
            setattr(location, name, value)
        derive(location)
        changes |= {name: getattr(location, name) for name in DERIVED}
        if not location.live and not revised and location.name and location.town:
            # It was a draft only because the file did not say where it was.
            changes |= {"live": True, "first_published_at": self.now, "last_published_at": self.now}
        Location.objects.filter(pk=location.pk).update(**changes)
        location.refresh_from_db()
        if revised:
            reapply(location, base, theirs)
        if location.live:
            # Sessions and events tell the place's name and address: their calendars must hear of it.
            published.send(sender=Location, instance=location, revision=None)
        return conflicts


def _is_complete(place: Place) -> bool:
    return bool(place.name and place.town)


def _merit(row: dict[str, Any]) -> tuple[Any, ...]:
    return (
        row["live"],
        row["network"] != "annuaire",
        row["latitude"] is not None,
        bool(row["opening_hours"]),
        bool(row["phone"]),
        row["facts_date"] or date.min,
        -row["pk"],
    )
