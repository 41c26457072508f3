"""All that the site forgets, in one list: the night's job, `manage.py purge` and its dry run read the same rules."""

from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Model, Q, QuerySet
from wagtail.admin.models import FormState
from wagtail.models import ModelLogEntry, PageLogEntry

from booking.services import erased
from booking.services import forgetting as booking
from booking.services.privacy import AFTER_A_RESTORE
from core.forgetting import Due, Rule, count_due, days_before, purge
from core.models import Purge, User
from core.throttle import old_counts
from events.external import following as calendars
from locations.services import datasets, invitations, reporting
from outbox.services import upkeep as outbox

A_DAY_OR_TWO = timedelta(days=2)
"""How long what was typed and not saved, and who tried to sign in, can matter."""


def _ended_sessions(now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=now)


def _acts(model: type[Model]) -> Due:
    """Return the old entries of a log of what staff did."""

    def old(now: datetime) -> QuerySet[Model]:
        before = days_before(now, settings.STAFF_LOG_RETENTION_DAYS)
        return model._default_manager.filter(timestamp__lt=before) if before else model._default_manager.none()

    return old


def _older(model: type[Model], field: str) -> Due:
    """Return the rows whose moment is a day or two ago."""
    return lambda now: model._default_manager.filter(**{f"{field}__lt": now - A_DAY_OR_TWO})


def _closed_accounts(now: datetime) -> QuerySet[User]:
    """Return the accounts of who left: they let nobody in, hold no session, and have not been used for as long."""
    before = days_before(now, settings.STAFF_LOG_RETENTION_DAYS)
    if before is None:
        return User.objects.none()
    unused = Q(last_login__lt=before) | Q(last_login=None)
    opens_nothing = {"groups": None, "user_permissions": None, "memberships": None}
    holds_nothing = {"sessions_facilitated": None, "series_facilitated": None}
    accounts = User.objects.filter(unused, is_superuser=False, is_staff=False, date_joined__lt=before)
    return accounts.filter(**opens_nothing, **holds_nothing)


RULES = (
    AFTER_A_RESTORE,
    *outbox.RULES,  # before bookings, which take what is left with them: each is counted under its own name
    *booking.RULES,
    *reporting.RULES,
    *datasets.RULES,
    *invitations.RULES,
    *calendars.RULES,
    Rule("Compteurs d'adresses", old_counts),
    Rule("Connexions terminées", _ended_sessions),
    Rule("Essais de connexion", _older(AccessAttempt, "attempt_time")),
    Rule("Essais de connexion refusés", _older(AccessFailureLog, "attempt_time")),
    Rule("Connexions notées", _older(AccessLog, "attempt_time")),
    Rule("Comptes qui n'ouvrent plus rien", _closed_accounts),
    Rule("Saisies non enregistrées", _older(FormState, "last_updated_at")),
    Rule("Journal de l'équipe : pages", _acts(PageLogEntry)),
    Rule("Journal de l'équipe : le reste", _acts(ModelLogEntry)),
)


def forget(*, now: datetime, because: str = Purge.Because.NIGHT) -> Purge:
    """Forget all that is due, and return the proof."""
    proof = purge(RULES, because=because, now=now)
    erased.keep(now=now)
    return proof


def due(*, now: datetime) -> dict[str, int]:
    """Return what `forget` would do now, by name and number; nothing is written."""
    return count_due(RULES, now=now)
