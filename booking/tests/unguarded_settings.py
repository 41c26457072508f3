"""The tests' settings with the guard of bookings taken away."""

from config.settings.test import *  # noqa: F403 (a settings module extends another)
from config.settings.test import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "booking.tests.unguarded.Unguarded"]
