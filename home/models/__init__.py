"""The pages that join the apps or stand above them, and what is searched of every page."""

from home.models.search import PageText

# isort: split  (pages are controllers: they need the models above)
from home.pages.contact import ContactPage
from home.pages.content import ContentPage
from home.pages.home import HomePage
from home.pages.news import NewsIndexPage, NewsPage
from home.pages.partners import PartnersPage

__all__ = ["ContactPage", "ContentPage", "HomePage", "NewsIndexPage", "NewsPage", "PageText", "PartnersPage"]
