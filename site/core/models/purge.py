"""What was forgotten, in numbers."""

from typing import ClassVar

from django.contrib import admin
from django.db import models


class Purge(models.Model):
    """The proof of one round of forgetting: counts by kind, and nothing of anybody."""

    class Because(models.TextChoices):
        """Why it was done."""

        NIGHT = "night", "Chaque nuit"
        HAND = "hand", "À la main"
        REQUEST = "request", "À la demande d'une personne"

    because = models.CharField("pourquoi", max_length=10, choices=Because.choices)
    started_at = models.DateTimeField("le", db_index=True)
    counts = models.JSONField("ce qui a été effacé", default=dict)
    completed = models.BooleanField("allé jusqu'au bout", default=False)

    class Meta:
        """Latest first."""

        verbose_name = "effacement"
        verbose_name_plural = "effacements"
        ordering: ClassVar = ["-started_at", "-pk"]

    def __str__(self) -> str:
        """Return the moment."""
        return f"{self.started_at:%d/%m/%Y %H:%M}"

    @admin.display(description="Ce qui a été effacé")
    def counts_words(self) -> str:
        """Say the counts in one line."""
        said = [f"{name} : {count}" for name, count in self.counts.items() if count]
        return ", ".join(said) or "Rien : rien n'avait fait son temps."
