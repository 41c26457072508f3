"""The addresses of a session's participants, below those of its viewset."""

from django.urls import path

from booking.staff.participants.acting import ActView
from booking.staff.participants.enrolling import EnrolView
from booking.staff.participants.listing import ParticipantsView
from booking.staff.participants.presences import PresencesView
from booking.staff.participants.sheet import SheetView

urlpatterns = [
    path("<int:pk>/participants/", ParticipantsView.as_view(), name="participants"),
    path("<int:pk>/participants/inscrire/", EnrolView.as_view(), name="enrol"),
    path("<int:pk>/participants/presences/", PresencesView.as_view(), name="presences"),
    path("<int:pk>/participants/feuille/", SheetView.as_view(), name="sheet"),
    path("<int:pk>/participants/<int:place>/<slug:doing>/", ActView.as_view(), name="act"),
]
