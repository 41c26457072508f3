"""What people tell us is wrong about a place."""

from typing import ClassVar

from django.db import models

from locations.choices import ReportKind


class PlaceReport(models.Model):
    """
    One mistake that someone has told; deleted after `REPORT_RETENTION_DAYS`.

    `contact` is a phone number or an electronic address, where the person wants an answer.
    """

    class Status(models.TextChoices):
        """Whether staff have seen to it."""

        NEW = "new", "À vérifier"
        DONE = "done", "Traité"

    location = models.ForeignKey(
        "locations.Location", verbose_name="lieu", on_delete=models.CASCADE, related_name="reports"
    )
    kind = models.CharField("ce qui ne va pas", max_length=20, choices=ReportKind.choices)
    words = models.TextField("ce qui a été écrit", max_length=500, blank=True)
    contact = models.CharField("pour répondre", max_length=254, blank=True)
    status = models.CharField("état", max_length=10, choices=Status.choices, default=Status.NEW, db_index=True)
    created_at = models.DateTimeField("reçu le")

    class Meta:
        """The newest first."""

        verbose_name = "erreur signalée"
        verbose_name_plural = "erreurs signalées"
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        """Return kind and number, never what was written (logs keep this for ever)."""
        return f"{self.get_kind_display()} ({self.pk})"
