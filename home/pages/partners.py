"""The partner directory."""

from typing import ClassVar

from core.models import BasePage


class PartnersPage(BasePage):
    """`/partenaires/`: the organisations that work with the network, by kind."""

    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = []
    max_count = 1

    template = "home/partners.html"

    class Meta:
        """French names."""

        verbose_name = "partenaires"
