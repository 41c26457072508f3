"""Plain pages: history, how we work, legal notices."""

from typing import ClassVar

from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from core.models import BasePage
from home.blocks import content_blocks


class ContentPage(BasePage):
    """A page of text, figures and cards."""

    parent_page_types: ClassVar = ["home.HomePage", "home.ContentPage"]
    subpage_types: ClassVar = ["home.ContentPage"]

    template = "home/content.html"

    body = StreamField(content_blocks(), verbose_name="contenu", blank=True)

    search_fields: ClassVar = [*BasePage.search_fields, index.SearchField("body")]
    content_panels: ClassVar = [*BasePage.content_panels, FieldPanel("body")]

    class Meta:
        """French names."""

        verbose_name = "page"
        verbose_name_plural = "pages"
