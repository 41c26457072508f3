"""The short address of a booking's link, for an SMS (mounted at /r/ by `config.urls`)."""

from django.urls import path

from booking.views.reservation import finding

urlpatterns = [path("<str:token>", finding.link, name="short_link")]
