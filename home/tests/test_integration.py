"""The page where a partner copies its code."""

import pytest

from booking.tests.factories import make_organisation, make_series
from home.tests.factories import make_home

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def library(settings):
    settings.PUBLIC_BASE_URL = "https://reseau.exemple"
    make_home()
    library = make_organisation(name='Bibliothèque "du Moulin"', slug="moulin")
    make_series(host=library)
    make_organisation(name="Sans séance", slug="sans-seance")
    return library


def test_it_offers_those_who_have_sessions(client, library):
    assert client.get("/integration/").context["hosts"] == [library]


def test_the_code_and_the_address_are_complete(client):
    response = client.get("/integration/?partenaire=moulin")

    assert response.context["frame_code"] == (
        '<iframe src="https://reseau.exemple/integration/calendrier/moulin/" '
        'title="Prochaines séances : Bibliothèque du Moulin" width="100%" height="640" loading="lazy"></iframe>'
    )
    assert response.context["calendar_address"] == "https://reseau.exemple/flux/seances.ics?partenaire=moulin"
    html = response.content.decode()
    assert '<iframe class="frame-preview" src="/integration/calendrier/moulin/"' in html
    assert client.get("/integration/calendrier/moulin/").status_code == 200


@pytest.mark.parametrize("asked", ["inconnue", "sans-seance", '"><script>', "\x00"])
def test_an_unknown_partner_gets_a_sentence(client, asked):
    response = client.get("/integration/", {"partenaire": asked})

    assert response.status_code == 200
    assert "trouvé cette organisation" in response.content.decode()
