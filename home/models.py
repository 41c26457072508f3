"""The pages that join the apps or stand above them."""

from home.pages.content import ContentPage
from home.pages.home import HomePage
from home.pages.news import NewsIndexPage, NewsPage
from home.pages.partners import PartnersPage

__all__ = ["ContentPage", "HomePage", "NewsIndexPage", "NewsPage", "PartnersPage"]
