"""Tests: fast hashes, no files outside `var/test`, both databases by `DATABASE_URL`."""

from config.settings.base import *  # noqa: F403 (a settings module extends another)
from config.settings.base import STORAGES, VAR_DIR, env

SECRET_KEY = "tests-only-" + "0123456789abcdef" * 4
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
PUBLIC_BASE_URL = "http://testserver"
WAGTAILADMIN_BASE_URL = PUBLIC_BASE_URL
DATABASES = {"default": env.database("DATABASE_URL", VAR_DIR / "test" / "unused.sqlite3")}
MEDIA_ROOT = VAR_DIR / "test" / "media"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
BOOKINGS_PER_HOUR_PER_ADDRESS = 0
CODE_TRIES_PER_HOUR_PER_ADDRESS = 0
CONTACT_MESSAGES_PER_HOUR_PER_ADDRESS = 0
REPORTS_PER_HOUR_PER_ADDRESS = 0
LISTS_PER_HOUR_PER_ADDRESS = 0
AXES_ENABLED = False
FRAMING_ALLOWS_LOOPBACK = False  # browsers meet here what they meet in production
FRAME_VIEWS_EVERY = 0  # no thread of its own writes while a test runs
MAP_TILES_URL = ""  # a test that wants pictures brings a server of its own
