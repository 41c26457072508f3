"""Addresses of this part (mounted by `config.urls`)."""

from django.urls import path

from events.feeds import atom, calendars, dates, one_event, rss

app_name = "events_feeds"

urlpatterns = [
    path("agenda.ics", calendars.agenda_ics, name="agenda"),
    path("tout.ics", calendars.everything_ics, name="everything"),
    path("seances.ics", calendars.sessions_ics, name="sessions"),
    path("seances.rss", rss.sessions_rss, name="sessions_rss"),
    path("agenda.atom", atom.agenda_atom, name="agenda_atom"),
    path("agenda.json", dates.agenda_json, name="agenda_json"),
    path("evenements/<int:event_id>.ics", one_event.event_ics, name="event"),
    path("evenements/<int:event_id>.jpg", one_event.event_jpg, name="picture"),
]
