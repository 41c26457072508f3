"""Who comes from a partner's site: the partner is kept to the end, and the way back stays open."""

import pytest
import time_machine

from booking.models import Booking
from booking.tests.factories import NOW, make_organisation, make_session
from booking.via import WayBack, way_back

pytestmark = pytest.mark.django_db
FORM = {"first_name": "Ada", "phone": "06 39 98 12 34", "party_size": "1", "idempotency_key": "essai-essai-essai"}
BACK = "Retour au site de Le Moulin"


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def moulin():
    return make_organisation(slug="moulin", name="Le Moulin", website="https://www.moulin.exemple/")


def test_from_the_frame_to_the_booking_and_back(client, moulin):
    session = make_session(host=moulin)
    address = f"/rendez-vous/{session.pk}/?via=moulin"
    assert f'href="{address}"' in client.get("/integration/calendrier/moulin/").content.decode()

    page = client.get(address)
    assert page.context["way_back"] == WayBack("Le Moulin", "https://www.moulin.exemple/")
    assert BACK in page.content.decode()
    wrong = client.post(address, FORM | {"phone": ""})
    assert (wrong.status_code, BACK in wrong.content.decode()) == (422, True)

    ticket = client.post(address, FORM, follow=True)
    assert Booking.objects.get().via == moulin
    html = ticket.content.decode()
    assert BACK in html
    assert 'href="https://www.moulin.exemple/"' in html


def test_other_dates_keep_the_partner(client, moulin):
    full = make_session(host=moulin, capacity=0)
    other = make_session(host=moulin, activity=full.activity, location=full.location, start=full.end)
    page = client.get(f"/rendez-vous/{full.pk}/?via=moulin")

    assert [row.url for row in page.context["others"]] == [f"/rendez-vous/{other.pk}/?via=moulin"]
    assert [row.url for row in client.get(f"/rendez-vous/{full.pk}/").context["others"]] == [
        f"/rendez-vous/{other.pk}/"
    ]


@pytest.mark.parametrize("via", ["", "inconnu", "\x00", "x" * 300, '"><script>', "javascript:alert(1)"])
def test_nobody_in_particular_leads_nowhere(client, via):
    session = make_session()
    page = client.get(f"/rendez-vous/{session.pk}/", {"via": via})

    assert (page.status_code, page.context["way_back"]) == (200, None)
    assert client.post(f"/rendez-vous/{session.pk}/?via=inconnu", FORM).status_code == 303
    assert Booking.objects.get().via is None


@pytest.mark.parametrize(
    ("website", "origins", "url"),
    [
        ("http://moulin.exemple", [], "http://moulin.exemple"),
        ("", ["https://a.exemple", "https://b.exemple"], "https://a.exemple"),
        ("javascript:alert(1)", [], ""),
        ("javascript:alert(1)", ["data:text/html,a", "https://b.exemple"], "https://b.exemple"),
        ("", [], ""),
    ],
)
def test_the_way_back_is_the_web_or_nowhere(website, origins, url):
    partner = make_organisation(name="Le Moulin", website=website, embed_origins=origins)

    assert way_back(partner) == (WayBack("Le Moulin", url) if url else None)


def test_a_places_page_leads_on_with_the_partner(client, moulin):
    session = make_session(host=moulin)
    place = session.location.get_absolute_url()

    assert f'href="/rendez-vous/{session.pk}/?via=moulin"' in client.get(f"{place}?via=moulin").content.decode()
    assert f'href="/rendez-vous/{session.pk}/"' in client.get(place).content.decode()
