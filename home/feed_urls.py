"""Addresses of this part (mounted by `config.urls`)."""

from django.urls import path

from home.feeds import news_feed

app_name = "home_feeds"
urlpatterns = [path("actualites.atom", news_feed, name="news")]
