"""A developer's machine: nothing to set, mails on the console, errors in full."""

from config.settings.base import *  # noqa: F403 (a settings module extends another)

DEBUG = True
SECRET_KEY = "dev-only-" + "0123456789abcdef" * 4
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
SMS_BACKEND = "console"
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
