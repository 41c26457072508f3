"""What Django announces, each handed to one service."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from core.services import sync_site


@receiver(post_migrate)
def keep_site_right(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """After a migration, make Wagtail's Site say the public address."""
    if sender.name == "core" and using == "default":
        sync_site()
