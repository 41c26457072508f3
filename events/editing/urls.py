"""The admin's own addresses of an event's dates."""

from django.urls import path

from events.editing.dates import DatesView
from events.editing.live import LiveView
from events.editing.split_view import SplitView

app_name = "events_editing"
urlpatterns = [
    path("dire/", LiveView.as_view(), name="live_new"),
    path("<int:page_id>/dire/", LiveView.as_view(), name="live"),
    path("<int:page_id>/dates/", DatesView.as_view(), name="dates"),
    path("<int:page_id>/a-partir-du/<str:day>/", SplitView.as_view(), name="split"),
]
