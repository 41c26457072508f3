"""Production: everything secret or local comes from the environment, and a weak secret stops the start."""

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *  # noqa: F403 (a settings module extends another)
from config.settings.base import ALLOWED_HOSTS, PUBLIC_BASE_URL, SECRET_KEY, SILENCED_SYSTEM_CHECKS, env

ADDRESSES = {"DEFAULT_FROM_EMAIL": "d'où partent les messages", "CONTACT_EMAIL": "qui reçoit ceux du public"}
LONG_ENOUGH = 50  # characters, as Django's own check asks (security.W009)
if len(SECRET_KEY) < LONG_ENOUGH or len(set(SECRET_KEY)) < 5 or SECRET_KEY.startswith("django-insecure-"):
    raise ImproperlyConfigured(
        "SECRET_KEY manque ou est trop faible : il faut au moins 50 caractères pris au hasard. Pour en faire une : "
        'python3 -c "import secrets; print(secrets.token_urlsafe(60))" — puis la mettre dans l\'environnement.'
    )
if not env.text("PUBLIC_BASE_URL").startswith("https://"):
    raise ImproperlyConfigured(
        "PUBLIC_BASE_URL manque ou n'est pas en https : donnez l'adresse publique du site, "
        "par exemple https://www.exemple.fr"
    )
for name in ("DEFAULT_FROM_EMAIL", "CONTACT_EMAIL"):
    if not env.text(name):
        raise ImproperlyConfigured(
            f"{name} manque : donnez l'adresse électronique {ADDRESSES[name]}, par exemple bonjour@exemple.fr"
        )
if not env.text("ALLOWED_HOSTS"):
    ALLOWED_HOSTS = [PUBLIC_BASE_URL.removeprefix("https://").split("/")[0].split(":")[0]]

FRAMING_ALLOWS_LOOPBACK = False
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("HSTS_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = env.flag("HSTS_PRELOAD", default=False)
SILENCED_SYSTEM_CHECKS = [
    *SILENCED_SYSTEM_CHECKS,
    "security.W021",  # browsers' own lists are hard to leave: an operator joins them knowingly, or not at all
]
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"

if env.text("REDIS_URL"):
    CACHES = {"default": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": env.text("REDIS_URL")}}
