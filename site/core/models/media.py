"""Images, their renditions, and documents."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from taggit.managers import TaggableManager
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition


class Image(AbstractImage):
    """A picture, with the credit that its licence asks for."""

    credit = models.CharField("crédit", max_length=200, blank=True, help_text="Auteur et licence, par exemple.")

    # Redeclared because Wagtail's own stock models, named alike, hold the reverse names.
    tags = TaggableManager(verbose_name="mots-clés", blank=True, related_name="our_images")
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="envoyé par",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="our_images",
    )

    admin_form_fields = ("title", "file", "description", "credit", "collection", "tags")

    class Meta(AbstractImage.Meta):
        """French names for the admin."""

        verbose_name = "image"
        verbose_name_plural = "images"


class Rendition(AbstractRendition):
    """A size of an image, made once."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        """One rendition for each filter."""

        verbose_name = "taille d'image"
        verbose_name_plural = "tailles d'image"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="unique_rendition")
        ]


class Document(AbstractDocument):
    """A file to download."""

    # Redeclared because Wagtail's own stock models, named alike, hold the reverse names.
    tags = TaggableManager(verbose_name="mots-clés", blank=True, related_name="our_documents")
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="envoyé par",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="our_documents",
    )

    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        """French names for the admin."""

        verbose_name = "document"
        verbose_name_plural = "documents"
