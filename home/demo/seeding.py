"""Loading the demonstration, once."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from core.models import User
from home.demo import accounts, organisations, pages, places, seen, sessions

Progress = Callable[[str], None]


class NotADemonstration(ImproperlyConfigured):
    """The demonstration's invented places and people have no business in this database."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            "Cette base n'est pas celle d'une démonstration : rien n'a été chargé. "
            "Utilisez DJANGO_SETTINGS_MODULE=config.settings.demo, ou « make demo »."
        )


def seed(*, now: datetime, progress: Progress) -> int:
    """
    Load what is not there yet, tell `progress` in French, and return how many things were made.

    :raises NotADemonstration: the settings are those of production, or the database is.
    """
    check_it_may_be_loaded()
    total = 0
    for words, load in [
        ("Partenaires", organisations.load),
        ("Points d'accueil et lieux partenaires", lambda: places.load(now=now)),
        ("Séances et réservations", lambda: sessions.load(now=now)),
        ("Pages, agenda et actualités", lambda: pages.load(now=now)),
        ("Affichages chez un partenaire", lambda: seen.load(now=now)),
        ("Comptes de l'équipe et des partenaires", lambda: accounts.load(now=now)),
    ]:
        with timed(words, progress) as done:
            made = load()
            done.append(f"{made} nouveaux" if made else "déjà là")
            total += made
    return total


def check_it_may_be_loaded() -> None:
    """
    Look at the database too: a server's own variables name it under any settings.

    :raises NotADemonstration: the settings are those of production, or somebody runs a site in this database.
    """
    if not (settings.DEMO or settings.DEBUG):
        raise NotADemonstration
    if User._meta.db_table not in connection.introspection.table_names():
        return  # nothing there yet
    someone_elses = User.objects.filter(is_superuser=True).exists()
    if someone_elses and not User.objects.filter(username__in=accounts.NOT_THE_FIRST).exists():
        raise NotADemonstration


@contextmanager
def timed(words: str, progress: Progress) -> Iterator[list[str]]:
    """Tell what was done, with the remarks put in the list, and how many seconds it took."""
    remarks: list[str] = []
    started = time.monotonic()
    yield remarks
    seconds = f"{time.monotonic() - started:.1f}".replace(".", ",")
    progress(f"  {words} : {' ; '.join([*remarks, f'{seconds} s'])}")
