"""Secrets stay out of logs, whoever writes them."""

import logging
import runpy
from pathlib import Path

import pytest
from django.conf import settings

from core.logs import HideSecrets, without_secrets

TOKEN = "hC3nq_Zs8-0Qe1"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (f"Not Found: /rendez-vous/reservation/lien/{TOKEN}/", "Not Found: /rendez-vous/reservation/lien/…/"),
        (f"GET /en/rendez-vous/reservation/lien/{TOKEN}", "GET /en/rendez-vous/reservation/lien/…"),
        (f"/flux/mediateur/{TOKEN}.ics?x=1", "/flux/mediateur/…?x=1"),
        ("/rendez-vous/reservation/annuler/", "/rendez-vous/reservation/annuler/"),
    ],
)
def test_an_address_is_logged_without_its_secret(said: str, kept: str) -> None:
    assert without_secrets(said) == kept


@pytest.mark.django_db
def test_a_link_that_does_not_work_is_logged_without_its_secret(client, caplog) -> None:
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["secrets"]
    caplog.handler.addFilter(HideSecrets())
    assert client.get(f"/rendez-vous/reservation/lien/{TOKEN}/").status_code == 404
    assert [record.getMessage() for record in caplog.records] == ["Not Found: /rendez-vous/reservation/lien/…/"]


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
