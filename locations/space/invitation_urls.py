"""Where a mailed invitation leads (mounted at /invitation/ by `config.urls`)."""

from django.urls import path

from locations.space import invitation_page

app_name = "invitation"

urlpatterns = [
    path("", invitation_page.answer, name="page"),
    path("<str:token>/", invitation_page.link, name="link"),
]
