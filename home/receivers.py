"""What Wagtail announces, each handed to one service."""

from typing import Any

from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published

from home.services.page_texts import keep_page_text


@receiver(page_published)
def keep_what_is_searched(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Search what is published."""
    keep_page_text(instance)
