"""Addresses of this part (mounted by `config.urls`)."""

from django.urls import path

from home.integration.oembed import oembed
from home.integration.page import integration
from home.views.health import readyz
from home.views.register import registre
from home.views.search import search
from home.views.site_map import robots, site_map, sitemap
from home.views.styleguide import styleguide

app_name = "home"
urlpatterns = [
    path("recherche/", search, name="search"),
    path("plan-du-site/", site_map, name="site_map"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("integration/", integration, name="integration"),
    path("integration/oembed", oembed, name="oembed"),
    path("styleguide/", styleguide, name="styleguide"),
    path("donnees-personnelles/registre.csv", registre, name="register"),
    path("readyz", readyz, name="readyz"),
]
