"""The partner directory."""

from typing import Any, ClassVar

from django.http import HttpRequest

from core.models import BasePage
from home.selectors.partners import partners_by_kind


class PartnersPage(BasePage):
    """`/partenaires/`: the organisations that work with the network, by kind."""

    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = []
    max_count = 1

    template = "home/partners.html"

    class Meta:
        """French names."""

        verbose_name = "partenaires"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the organisations, by kind."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["groups"] = partners_by_kind()
        return context
