"""Addresses below `/points-accueil/` (mounted by `config.urls`, before the pages of the tree; the finder is one)."""

from django.urls import path

from locations import views

app_name = "locations"

urlpatterns = [
    # Before the places' own: `services.completion.RESERVED_SLUGS` keeps places from taking these.
    path("feuille/", views.sheet, name="sheet"),
    path("envoyer/", views.send, name="send"),
    path("<slug:slug>/signaler/", views.report, name="report"),
    path("<slug:slug>/", views.place, name="place"),
]
