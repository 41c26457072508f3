"""News of the network and its partners."""

from typing import ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from core.blocks import ProseBlock
from core.models import BasePage


class NewsIndexPage(BasePage):
    """`/actualites/`: the news, latest first."""

    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["home.NewsPage"]
    max_count = 1

    template = "home/news_index.html"

    class Meta:
        """French names."""

        verbose_name = "actualités"


class NewsPage(BasePage):
    """A piece of news. `published_on` is the day it tells, which may be long before it was put here."""

    parent_page_types: ClassVar = ["home.NewsIndexPage"]
    subpage_types: ClassVar = []

    template = "home/news.html"

    published_on = models.DateField("date")
    partner = models.ForeignKey(
        "locations.Organisation",
        verbose_name="partenaire",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="news",
    )
    source_url = models.URLField("article d'origine", max_length=500, blank=True)
    body = StreamField([("prose", ProseBlock())], verbose_name="contenu", blank=True)

    search_fields: ClassVar = [*BasePage.search_fields, index.SearchField("body"), index.FilterField("published_on")]
    content_panels: ClassVar = [
        *BasePage.content_panels,
        FieldPanel("published_on"),
        FieldPanel("partner"),
        FieldPanel("source_url"),
        FieldPanel("body"),
    ]

    class Meta:
        """French names."""

        verbose_name = "actualité"
        verbose_name_plural = "actualités"
