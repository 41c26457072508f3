"""Addresses below /integration/ (mounted by `config.urls`)."""

from django.urls import path

from booking.embeds import calendar, card
from booking.kit.poster import poster

app_name = "booking_embeds"

urlpatterns = [
    path("calendrier/<slug:slug>/", calendar.calendar, name="calendar"),
    path("seance/<int:pk>/", card.card, name="card"),
    path("affiche/<slug:slug>/", poster, name="poster"),
]
