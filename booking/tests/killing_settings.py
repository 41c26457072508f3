"""The tests' settings with failpoints: a worker dies where it is told to."""

from config.settings.test import *  # noqa: F403 (a settings module extends another)
from config.settings.test import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "booking.tests.killing.Killing"]
