"""What the public reads of the register, on the page of personal data and in a spreadsheet."""

import csv
from io import StringIO

import pytest
from django.conf import settings as project

from core.register import register
from home.tests.factories import make_content

pytestmark = pytest.mark.django_db

RETENTION = [name for name in dir(project) if name.endswith("_RETENTION_DAYS")]


def test_the_page_says_what_is_kept_for_how_long_and_what_one_may_ask(client, settings) -> None:
    for number, name in enumerate(RETENTION):
        setattr(settings, name, 700 + number)
    make_content(
        slug="donnees-personnelles",
        body=[("prose", "<p>Le mot de l'équipe.</p>"), ("retention", None), ("prose", "<p>Et la suite.</p>")],
    )
    page = client.get("/donnees-personnelles/").content.decode()

    assert page.index("Le mot de l'équipe.") < page.index("Ce que nous gardons") < page.index("Et la suite.")
    assert [name for number, name in enumerate(RETENTION) if f"{700 + number} jours" not in page] == []
    assert [one.name for one in register() if one.name.replace("'", "&#x27;") not in page.replace("\xa0", " ")] == []
    for address in ("/rendez-vous/reservation/", "/contact/", "https://www.cnil.fr/fr/plaintes"):
        assert f'<a href="{address}"' in page
    assert '<a href="/donnees-personnelles/registre.csv">' in page


def test_a_duration_without_end_is_said(client, settings) -> None:
    settings.IDENTITY_RETENTION_DAYS = 0
    make_content(slug="donnees-personnelles", body=[("retention", None)])
    assert "<dd>Sans limite de durée</dd>" in client.get("/donnees-personnelles/").content.decode()


def test_the_register_opens_in_a_french_spreadsheet(client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        response = client.get("/donnees-personnelles/registre.csv")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "registre-des-traitements.csv" in response.headers["Content-Disposition"]
    assert response.content.startswith("\ufeff".encode())
    headings, *rows = csv.reader(StringIO(response.content.decode("utf-8-sig")), delimiter=";")
    assert headings[0] == "Traitement"
    assert [row[0] for row in rows] == [one.name for one in register()]
    assert {len(row) for row in rows} == {len(headings)} == {8}
    assert all(cell for row in rows for cell in row)
    assert client.post("/donnees-personnelles/registre.csv").status_code == 405
