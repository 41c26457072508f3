"""News of the network and its partners."""

from typing import Any, ClassVar, Self

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager, PageQuerySet
from wagtail.search import index

from core.blocks import ProseBlock
from core.dates import day_words, month_words
from core.models import BasePage

NEWS_A_PAGE = 12


class NewsQuerySet(PageQuerySet):
    """Questions about news."""

    def readable(self) -> Self:
        """Those that anyone may read, latest first, with what a list says of them."""
        readable: Self = (
            self.live()
            .public()
            .select_related("partner", "share_image")
            .defer_streamfields()
            .order_by("-published_on", "-pk")
        )
        return readable


NewsManager = PageManager.from_queryset(NewsQuerySet)


class NewsIndexPage(BasePage):
    """`/actualites/`: the news, latest first, by pages (`?page=2`)."""

    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["home.NewsPage"]
    max_count = 1

    template = "home/news_index.html"

    class Meta:
        """French names."""

        verbose_name = "actualités"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the page of news asked for; what is no page number gives the nearest page that exists."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        paginator = Paginator(NewsPage.objects.child_of(self).readable(), NEWS_A_PAGE)
        context["news"] = paginator.get_page(request.GET.get("page"))
        return context


class Precision(models.TextChoices):
    """How well a date is known: nobody invents a day."""

    DAY = "day", "Le jour"
    MONTH = "month", "Le mois"
    YEAR = "year", "L'année"


class NewsPage(BasePage):
    """
    A piece of news. `published_on` is the day it tells, which may be long before it was put here.

    Where only the month or the year is known, the day only sorts it, and is not shown.
    """

    parent_page_types: ClassVar = ["home.NewsIndexPage"]
    subpage_types: ClassVar = []

    template = "home/news.html"

    published_on = models.DateField("date")
    precision = models.CharField(
        "ce que l'on sait de la date",
        max_length=5,
        choices=Precision.choices,
        default=Precision.DAY,
        help_text="Si l'on ne connaît que le mois ou l'année, le jour ne sert qu'à classer.",
    )
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

    objects = NewsManager()

    search_fields: ClassVar = [*BasePage.search_fields, index.SearchField("body"), index.FilterField("published_on")]
    content_panels: ClassVar = [
        *BasePage.content_panels,
        FieldRowPanel([FieldPanel("published_on"), FieldPanel("precision")]),
        FieldPanel("partner"),
        FieldPanel("source_url"),
        FieldPanel("body"),
    ]

    class Meta:
        """French names."""

        verbose_name = "actualité"
        verbose_name_plural = "actualités"

    @property
    def date_words(self) -> str:
        """Its date in words, as far as it is known: "22 mai 2014", "novembre 2013", "2014"."""
        if self.precision == Precision.YEAR:
            return str(self.published_on.year)
        if self.precision == Precision.MONTH:
            return month_words(self.published_on)
        return day_words(self.published_on, weekday=False)

    @property
    def date_iso(self) -> str:
        """The same for machines: "2014-05-22", "2013-11", "2014"."""
        return self.published_on.isoformat()[
            : {Precision.YEAR: 4, Precision.MONTH: 7}.get(Precision(self.precision), 10)
        ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what else there is to read."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["others"] = NewsPage.objects.sibling_of(self, inclusive=False).readable()[:3]
        return context
