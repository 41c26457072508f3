"""Whose clock a time is of."""

from django.conf import settings
from django.utils.translation import gettext as _

from core.choices import Zone


def zone_words(zone: str) -> str:
    """Return whose clock the hours are of, "heure de La Réunion"; "" for the site's own."""
    if zone == settings.TIME_ZONE or zone not in Zone.values:
        return ""
    return _("heure de %s") % Zone(zone).label
