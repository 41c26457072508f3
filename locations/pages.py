"""The finder and the pages of places."""

from typing import ClassVar

from wagtail.contrib.routable_page.models import RoutablePageMixin

from core.models import BasePage


class FinderPage(RoutablePageMixin, BasePage):
    """`/points-accueil/`: the nearest places, and under it one page for each place."""

    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = []
    max_count = 1

    template = "locations/finder.html"

    class Meta:
        """French names."""

        verbose_name = "recherche de lieux"
