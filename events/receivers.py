"""What Wagtail announces, each handed to one service. Scheduled publishing announces itself the same way."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move, published, unpublished

from events.external import following
from events.models import AgendaPage, EventPage
from events.services import occurrences as services
from locations.models import Location


@receiver(page_published, sender=EventPage)
def on_published(instance: EventPage, **kwargs: Any) -> None:
    """Rebuild the dates of what was published."""
    services.announce(instance, now=timezone.now())


@receiver(page_unpublished, sender=EventPage)
def on_unpublished(instance: EventPage, **kwargs: Any) -> None:
    """Take out the dates of what is no longer published."""
    services.withdraw(instance)


@receiver(post_page_move, sender=EventPage)
def on_moved(instance: EventPage, **kwargs: Any) -> None:
    """Tell calendars the page's new address."""
    services.announce(instance, now=timezone.now())


@receiver(page_slug_changed, sender=AgendaPage)
def on_agenda_renamed(**kwargs: Any) -> None:
    """Tell calendars the new addresses of all pages below."""
    services.rebuild_all(now=timezone.now())


@receiver([published, unpublished], sender=Location)
def on_place_published(instance: Location, **kwargs: Any) -> None:
    """Tell calendars what changed at the place."""
    now = timezone.now()
    services.rebuild_location(instance.pk, now=now)
    following.touch_place(instance.pk, now=now)
