"""The front page."""

from typing import ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from core.models import BasePage
from home.blocks import content_blocks


class HomePage(BasePage):
    """The front page: finding a place first, then what happens near, then the rest."""

    parent_page_types: ClassVar = ["wagtailcore.Page"]
    max_count_per_parent = 1

    template = "home/home.html"

    search_help = models.CharField("aide sous la recherche", max_length=150, blank=True)
    body = StreamField(content_blocks(), verbose_name="contenu", blank=True)

    content_panels: ClassVar = [*BasePage.content_panels, FieldPanel("search_help"), FieldPanel("body")]

    class Meta:
        """French names."""

        verbose_name = "page d'accueil"
