"""A place where people get help ("lieu"), in the terms of the national standard."""

import uuid
from datetime import datetime
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from modelcluster.models import ClusterableModel
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin

from core.blocks import ProseBlock
from core.fields import CodesField
from locations import choices


class LocationQuerySet(models.QuerySet["Location"]):
    """Questions about places."""

    def update(self, **changes: Any) -> int:
        """Say when, too: `bulk_update` comes through here as well."""
        return super().update(**{"changed_at": Now(), **changes})

    update.alters_data = True  # type: ignore[attr-defined]  # as Django's own: not from a template

    def shown(self) -> Self:
        """Published, receiving people, and the first of its group of duplicates."""
        return self.filter(live=True, duplicate_of=None).exclude(status=choices.OpeningStatus.CLOSED)

    def located(self) -> Self:
        """Those that have coordinates."""
        return self.filter(latitude__isnull=False)

    def in_network(self) -> Self:
        """The network's own points."""
        return self.filter(network=choices.Network.ACCESS_POINT)

    def offering(self, services: list[str]) -> Self:
        """Those that offer at least one of these services (codes)."""
        return self.filter(any_code("services", services)) if services else self

    def addressing(self, audiences: list[str]) -> Self:
        """Those that address at least one of these audiences (codes)."""
        return self.filter(any_code("audiences", audiences)) if audiences else self

    def open_at(self, moment: datetime) -> Self:
        """Those open at that moment, within the days for which open intervals are kept; not those by appointment."""
        return self.filter(
            open_intervals__start__lte=moment, open_intervals__end__gt=moment, open_intervals__by_appointment=False
        )


def any_code(field: str, codes: list[str]) -> Q:
    """Return the condition that a `CodesField` holds at least one of the codes."""
    condition = Q()
    for code in codes:
        condition |= Q(**{f"{field}__contains": f"|{code}|"})
    return condition


def new_standard_id() -> str:
    """Return an identifier for a place that no data set has named."""
    return f"ec-{uuid.uuid4()}"


class Location(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, ClusterableModel):
    """
    A place, not a page: imported by the thousand, joined by sessions and events, exported in the standard.

    Coordinates are WGS 84 degrees, both or none. `opening_hours` is valid OSM syntax, or empty; hours that cannot be
    read are kept in `opening_hours_text`, as text.
    """

    name = models.CharField("nom", max_length=255)
    slug = models.SlugField("nom dans les adresses", max_length=255, unique=True, editable=False)
    network = models.CharField(
        "place dans le réseau", max_length=20, choices=choices.Network.choices, default=choices.Network.DIRECTORY
    )
    operator = models.ForeignKey(
        "locations.Organisation",
        verbose_name="organisation responsable",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="locations",
    )
    status = models.CharField(
        "état", max_length=10, choices=choices.OpeningStatus.choices, default=choices.OpeningStatus.OPEN
    )
    opened_on = models.DateField("date d'ouverture", null=True, blank=True)
    moved_to = models.ForeignKey(
        "self", verbose_name="nouveau lieu", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    address = models.CharField("adresse", max_length=255, blank=True)
    address_complement = models.CharField("complément d'adresse", max_length=255, blank=True)
    postcode = models.CharField(
        "code postal", max_length=5, blank=True, validators=[RegexValidator(r"^\d{5}$", "Cinq chiffres.")]
    )
    town = models.CharField("commune", max_length=100, blank=True)
    insee_code = models.CharField("code INSEE", max_length=5, blank=True, db_index=True)
    departement = models.CharField("département", max_length=3, blank=True, db_index=True, editable=False)
    latitude = models.FloatField(
        "latitude", null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        "longitude", null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    how_to_come = models.TextField("comment venir", blank=True, help_text="Arrêt le plus proche, entrée, étage.")
    step_free = models.BooleanField("sans marche", null=True, blank=True)

    phone = models.CharField("téléphone", max_length=20, blank=True, help_text="Comme 01 80 05 98 80.")
    emails = models.JSONField("adresses électroniques", default=list, blank=True)
    websites = models.JSONField("sites internet", default=list, blank=True)
    booking_url = models.URLField("adresse pour prendre rendez-vous ailleurs", max_length=500, blank=True)
    acceslibre_url = models.URLField("fiche Acceslibre", max_length=500, blank=True)

    opening_hours = models.CharField(
        "horaires (syntaxe OSM)", max_length=1000, blank=True, help_text="Mo-Fr 09:00-12:00,14:00-17:30"
    )
    opening_hours_text = models.TextField("horaires en texte", blank=True, help_text="Ce que la syntaxe ne dit pas.")

    services = CodesField("services", codes=choices.Service.choices)
    audiences = CodesField("publics", codes=choices.Audience.choices)
    specific_care = CodesField("prise en charge particulière", codes=choices.SpecificCare.choices)
    fees = CodesField("frais", codes=choices.Fee.choices)
    programmes = CodesField("dispositifs nationaux", codes=choices.Programme.choices)
    training_labels = CodesField("formations et labels", codes=choices.TrainingLabel.choices)
    other_labels = models.JSONField("autres labels", default=list, blank=True)
    access_modes = CodesField("comment y accéder", codes=choices.AccessMode.choices)
    support_modes = CodesField("accompagnement", codes=choices.SupportMode.choices)
    mobility = CodesField("itinérance", codes=choices.Mobility.choices)
    kinds = models.JSONField("typologie", default=list, blank=True, help_text='Codes du standard : ["EPN"].')

    offers = CodesField("offres solidaires", codes=choices.SolidarityOffer.choices)
    offer_conditions = models.CharField(
        "conditions", max_length=255, blank=True, help_text="« Sur orientation d'un travailleur social »."
    )

    summary = models.CharField("présentation en une phrase", max_length=280, blank=True)
    description = models.TextField("présentation", blank=True)
    photo = models.ForeignKey(
        "core.Image", verbose_name="photo", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    body = StreamField([("prose", ProseBlock())], verbose_name="contenu", blank=True)

    standard_id = models.CharField(
        "identifiant national", max_length=200, unique=True, default=new_standard_id, editable=False
    )
    pivot = models.CharField("SIRET ou RNA", max_length=14, blank=True)
    parent_structure = models.CharField("structure parente", max_length=200, blank=True)
    source = models.CharField("source", max_length=200, blank=True)
    facts_date = models.DateField("date des informations", null=True, blank=True, help_text="`date_maj` du standard.")

    duplicate_of = models.ForeignKey(
        "self",
        verbose_name="doublon de",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        db_index=False,  # nearly always empty: SQLite would take this index rather than the coordinates'
        related_name="duplicates",
        help_text="Même nom, même code postal, même adresse : un seul du groupe est montré.",
    )
    search_text = models.TextField("texte de recherche", blank=True, editable=False)
    # One bit for each value that the finder filters by: a box of places is filtered and counted from one column.
    facets = models.BigIntegerField("cases de tri", default=0, editable=False)
    completeness = models.PositiveSmallIntegerField("complet à (%)", default=0, editable=False)
    # By `save()`, and by `LocationQuerySet.update()` too: what is published elsewhere says by it whether it is fresh.
    changed_at = models.DateTimeField("modifié le", auto_now=True, db_default=Now())

    objects = LocationQuerySet.as_manager()

    class Meta:
        """Coordinates come in pairs; a place that is shown has an address or a town."""

        verbose_name = "lieu"
        verbose_name_plural = "lieux"
        ordering: ClassVar = ["name", "pk"]
        indexes: ClassVar = [
            # All that a search near a point reads, so that it reads nothing else (`selectors.spots`).
            models.Index(
                fields=["latitude", "longitude", "live", "status", "duplicate_of", "departement", "facets", "id"],
                name="location_coordinates_facets",
            ),
            models.Index(fields=["network"], name="location_network"),  # our own points are few, and often asked for
            # All that tells whether the open data has changed is read from it, and nothing else can be.
            models.Index(fields=["changed_at", "live", "duplicate_of", "status"], name="location_changes"),
            # The few that are duplicates: else each place deleted has all the others read, for those that point to it.
            models.Index(fields=["duplicate_of"], name="location_duplicates", condition=Q(duplicate_of__isnull=False)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                # A comparison with NULL is neither true nor false, and a CHECK lets that pass: say "not null" too.
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="location_coordinates_pair",
                violation_error_message="Donnez la latitude et la longitude, ou aucune des deux.",
            ),
            models.CheckConstraint(
                condition=Q(live=False) | (~Q(name="") & ~Q(town="")),
                name="location_complete_when_live",
                violation_error_message="Un lieu publié a un nom et une commune.",
            ),
            models.CheckConstraint(
                condition=~Q(duplicate_of=F("pk")),
                name="location_not_its_own_duplicate",
                violation_error_message="Un lieu n'est pas son propre doublon.",
            ),
        ]

    def __str__(self) -> str:
        """Return name and town."""
        return f"{self.name}, {self.town}" if self.town else self.name

    def get_absolute_url(self) -> str:
        """Return the path of the place's page."""
        return f"/points-accueil/{self.slug}/"

    def with_content_json(self, content: dict[str, Any]) -> "Location":
        """Return a revision as a place; which places are one is said of the live place, not of its drafts."""
        location: Location = super().with_content_json(content)
        location.duplicate_of_id = self.duplicate_of_id
        return location

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        """Name the place as its page's template does."""
        return {"location": self, "request": request}

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        """Preview with the public template."""
        return "locations/location.html"
