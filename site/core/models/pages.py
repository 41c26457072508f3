"""What every page type shares."""

from typing import ClassVar

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.panels import FieldPanel, PublishingPanel
from wagtail.models import Page
from wagtail.search import index


class BasePage(Page):
    """A page with an opening sentence and a picture to share; every page type of the site derives from it."""

    introduction = models.TextField(
        "phrase d'ouverture",
        blank=True,
        max_length=400,
        help_text="Une ou deux phrases courtes, sous le titre et dans les listes.",
    )
    share_image = models.ForeignKey(
        "core.Image",
        verbose_name="image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="En tête de la page et quand on la partage.",
    )

    search_fields: ClassVar = [*Page.search_fields, index.SearchField("introduction")]
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("share_image")]
    settings_panels: ClassVar = [PublishingPanel()]

    class Meta:
        """No table of its own."""

        abstract = True

    @cached_property
    def crumbs(self) -> list[dict[str, str]]:
        """The way here from the front page, in the terms of `components/breadcrumb.html`."""
        above = self.get_ancestors().filter(depth__gt=1)
        front = str(_("Accueil"))
        return [{"words": front if page.depth == 2 else page.title, "url": page.url or "/"} for page in above]
