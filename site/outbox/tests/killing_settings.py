"""The tests' settings with failpoints: a sender dies where it is told to."""

from config.settings.test import *  # noqa: F403 (a settings module extends another)
from config.settings.test import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "outbox.tests.killing.Killing"]
