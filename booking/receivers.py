"""What other apps announce, each handed to one service."""

from typing import Any

from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver
from django.utils import timezone
from wagtail.signals import published, unpublished

from booking.models import Session
from booking.services.sessions import touch
from booking.services.webhooks import tell_gone
from locations.models import Location, Organisation


@receiver([published, unpublished], sender=Location)
def place_changed(sender: type[Location], instance: Location, **kwargs: Any) -> None:
    """A place's name and address stand in its sessions' entries."""
    touch(Session.objects.filter(location=instance), now=timezone.now())


@receiver(post_save, sender=Organisation)
def host_changed(sender: type[Organisation], instance: Organisation, created: bool, **kwargs: Any) -> None:
    """A host's name stands on its sessions' pages."""
    if not created:
        touch(Session.objects.filter(host=instance), now=timezone.now())


@receiver(pre_delete, sender=Session)
def session_goes(sender: type[Session], instance: Session, **kwargs: Any) -> None:
    """Nobody had booked it, but partners' programs may know of it."""
    tell_gone(instance, now=timezone.now())
