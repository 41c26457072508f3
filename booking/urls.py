"""Addresses below /rendez-vous/ (mounted by `config.urls`)."""

from django.urls import path

from booking.views import reservation, sessions

app_name = "booking"

urlpatterns = [
    path("", sessions.session_list, name="sessions"),
    path("<int:pk>/", sessions.session_page, name="session"),
    path("<int:pk>/deja-reserve/", sessions.already_booked, name="already"),
    path("reservation/", reservation.reservation, name="reservation"),
    path("reservation/lien/<str:token>/", reservation.link, name="link"),
    path("reservation/annuler/", reservation.cancel_page, name="cancel"),
    path("reservation/rendez-vous.ics", reservation.calendar_file, name="calendar_file"),
    path("reservation/quitter/", reservation.leave, name="leave"),
]
