"""Plain pages: history, how we work, legal notices."""

from typing import Any, ClassVar

from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from core.models import BasePage
from home.blocks import content_blocks


class ContentPage(BasePage):
    """A page of text, figures, steps and buttons; the pages below it are listed at its end."""

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

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the pages below."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["children"] = ContentPage.objects.child_of(self).live().public().defer_streamfields().order_by("path")
        return context
