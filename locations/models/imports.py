"""Where an imported place came from, as it was."""

from typing import ClassVar

from django.db import models


class ImportedRecord(models.Model):
    """The last row imported for a place: what a merge compares with, so that edits by hand live."""

    source = models.CharField("source", max_length=100, help_text="Le jeu de données.")
    external_id = models.CharField("identifiant dans la source", max_length=200)
    row = models.JSONField("ligne importée")
    imported_at = models.DateTimeField("importé le")
    location = models.OneToOneField("locations.Location", on_delete=models.CASCADE, related_name="imported_record")

    class Meta:
        """One record for each identifier of a source."""

        verbose_name = "ligne importée"
        verbose_name_plural = "lignes importées"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "external_id"], name="unique_imported_record")
        ]

    def __str__(self) -> str:
        """Return source and identifier."""
        return f"{self.source} {self.external_id}"
