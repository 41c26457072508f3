"""Addresses of this part (mounted by `config.urls`)."""

from django.urls import path

from events import feeds

app_name = "events_feeds"

urlpatterns = [
    path("agenda.ics", feeds.agenda_ics, name="agenda"),
    path("tout.ics", feeds.everything_ics, name="everything"),
    path("agenda.json", feeds.agenda_json, name="agenda_json"),
    path("evenements/<int:event_id>.ics", feeds.event_ics, name="event"),
]
