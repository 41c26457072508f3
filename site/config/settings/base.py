"""What every environment shares. Each value that an operator may change is read from a variable of `.env.example`."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.conf.global_settings import LANGUAGES as DJANGO_LANGUAGES

from config.settings import env

BASE_DIR = Path(__file__).resolve().parents[3]
VAR_DIR = Path(env.text("VAR_DIR") or BASE_DIR / "var")
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = False
DEMO = False
SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost")

# Every absolute link (mails, feeds, QR codes, sitemaps) starts with this, never with what a request claims.
PORT = env.number("PORT", 8000)
PUBLIC_BASE_URL = (env.text("PUBLIC_BASE_URL") or f"http://127.0.0.1:{PORT}").rstrip("/")
SITE_NAME = "Emmaüs Connect"

INSTALLED_APPS = [
    # From the lowest up: an app's models load its pages, which use the models of the apps below.
    "core",
    "outbox",
    "locations",
    "booking",
    "events",
    "home",
    "recurrence",
    "csp",
    "axes",
    "js_lib_leaflet",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.routable_page",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "locations.framing.kept.KeptFramesMiddleware",  # before all that costs
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.middleware.OpenDataMiddleware",
    "core.middleware.AnswerHeadersMiddleware",
    "core.middleware.FramingMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "core.middleware.PathLanguageMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "locations.ownership.doors.PartnersDoors",
    "django.contrib.messages.middleware.MessageMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "core.context_processors.site",
            ],
        },
    },
]

DATABASES = {"default": env.database("DATABASE_URL", VAR_DIR / "site.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AXES_FAILURE_LIMIT = env.number("LOGIN_FAILURES", 5)
AXES_ENABLED = AXES_FAILURE_LIMIT > 0
AXES_VERBOSE = False
AXES_COOLOFF_TIME = 0.25  # hours: nobody is shut out for good
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# Behind nginx every request comes from 127.0.0.1: five wrong passwords of anybody would shut everybody out.
AXES_CLIENT_IP_CALLABLE = "core.throttle.client_address"
AXES_DISABLE_ACCESS_LOG = True  # who signed in from where would be kept for ever

# French everywhere; another language stands under its own prefix once its pages exist, and is never guessed from
# a cookie or a header.
LANGUAGE_CODE = "fr"
PUBLIC_LANGUAGES = ["fr", *(code for code in env.words("OTHER_LANGUAGES") if code != "fr")]
LANGUAGES = [("fr", "Français"), *((code, name) for code, name in DJANGO_LANGUAGES if code in PUBLIC_LANGUAGES[1:])]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "core.storage.StaticStorage"},
}

# Nothing on a public page comes from elsewhere, and nothing runs inline. The admin of Wagtail cannot live under that
# policy (its editor has inline scripts), so `core.middleware` relaxes it below the admin's prefix only.
ADMIN_PREFIX = "/admin/"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
# Pictures of the map, asked for once a person wants it: `core.middleware.allow_map_tiles` opens the policy to their
# origin on the pages that have a map, and nowhere else.
MAP_TILES_URL = env.tile_template(
    env.text(
        "MAP_TILES_URL",
        "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2"
        "&STYLE=normal&TILEMATRIXSET=PM&FORMAT=image/png&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}",
    )
)
MAP_TILES_ATTRIBUTION = env.text("MAP_TILES_ATTRIBUTION", "© IGN")
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600  # seconds
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "core.views.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # bytes
FRAMING_ALLOWS_LOOPBACK = True  # partners' pages on 127.0.0.1 and localhost, to try; never in production
FRAME_VIEWS_EVERY = 60  # seconds between two writings of what was counted; 0: only when a process ends

WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = PUBLIC_BASE_URL
WAGTAILIMAGES_IMAGE_MODEL = "core.Image"
WAGTAILDOCS_DOCUMENT_MODEL = "core.Document"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024  # bytes
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "xlsx"]
WAGTAILADMIN_USER_LOGIN_FORM = "core.login.LoginForm"
WAGTAILADMIN_PERMITTED_LANGUAGES = [("fr", "Français")]
# The clocks of France: the machine's own list holds names that browsers refuse.
WAGTAIL_USER_TIME_ZONES = [
    "Europe/Paris", "America/Guadeloupe", "America/Martinique", "America/Cayenne", "Indian/Reunion",
    "Indian/Mayotte", "America/Miquelon", "Pacific/Noumea", "Pacific/Tahiti", "Pacific/Wallis",
]  # fmt: skip
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAIL_TIME_FORMAT = "%H:%M"
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
# Wagtail 8.0 sends the form again by itself just after « Approuver », whose hidden field it takes for something typed:
# the page that was published a moment before is saved as a draft.
WAGTAIL_AUTOSAVE_INTERVAL = 0
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "core.search_backend"}}
# Both would call other people's servers from the admin.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []

# The package stores rules only; local times and zones are fields of ours.
RECURRENCE_USE_TZ = False

EMAIL_BACKEND = "outbox.channels.smtp.PatientBackend"
EMAIL_HOST = env.text("EMAIL_HOST", "127.0.0.1")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "ne-pas-repondre@exemple.invalid")
CONTACT_EMAIL = env.text("CONTACT_EMAIL", "contact@exemple.invalid")
HELP_PHONE = env.text("HELP_PHONE", "+33180059880")

# Throttles: how many, 0 turns one off.
BOOKINGS_PER_HOUR_PER_ADDRESS = env.number("BOOKINGS_PER_HOUR_PER_ADDRESS", 60)
CODE_TRIES_PER_HOUR_PER_ADDRESS = env.number("CODE_TRIES_PER_HOUR_PER_ADDRESS", 20)
CONTACT_MESSAGES_PER_HOUR_PER_ADDRESS = env.number("CONTACT_MESSAGES_PER_HOUR_PER_ADDRESS", 5)
REPORTS_PER_HOUR_PER_ADDRESS = env.number("REPORTS_PER_HOUR_PER_ADDRESS", 5)
LISTS_PER_HOUR_PER_ADDRESS = env.number("LISTS_PER_HOUR_PER_ADDRESS", 10)
LISTS_PER_DAY_PER_RECIPIENT = env.number("LISTS_PER_DAY_PER_RECIPIENT", 3)
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")

# Outbox: how many messages a round takes, how long one may stay in flight, how long a failed one is tried again.
OUTBOX_BATCH = env.number("OUTBOX_BATCH", 50)
OUTBOX_IN_FLIGHT_MINUTES = env.number("OUTBOX_IN_FLIGHT_MINUTES", 10)
OUTBOX_GIVE_UP_HOURS = env.number("OUTBOX_GIVE_UP_HOURS", 192)
OUTBOX_FALL_BACK_MINUTES = env.number("OUTBOX_FALL_BACK_MINUTES", 30)

# SMS: "ovh", "console" (they are printed), or nothing, and none is sent. At most so many a day (0: no limit).
SMS_BACKEND = env.text("SMS_BACKEND")
SMS_PER_DAY = env.number("SMS_PER_DAY", 0)
SMS_ACCOUNT = env.text("SMS_ACCOUNT")
SMS_SENDER = env.text("SMS_SENDER")
OVH_ENDPOINT = env.text("OVH_ENDPOINT", "ovh-eu")
OVH_APPLICATION_KEY = env.text("OVH_APPLICATION_KEY")
OVH_APPLICATION_SECRET = env.text("OVH_APPLICATION_SECRET")
OVH_CONSUMER_KEY = env.text("OVH_CONSUMER_KEY")

# Retention, in days; 0 keeps for ever.
IDENTITY_RETENTION_DAYS = env.number("IDENTITY_RETENTION_DAYS", 90)
FREE_TEXT_RETENTION_DAYS = env.number("FREE_TEXT_RETENTION_DAYS", 30)
MESSAGE_RETENTION_DAYS = env.number("MESSAGE_RETENTION_DAYS", 30)
REPORT_RETENTION_DAYS = env.number("REPORT_RETENTION_DAYS", 90)
STAFF_LOG_RETENTION_DAYS = env.number("STAFF_LOG_RETENTION_DAYS", 365)
# Who asked to be forgotten, by number: read again after a restore, so it lies outside the database.
ERASURE_JOURNAL = env.text("ERASURE_JOURNAL")

# Horizons, in days: how far ahead sessions are made and occurrences kept.
SESSION_HORIZON_DAYS = env.number("SESSION_HORIZON_DAYS", 183)
OCCURRENCE_HORIZON_DAYS = env.number("OCCURRENCE_HORIZON_DAYS", 549)
OLD_FACTS_DAYS = env.number("OLD_FACTS_DAYS", 365)

# SIRET or RNA of who publishes the open data: it stands in the files' names, as the national standard recommends.
OPEN_DATA_PRODUCER = env.text("OPEN_DATA_PRODUCER")

# Outside calls (core/outbound.py). Only tests reach this machine itself, and no variable lets another do it.
OUTBOUND_PERMITS_LOOPBACK = False
# Where street addresses are looked up; nothing turns it off.
GEOCODER_URL = env.text("GEOCODER_URL")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"secrets": {"()": "core.logs.HideSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO").upper()},
    "loggers": {"django_tasks": {"level": "WARNING"}},  # Wagtail's own upkeep, several lines a page saved
}
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # framing is decided for each address by `frame-ancestors`, which older X-Frame-Options can't say
]
