"""Settings, each started for real in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SECRET = "k9-Zq2_" * 9
GOOD = {
    "SECRET_KEY": SECRET,
    "PUBLIC_BASE_URL": "https://www.exemple.fr",
    "DEFAULT_FROM_EMAIL": "ne-pas-repondre@exemple.fr",
    "CONTACT_EMAIL": "bonjour@exemple.fr",
}


def start(module: str, variables: dict[str, str], show: str = "''") -> subprocess.CompletedProcess[str]:
    """Load these settings and print an expression of them."""
    code = f"from django.conf import settings; settings.DEBUG; print({show})"
    return subprocess.run(
        [sys.executable, "-c", code],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}",
            "DJANGO_SETTINGS_MODULE": f"config.settings.{module}",
            **variables,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("secret", ["", "trop-court", "a" * 80, "django-insecure-" + SECRET])
def test_production_refuses_a_missing_or_weak_secret(secret: str) -> None:
    done = start("production", {**GOOD, "SECRET_KEY": secret})
    assert done.returncode == 1
    assert "SECRET_KEY manque ou est trop faible" in done.stderr


@pytest.mark.parametrize("address", ["", "http://www.exemple.fr"])
def test_production_refuses_an_address_without_https(address: str) -> None:
    done = start("production", {**GOOD, "PUBLIC_BASE_URL": address})
    assert done.returncode == 1
    assert "PUBLIC_BASE_URL manque ou n'est pas en https" in done.stderr


@pytest.mark.parametrize("name", ["DEFAULT_FROM_EMAIL", "CONTACT_EMAIL"])
def test_production_refuses_to_write_from_or_to_nobody(name: str) -> None:
    done = start("production", {**GOOD, name: ""})
    assert done.returncode == 1
    assert f"{name} manque" in done.stderr


def test_production_starts_with_all_and_serves_its_own_host_only() -> None:
    shown = "settings.DEBUG, settings.ALLOWED_HOSTS, settings.FRAMING_ALLOWS_LOOPBACK, settings.SESSION_COOKIE_SECURE"
    done = start("production", GOOD, shown)
    assert done.stdout.strip() == "False ['www.exemple.fr'] False True", done.stderr


@pytest.mark.parametrize("module", ["dev", "demo"])
def test_development_and_demonstration_need_no_variable(module: str) -> None:
    assert start(module, {}, "settings.PUBLIC_BASE_URL").stdout.strip() == "http://127.0.0.1:8000"


def test_a_variable_set_to_nothing_is_one_that_is_not_set() -> None:
    shown = "settings.ALLOWED_HOSTS, settings.EMAIL_HOST"
    assert start("demo", {"ALLOWED_HOSTS": "", "EMAIL_HOST": " "}, shown).stdout.strip() == (
        "['127.0.0.1', 'localhost'] 127.0.0.1"
    )


def test_a_login_is_slowed_down_by_the_visitors_address_and_none_is_kept() -> None:
    shown = "settings.AXES_CLIENT_IP_CALLABLE, settings.AXES_DISABLE_ACCESS_LOG"
    assert start("production", GOOD, shown).stdout.strip() == "core.throttle.client_address True"


def test_the_public_address_follows_the_port() -> None:
    assert start("demo", {"PORT": "8765"}, "settings.PUBLIC_BASE_URL").stdout.strip() == "http://127.0.0.1:8765"


def test_a_number_that_is_none_is_refused_by_name() -> None:
    done = start("dev", {"BOOKINGS_PER_HOUR_PER_ADDRESS": "beaucoup"})
    assert done.returncode == 1
    assert "BOOKINGS_PER_HOUR_PER_ADDRESS doit être un nombre entier (0 ou plus), pas « beaucoup »." in done.stderr


def test_a_proxy_that_is_no_address_is_refused_at_the_start() -> None:
    assert start("production", {**GOOD, "TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8,::1"}).returncode == 0
    done = start("production", {**GOOD, "TRUSTED_PROXIES": "127.0.0.1,nginx"})
    assert "TRUSTED_PROXIES doit être une liste d'adresses comme 127.0.0.1 ou 10.0.0.0/8, pas « nginx »." in done.stderr


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite:////srv/site/base.sqlite3", "('django.db.backends.sqlite3', '/srv/site/base.sqlite3', '')"),
        ("postgres://site:p%40ss@127.0.0.1:5433/aide", "('django.db.backends.postgresql', 'aide', 'p@ss')"),
    ],
)
def test_the_database_is_named_by_an_address(url: str, shown: str) -> None:
    database = "settings.DATABASES['default']"
    values = f"{database}['ENGINE'], {database}['NAME'], {database}.get('PASSWORD', '')"
    done = start("dev", {"DATABASE_URL": url}, f"({values})")
    assert done.stdout.strip() == shown, done.stderr


def test_another_database_is_refused_in_words() -> None:
    done = start("dev", {"DATABASE_URL": "mysql://x/y"})
    assert "DATABASE_URL doit commencer par sqlite:// ou postgres://, pas par « mysql »." in done.stderr
