"""Addresses below /integration/ (mounted by `config.urls`)."""

from django.urls import path

from booking import embeds

app_name = "booking_embeds"

urlpatterns = [path("calendrier/<slug:slug>/", embeds.calendar, name="calendar")]
