"""An empty database beside the one of the settings, for a command that measures or breaks things."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql


@contextmanager
def own_database() -> Iterator[str]:
    """
    Make an empty database beside the one of the settings, use it here, and drop it at the end; yields its address.

    On PostgreSQL, the database of the settings is only used to give orders from.
    """
    folder = Path(tempfile.mkdtemp(prefix="load-"))
    facts = connection.settings_dict
    former = facts["NAME"]
    try:
        if connection.vendor == "sqlite":
            _use(str(folder / "site.sqlite3"))
            address = f"sqlite:///{facts['NAME']}"
        else:
            name = f"load_{os.getpid()}"
            _order(sql.SQL("CREATE DATABASE {}"), name)
            _use(name)
            password = quote(facts["PASSWORD"], safe="")
            address = f"postgres://{facts['USER']}:{password}@{facts['HOST']}:{facts['PORT']}/{name}"
        call_command("migrate", verbosity=0, interactive=False)
        yield address
    finally:
        name = facts["NAME"]
        _use(former)
        if connection.vendor != "sqlite":
            _order(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)"), name)
        shutil.rmtree(folder)


def _use(name: str) -> None:
    """Point Django at another database, for every thread's next connection."""
    connections.close_all()
    connection.settings_dict["NAME"] = name


def _order(order: sql.SQL, name: str) -> None:
    facts = connection.settings_dict
    with psycopg.connect(
        dbname="postgres",
        user=facts["USER"],
        password=facts["PASSWORD"],
        host=facts["HOST"],
        port=facts["PORT"],
        autocommit=True,
    ) as line:
        line.execute(order.format(sql.Identifier(name)))
