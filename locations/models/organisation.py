"""Who runs places, hosts sessions and stands in the partner directory."""

from typing import Any, ClassVar, Self

from django.core.validators import URLValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from locations.choices import OrganisationKind
from locations.framing.origins import validate_origins

OURS = "locations.change_organisation"
"""Who has it is of our team; a member changes what its organisation says of itself."""


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Questions about organisations."""

    def in_directory(self) -> Self:
        """Those shown among the partners."""
        return self.filter(in_directory=True)

    def of(self, user: Any) -> Self:
        """Those that this person is a member of: what a membership ends, it ends at once."""
        return self.filter(memberships__user=user)


class Organisation(models.Model):
    """A partner: EPN, library, association, authority… or the network itself."""

    name = models.CharField("nom", max_length=200)
    slug = models.SlugField("nom dans les adresses", max_length=100, unique=True)
    kind = models.CharField(
        "type", max_length=20, choices=OrganisationKind.choices, default=OrganisationKind.ASSOCIATION
    )
    summary = models.TextField("présentation", max_length=400, blank=True, help_text="Deux phrases au plus.")
    town = models.CharField("ville", max_length=100, blank=True)
    logo = models.ForeignKey(
        "core.Image", verbose_name="logo", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    website = models.URLField(
        "site internet", blank=True, validators=[URLValidator(schemes=["http", "https"])], max_length=300
    )
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    in_directory = models.BooleanField("dans la page des partenaires", default=True)
    embed_origins = models.JSONField(
        "sites qui peuvent afficher ses calendriers",
        default=list,
        blank=True,
        validators=[validate_origins],
        help_text='Une liste d\'adresses, par exemple ["https://www.exemple.fr"].',
    )
    embed_presets = models.JSONField(
        "éditeurs de sites qui peuvent les afficher",
        default=list,
        blank=True,
        help_text="Des sites faits avec un outil dont les adresses changent : voir `locations.framing`.",
    )
    collection = models.ForeignKey(
        "wagtailcore.Collection",
        verbose_name="dossier de ses images",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    sort_order = models.PositiveSmallIntegerField("ordre", default=100)

    objects = OrganisationQuerySet.as_manager()

    panels: ClassVar = [
        FieldPanel("name"),
        FieldPanel("slug", permission=OURS),
        FieldPanel("kind"),
        FieldPanel("summary"),
        FieldPanel("town"),
        FieldPanel("logo"),
        MultiFieldPanel([FieldPanel("website"), FieldPanel("email"), FieldPanel("phone")], heading="Contact"),
        FieldPanel("in_directory", permission=OURS),
        FieldPanel("sort_order", permission=OURS),
    ]

    class Meta:
        """French names."""

        verbose_name = "organisation"
        verbose_name_plural = "organisations"
        ordering: ClassVar = ["sort_order", "name"]

    def __str__(self) -> str:
        """Return the name."""
        return self.name
