"""What is searched of a page, folded."""

from typing import Self

from django.db import models
from django.db.models import Q


class PageTextQuerySet(models.QuerySet["PageText"]):
    """Questions about what pages say."""

    def published(self) -> Self:
        """Those of pages that anyone may read."""
        return self.filter(page__live=True)

    def saying(self, words: list[str]) -> Self:
        """Those that hold every one of these words (folded), those that hold them in their title first."""
        in_title, anywhere = Q(), Q()
        for word in words:
            in_title &= Q(title__contains=word)
            anywhere &= Q(text__contains=word)
        title_first = models.Case(models.When(in_title, then=0), default=1, output_field=models.IntegerField())
        return self.filter(anywhere).order_by(title_first, "-page__first_published_at", "pk")


class PageText(models.Model):
    """
    A page's title, introduction and body, folded by `core.search`: a projection, rebuilt at each publication.

    `text` begins with the title.
    """

    page = models.OneToOneField("wagtailcore.Page", on_delete=models.CASCADE, related_name="search_copy")
    title = models.TextField("titre")
    text = models.TextField("texte")

    objects = PageTextQuerySet.as_manager()

    class Meta:
        """French names."""

        verbose_name = "texte de recherche"
        verbose_name_plural = "textes de recherche"

    def __str__(self) -> str:
        """Return the title."""
        return self.title
