"""Addresses of the open data (mounted by `config.urls`): outside of the languages' prefixes."""

from django.urls import path

from locations.open_data.feeds import places_file
from locations.open_data.page import open_data

app_name = "open_data"
urlpatterns = [
    path("", open_data, name="page"),
    path("lieux.<str:ending>", places_file, name="places"),
]
