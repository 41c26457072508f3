"""The tests' own tools are tested too: a gate that never closes proves nothing."""

import smtplib
import urllib.request

import pytest
from django.core.mail import send_mail
from django.db import connection
from django.template import Context, Origin, Template, engines
from wagtail.models import Page, Site

from core.tests.fixtures import database, strictness

PAGE = """<!doctype html><html lang="fr"><head><title>Essai</title></head><body>{}</body></html>"""


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<p>Bonjour</p>", []),
        ('<script type="application/ld+json">{}</script>', []),
        ('<script src="/static/js/x.js"></script>', []),
        ("<script>alert(1)</script>", ["<script> without src"]),
        ('<p style="color:red">a</p>', ["<p style>"]),
        ("<style>p{}</style>", ["<style>"]),
        ('<a onclick="x()" href="/">a</a>', ["<a onclick>"]),
        ('<a href=" JavaScript:x()">a</a>', ["<a href=javascript:>"]),
        ('<p id="a"></p><p id="a"></p>', ['id="a" twice']),
        ("<p>{{ name }}</p>", ["leaked '{{ name }}</p></body></html>'"]),
        ("<p>{% if %}</p>", ["leaked '{% if %}</p></body></html>'"]),
    ],
)
def test_a_page_with_a_fault_is_refused(body: str, found: list[str]) -> None:
    assert strictness.faults(PAGE.format(body)) == found


def test_an_undefined_variable_is_refused_in_our_templates_only(settings) -> None:
    engine = engines["django"].engine
    source = "{{ missing|default:'-' }}{% if missing %}!{% endif %}"
    elsewhere = engine.from_string(source)
    ours = Template(source, origin=Origin(f"{settings.BASE_DIR}/templates/essai.html"), engine=engine)

    assert elsewhere.render(Context({})) == "-"
    with pytest.raises(strictness.UndefinedVariable, match=r"missing\|default"):
        ours.render(Context({}))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_commits_is_gone_and_what_migrations_left_is_back(turn: int) -> None:
    assert Page.objects.filter(depth=1).count() == 1
    assert Site.objects.filter(hostname=f"never-{3 - turn}.invalid").count() == 0
    Site.objects.create(hostname=f"never-{turn}.invalid", root_page=Page.objects.first())


@pytest.mark.django_db
def test_another_process_reaches_the_same_database() -> None:
    scheme = {"sqlite": "sqlite:////", "postgresql": "postgres://"}[connection.vendor]
    assert database.database_url().startswith(scheme)


@pytest.mark.django_db(transaction=True)
def test_the_real_server_answers_from_the_tests_database(live_site) -> None:
    with urllib.request.urlopen(f"{live_site.url}/livez", timeout=20) as answer:
        assert answer.status == 200


def test_the_mail_server_keeps_what_it_accepts_and_refuses_when_told(smtp_server) -> None:
    smtp_server.answers.append("451 4.3.0 Plus tard")
    with pytest.raises(smtplib.SMTPDataError, match="451"):
        send_mail("Refusé", "x", "a@exemple.invalid", ["b@exemple.invalid"])
    send_mail("Accepté", "Bonjour", "a@exemple.invalid", ["b@exemple.invalid"])

    assert [message["Subject"] for message in smtp_server.messages] == ["Accepté"]


@pytest.mark.browser
@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_the_browser_and_the_test_see_one_database(open_page, turn: int) -> None:
    page = open_page("/livez", width=360, javascript=False)
    assert page.viewport_size == {"width": 360, "height": 800}
    assert Page.objects.filter(depth=1).count() == 1


@pytest.mark.browser
def test_axe_finds_known_faults(open_page, axe, tmp_path) -> None:
    file = tmp_path / "page.html"
    file.write_text(PAGE.format('<main><h1>Essai</h1><img src="data:,"><p style="color:#ccc">Pâle</p></main>'))
    page = open_page(file.as_uri(), base_url="about:blank", complaints=True)
    assert sorted({line.split(":")[0] for line in axe(page)}) == ["color-contrast", "image-alt"]
