"""The invented library's site, on which one sees the three forms without a partner."""

from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from threading import Thread
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import time_machine
from django.core.management import CommandError, call_command

from booking.tests.factories import NOW, make_organisation, make_series, make_session
from home.demo.partner_site.pages import NothingToShow, answers
from home.demo.partner_site.server import server

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def partners(settings) -> None:
    settings.PUBLIC_BASE_URL = "https://reseau.exemple"
    for slug, name in [("moulin", "Le Moulin"), ("colline", "La Colline")]:
        host = make_organisation(slug=slug, name=name)
        make_session(host=host, series=make_series(host=host), start=NOW + timedelta(days=1))


class Tags(HTMLParser):
    """Collects the addresses of links and frames, and the elements of ours."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "-" in tag:
            self.found.append((tag, given.get("partenaire") or ""))
        if tag == "iframe":
            self.found.append((tag, given["src"] or ""))


def test_it_shows_each_form_and_two_partners():
    pages = answers(slug="moulin", now=NOW)

    assert list(pages) == ["/", "/ancien/", "/site.css", "/ancien.css"]
    assert Tags(pages["/"].body.decode()).found == [
        ("iframe", "https://reseau.exemple/integration/calendrier/moulin/?vue=mois"),
        ("calendrier-seances", "moulin"),
        ("fiche-seance", ""),
        ("calendrier-seances", "colline"),
        ("carte-lieux", "moulin"),
    ]


def test_whoever_has_nothing_to_show_is_told_who_has():
    with pytest.raises(NothingToShow) as refused:
        answers(slug="inconnue", now=NOW)

    assert str(refused.value) == ("« inconnue » n'a pas de séance à venir. Organisations qui en ont : colline, moulin.")


def test_the_command_says_so_too():
    with (
        time_machine.travel(NOW + timedelta(days=30)),
        pytest.raises(CommandError, match="Organisations qui en ont : aucune"),
    ):
        call_command("partner_site")


@pytest.fixture
def library() -> Iterator[str]:
    http = server(answers(slug="", now=NOW), port=0)
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{http.server_port}"
    http.shutdown()
    http.server_close()
    thread.join()


def test_its_server_lets_in_our_script_and_our_frames_alone(library):
    with urlopen(f"{library}/?x=1") as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "La Colline" in answer.read().decode()

    assert policy == (
        "default-src 'none'; script-src https://reseau.exemple; frame-src https://reseau.exemple; "
        "style-src 'self' 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    with pytest.raises(HTTPError, match="404"):
        urlopen(f"{library}/admin/")
