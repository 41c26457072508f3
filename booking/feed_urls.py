"""Addresses below /flux/ (mounted by `config.urls`)."""

from django.urls import path

from booking import feeds

app_name = "booking_feeds"

urlpatterns = [
    path("seances/<int:pk>.ics", feeds.session_ics, name="session"),
]
