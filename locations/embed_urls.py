"""Addresses below /integration/ that show places (mounted by `config.urls`)."""

from django.urls import path

from locations import embeds

app_name = "locations_embeds"

urlpatterns = [path("carte/", embeds.places_map, name="map")]
