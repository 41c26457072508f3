"""`.env.example` is the operator's only list of variables: it must be whole, and tell the truth."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
READ = re.compile(
    r"""env\.(?:text|number|flag|words|networks|database)\(\s*"([A-Z_]+)"(?:,\s*(?:default=)?("[^"]*"|[\d_]+|\w+))?""",
)
SERVER = {"HOST", "WEB_WORKERS", "WEB_THREADS", "ACCESS_LOG", "GUNICORN_LOG_LEVEL"}
"""Read by gunicorn.conf.py, before any settings."""


def documented() -> dict[str, str]:
    """Return the variables of the file with the defaults that it tells."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_every_variable_is_documented_and_no_other() -> None:
    read = {
        name
        for module in (ROOT / "site" / "config" / "settings").glob("*.py")
        for name, _ in READ.findall(module.read_text())
    }
    assert set(documented()) == read | SERVER


def test_numbers_are_the_real_defaults() -> None:
    source = (ROOT / "site" / "config" / "settings" / "base.py").read_text()
    real = {name: int(default) for name, default in READ.findall(source) if re.fullmatch(r"[\d_]+", default)}
    assert len(real) > 10
    assert {name: int(documented()[name]) for name in real} == real
