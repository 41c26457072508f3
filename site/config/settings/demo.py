"""The demonstration: as production but for plain http, no throttle by address, mails on the console."""

from config.settings.base import *  # noqa: F403 (a settings module extends another)
from config.settings.base import STORAGES, VAR_DIR, env

DEMO = True
SECRET_KEY = "demonstration-only-" + "fedcba9876543210" * 4
DATABASES = {"default": env.database("DATABASE_URL", VAR_DIR / "demo.sqlite3")}
MEDIA_ROOT = VAR_DIR / "demo-media"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "core.storage.QuickStaticStorage"}}
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
SMS_BACKEND = "console"
BOOKINGS_PER_HOUR_PER_ADDRESS = 0
CODE_TRIES_PER_HOUR_PER_ADDRESS = 0
CONTACT_MESSAGES_PER_HOUR_PER_ADDRESS = 0
REPORTS_PER_HOUR_PER_ADDRESS = 0
LISTS_PER_HOUR_PER_ADDRESS = 0
AXES_ENABLED = False
FRAMING_ALLOWS_LOOPBACK = env.flag("FRAMING_ALLOWS_LOOPBACK", default=True)  # 0: refuse what production refuses
