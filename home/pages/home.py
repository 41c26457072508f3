"""The front page."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from core.models import BasePage
from home.blocks import content_blocks
from home.selectors.front import front_page


class HomePage(BasePage):
    """The front page: finding a place first, then what happens near, then the rest."""

    parent_page_types: ClassVar = ["wagtailcore.Page"]
    max_count_per_parent = 1

    template = "home/home.html"

    search_help = models.CharField("aide sous la recherche", max_length=150, blank=True)
    referral_text = models.TextField("« Vous accompagnez quelqu'un ? »", max_length=400, blank=True)
    body = StreamField(content_blocks(), verbose_name="contenu", blank=True, help_text="Les chiffres, l'histoire…")

    content_panels: ClassVar = [
        *BasePage.content_panels,
        FieldPanel("search_help"),
        FieldPanel("referral_text"),
        FieldPanel("body"),
    ]

    class Meta:
        """French names."""

        verbose_name = "page d'accueil"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the next sessions, the agenda, the news and the partners."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | front_page(now=timezone.now())
