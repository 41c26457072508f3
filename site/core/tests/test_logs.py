"""Secrets stay out of logs, whoever writes them."""

import logging
import re
import runpy
from datetime import timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from gunicorn.config import Config
from gunicorn.glogging import Logger

from core.logs import HideSecrets, error_words, without_secrets

TOKEN = "hC3nq_Zs8-0Qe1hC3nq_Zs8-0Qe1hC3nq_Zs8-0Qe1x"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (f"Not Found: /rendez-vous/reservation/lien/{TOKEN}/", "Not Found: /rendez-vous/reservation/lien/…/"),
        (f"GET /en/rendez-vous/reservation/lien/{TOKEN}", "GET /en/rendez-vous/reservation/lien/…"),
        (f"Not Found: /r/{TOKEN}", "Not Found: /r/…"),
        (f"https://exemple.invalid/r/{TOKEN}?a=1", "https://exemple.invalid/r/…?a=1"),
        ("/partenaires/r/liste", "/partenaires/r/liste"),
        (f"/flux/mediateur/{TOKEN}.ics?x=1", "/flux/mediateur/…?x=1"),
        (f"Not Found: /invitation/{TOKEN}/", "Not Found: /invitation/…/"),
        (f"Not Found: /flux/organisation/{TOKEN}.ics", "Not Found: /flux/organisation/…"),
        ("/rendez-vous/reservation/annuler/", "/rendez-vous/reservation/annuler/"),
        ("550 <zoe.petit@exemple.invalid>: inconnue", "550 <…>: inconnue"),
        ("to +33639980012 or 06 39 98 00 12 or 06.39.98.00.12 or 0033 6 39 98 00 12", "to … or … or … or …"),
        ("refusée\nDETAIL: Failing row contains (1, Zoé, Petit).", "refusée\nDETAIL: …"),
        ("2026-03-02 09:00:00,754 took 12345678901 ms, booking:12, 192.0.2.10", None),
    ],
)
def test_what_is_logged_holds_no_secret_and_reaches_nobody(said: str, kept: str | None) -> None:
    assert without_secrets(said) == (said if kept is None else kept)


def test_an_error_is_logged_without_what_it_repeats() -> None:
    logger, written = logging.getLogger("core.tests.errors"), StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(HideSecrets())
    logger.addHandler(handler)
    error = ValueError("Key (phone)=(+33639980012)\nDETAIL: Failing row contains (Zoé, Petit).")
    try:
        raise error
    except ValueError:
        logger.exception("Job %s failed", "oubli")
    logger.removeHandler(handler)
    assert error_words(error) == "ValueError: Key (phone)=(…)"
    assert "Key (phone)=(…)" in written.getvalue()
    assert [word for word in ("Zoé", "33639980012") if word in written.getvalue()] == []


@pytest.mark.django_db
def test_a_link_that_does_not_work_is_logged_without_its_secret(client, caplog) -> None:
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["secrets"]
    caplog.handler.addFilter(HideSecrets())
    assert client.get(f"/rendez-vous/reservation/lien/{TOKEN}/").status_code == 404
    assert TOKEN not in "".join(record.getMessage() for record in caplog.records)
    assert caplog.records[-1].getMessage() == "Not Found: /rendez-vous/reservation/lien/…/"


def test_the_web_server_logs_no_secret_either() -> None:
    conf = runpy.run_path(str(Path(settings.BASE_DIR) / "gunicorn.conf.py"))
    conf["on_starting"](None)
    for name in ("gunicorn.access", "gunicorn.error"):
        logger = logging.getLogger(name)
        (hide,) = [one for one in logger.filters if isinstance(one, HideSecrets)]
        atoms = {"U": f"/rendez-vous/reservation/lien/{TOKEN}"}
        record = logger.makeRecord(name, logging.INFO, "", 0, "%(U)s", (atoms,), None)
        assert hide.filter(record)
        assert record.getMessage() == "/rendez-vous/reservation/lien/…"
        logger.removeFilter(hide)


def test_the_web_server_logs_no_position_and_no_page_that_one_comes_from() -> None:
    conf = runpy.run_path(str(Path(settings.BASE_DIR) / "gunicorn.conf.py"))
    address, where = "/points-accueil/", "lat=45.188&lon=5.724"
    headers = [("REFERER", f"https://www.exemple.fr{address}?{where}")]
    request: Any = SimpleNamespace(headers=headers)
    response: Any = SimpleNamespace(status="200 OK", sent=1, headers=[])
    environ = {
        "REQUEST_METHOD": "GET", "RAW_URI": f"{address}?{where}", "PATH_INFO": address, "QUERY_STRING": where,
        "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "192.0.2.1", "HTTP_REFERER": headers[0][1],
    }  # fmt: skip
    atoms = Logger(Config()).atoms(response, request, environ, timedelta(seconds=1))
    assert where in atoms["q"]
    assert where in atoms["f"]
    line = conf["access_log_format"] % atoms
    assert f'"GET {address}" 200' in line
    assert "45.188" not in line


def test_the_server_in_front_logs_addresses_without_their_query() -> None:
    conf = (Path(settings.BASE_DIR) / "deploy" / "nginx" / "site.conf").read_text()
    kept = {"remote_addr", "time_iso8601", "request_method", "logged_uri", "status", "body_bytes_sent", "request_time"}
    ((format_, variables),) = re.findall(r"log_format (\w+) '([^']*)'", conf)
    assert set(re.findall(r"\$\{?(\w+)", variables)) == kept
    assert re.findall(r"map (\S+) \$logged_uri", conf) == ["$uri"]  # nginx's $uri is without the query
    servers = conf.split("\nserver {")[1:]
    assert [re.findall(r"access_log \S+ ?(\w*);", server) for server in servers] == [[format_]] * len(servers)
    # A request that goes wrong is repeated whole in the other log, below this level.
    assert re.findall(r"error_log +\S+ +(\w+);", conf) == ["crit"]
