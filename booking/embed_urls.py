"""Addresses of this part (mounted by `config.urls`)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
