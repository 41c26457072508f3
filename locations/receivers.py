"""What Wagtail announces about places: also on scheduled publishing, unlike its hooks."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from wagtail.signals import published, unpublished

from locations.models import Location
from locations.services.hours import recompute_intervals


@receiver([published, unpublished], sender=Location)
def recompute_hours(sender: type[Location], instance: Location, **kwargs: Any) -> None:
    """Keep the table of open intervals true to what is published; who announces ``many`` places has seen to it."""
    if not kwargs.get("many"):
        recompute_intervals([instance.pk], now=timezone.now())
