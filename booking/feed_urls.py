"""Addresses below /flux/ (mounted by `config.urls`)."""

from django.urls import path

from booking import feeds
from booking.planning.answer import private_ics

app_name = "booking_feeds"

urlpatterns = [
    path("seances/<int:pk>.ics", feeds.session_ics, name="session"),
    path("mediateur/<str:token>.ics", private_ics, {"of_organisation": False}, name="of_facilitator"),
    path("organisation/<str:token>.ics", private_ics, {"of_organisation": True}, name="of_organisation"),
]
