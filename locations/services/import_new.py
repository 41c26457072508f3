"""The places that an import makes, with their rows and their hours, written many at once."""

from collections.abc import Sequence
from datetime import datetime

from core.bulk import insert_prepared, prepared_rows
from locations.models import DatasetImport, ImportedRecord, Location, OpenInterval
from locations.services.hours import COLUMNS as INTERVAL_COLUMNS
from locations.services.hours import openings
from locations.standard.rows import Place

LOCATION_COLUMNS = tuple(field.attname for field in Location._meta.concrete_fields if not field.primary_key)
RECORD_COLUMNS = ("location_id", "source", "external_id", "row", "imported_at", "created_with_id", "gone_with_id")


class New:
    """Places to be made, with their rows and their hours, as the database's driver wants them."""

    def __init__(
        self, places: Sequence[Place], locations: Sequence[Location], *, run: DatasetImport, now: datetime
    ) -> None:
        fields = [field for field in Location._meta.concrete_fields if not field.primary_key]
        self.ids = [place.standard_id for place in places]
        self.locations = prepared_rows(
            Location, LOCATION_COLUMNS, ([field.pre_save(one, True) for field in fields] for one in locations)
        )
        self.records = prepared_rows(
            ImportedRecord,
            RECORD_COLUMNS,
            ((None, run.dataset.name, place.standard_id, place.raw, now, run.pk, None) for place in places),
        )
        self.openings = [
            prepared_rows(
                OpenInterval,
                INTERVAL_COLUMNS,
                ((None, *opening) for opening in openings(one.opening_hours, one.departement, now=now)),
            )
            if one.live
            else []
            for one in locations
        ]

    def write(self) -> None:
        """Insert them; their keys are known once they are there."""
        insert_prepared(Location, LOCATION_COLUMNS, self.locations)
        keys = dict(Location.objects.filter(standard_id__in=self.ids).values_list("standard_id", "pk"))
        keyed = [keys[standard_id] for standard_id in self.ids]
        records = [(key, *row[1:]) for key, row in zip(keyed, self.records, strict=True)]
        insert_prepared(ImportedRecord, RECORD_COLUMNS, records)
        hours = [(key, *row[1:]) for key, rows in zip(keyed, self.openings, strict=True) for row in rows]
        insert_prepared(OpenInterval, INTERVAL_COLUMNS, hours)
