"""Addresses below /rendez-vous/ (mounted by `config.urls`)."""

from django.urls import path

from booking.views import sessions
from booking.views.reservation import changing, data, finding, moving, page

app_name = "booking"

urlpatterns = [
    path("", sessions.session_list, name="sessions"),
    path("<int:pk>/", sessions.session_page, name="session"),
    path("<int:pk>/deja-reserve/", sessions.already_booked, name="already"),
    path("reservation/", page.reservation, name="reservation"),
    path("reservation/lien/<str:token>/", finding.link, name="link"),
    path("reservation/nouveau-lien/", finding.new_link, name="new_link"),
    path("reservation/nouveau-lien/envoye/", finding.link_sent, name="link_sent"),
    path("reservation/quitter/", finding.leave, name="leave"),
    path("reservation/annuler/", changing.cancel_page, name="cancel"),
    path("reservation/<int:pk>/annuler/", changing.cancel_one_page, name="cancel_one"),
    path("reservation/<int:pk>/personnes/", changing.people_page, name="people"),
    path("reservation/<int:pk>/place/", changing.offer_page, name="offer"),
    path("reservation/<int:pk>/autre-date/", moving.move_page, name="move"),
    path("reservation/<int:pk>/autre-date/<int:to>/", moving.move_to_page, name="move_to"),
    path("reservation/rendez-vous.ics", page.calendar_file, name="calendar_file"),
    path("reservation/rappel.ics", page.calendar_file, {"reminded": True}, name="reminded_file"),
    path("reservation/mes-donnees/", data.data_page, name="data"),
    path("reservation/mes-donnees.json", data.data_file, name="data_file"),
    path("reservation/effacer/", data.erase_page, name="erase"),
    path("reservation/efface/", data.erased, name="erased"),
]
