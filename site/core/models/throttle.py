"""Counters of public POSTs by address, shared by every process through the database."""

from typing import ClassVar

from django.db import models


class ThrottleCount(models.Model):
    """How many times something was done from one place in one window of time."""

    key = models.CharField("clé", max_length=100, help_text="Ce qui est compté et une empreinte de l'adresse.")
    window = models.DateTimeField("début de la période")
    count = models.PositiveIntegerField("nombre", default=0)

    class Meta:
        """One counter for each key and window."""

        verbose_name = "compteur"
        verbose_name_plural = "compteurs"
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "window"], name="unique_throttle_window")]

    def __str__(self) -> str:
        """Return key and count."""
        return f"{self.key} : {self.count}"
