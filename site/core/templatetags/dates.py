"""Days and hours said in French, for templates. Date-times given here are already local to the place."""

from datetime import date, datetime, time

from django import template

from core import dates

register = template.Library()


@register.filter
def day_words(day: date | datetime) -> str:
    """Return "mardi 3 mars 2026"."""
    return dates.day_words(day)


@register.filter
def short_day(day: date | datetime) -> str:
    """Return "mardi 3 mars", for what is near."""
    return dates.day_words(day, year=False)


@register.filter
def date_words(day: date | datetime) -> str:
    """Return "3 mars 2026", for what is past or far."""
    return dates.day_words(day, weekday=False)


@register.filter
def time_words(at: time | datetime) -> str:
    """Return "14 h 30"."""
    return dates.time_words(at)
