"""Communes, postcodes and intercommunalities of France, so that finding needs no outside service."""

from typing import ClassVar

from django.db import models

from locations.choices import CommuneKind


class Intercommunalite(models.Model):
    """A group of communes (EPCI, or EPT in Greater Paris)."""

    code = models.CharField("SIREN", max_length=9, primary_key=True)
    name = models.CharField("nom", max_length=200)
    kind = models.CharField("type", max_length=10, help_text="CC, CA, CU, ME ou EPT.")

    class Meta:
        """French names."""

        verbose_name = "intercommunalité"
        verbose_name_plural = "intercommunalités"
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Commune(models.Model):
    """A commune of today, a municipal district, or a former commune (found by its old name)."""

    code = models.CharField("code INSEE", max_length=5)
    kind = models.CharField("type", max_length=30, choices=CommuneKind.choices)
    name = models.CharField("nom", max_length=100)
    search_text = models.CharField("nom sans accents", max_length=100, db_index=True)
    departement = models.CharField("département", max_length=3, db_index=True)
    region = models.CharField("région", max_length=3)
    population = models.PositiveIntegerField("population", default=0)
    latitude = models.FloatField("latitude", null=True)
    longitude = models.FloatField("longitude", null=True)
    parent_code = models.CharField("code de la commune actuelle", max_length=5, blank=True)
    intercommunalite = models.ForeignKey(
        Intercommunalite,
        verbose_name="intercommunalité",
        null=True,
        on_delete=models.SET_NULL,
        related_name="communes",
    )

    class Meta:
        """A former commune may share the code of today's."""

        verbose_name = "commune"
        verbose_name_plural = "communes"
        ordering: ClassVar = ["name", "code"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["code", "kind"], name="unique_commune_code_kind")]

    def __str__(self) -> str:
        """Return the name and the département."""
        return f"{self.name} ({self.departement})"


class Postcode(models.Model):
    """A postcode, its communes (up to dozens) and their centre, weighted by population."""

    code = models.CharField("code postal", max_length=5, primary_key=True)
    latitude = models.FloatField("latitude", null=True)
    longitude = models.FloatField("longitude", null=True)
    population = models.PositiveIntegerField("population", default=0)
    communes = models.ManyToManyField(Commune, verbose_name="communes", related_name="postcodes")

    class Meta:
        """French names."""

        verbose_name = "code postal"
        verbose_name_plural = "codes postaux"
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        """Return the code."""
        return self.code
