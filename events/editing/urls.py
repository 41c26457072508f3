"""The admin's own addresses of an event's dates."""

from django.urls import path

from events.editing.live import LiveView

app_name = "events_editing"
urlpatterns = [
    path("dire/", LiveView.as_view(), name="live_new"),
    path("<int:page_id>/dire/", LiveView.as_view(), name="live"),
]
