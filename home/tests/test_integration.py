"""The page where a partner chooses what its site shows, and copies it."""

from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
import time_machine

from booking.tests.factories import make_activity, make_location, make_organisation, make_series, make_session
from home.integration.guides import GUIDES
from home.tests.factories import NOW, make_home

pytestmark = pytest.mark.django_db
SITE = "https://reseau.exemple"


@pytest.fixture(autouse=True)
def monday(settings):
    settings.PUBLIC_BASE_URL = SITE
    make_home()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def library():
    """A library with two activities in two towns; others have nothing to do with them."""
    library = make_organisation(name='Bibliothèque "du Moulin" & Cie', slug="moulin")
    here, there = (
        make_location(name="Le Moulin", slug="le-moulin", insee_code="75112"),
        make_location(name="L'Annexe", slug="annexe", town="Lille", insee_code="59350"),
    )
    help_, course = make_activity(name="Permanence", slug="permanence"), make_activity(name="Ateliers", slug="ateliers")
    for activity, place in ((help_, here), (course, there), (help_, here)):
        series = make_series(host=library, activity=activity, location=place)
        make_session(series=series, host=library, activity=activity, location=place, start=NOW + timedelta(days=3))
    make_session(activity=make_activity(name="Ailleurs"))
    return library


class Tags(HTMLParser):
    """The elements of a snippet, with their attributes; and its links' words."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.found: dict[str, dict[str, str | None]] = {}
        self.words = ""
        self.feed(code)

    def handle_starttag(self, tag, attrs):
        self.found[tag] = dict(attrs)

    def handle_data(self, data):
        self.words += data


def chosen(client, **params):
    return client.get("/integration/", {"partenaire": "moulin", **params}).context


def test_it_offers_those_who_have_sessions_and_shows_one_as_an_example(client, library):
    make_organisation(name="Sans séance", slug="sans-seance")
    response = client.get("/integration/")

    assert response.context["hosts"] == [library]
    assert (response.context["shown"].path, response.context["snippets"]) == ("/integration/calendrier/moulin/", None)
    assert "le code à coller s'affiche ici" in response.content.decode()
    assert client.get("/integration/calendrier/moulin/").status_code == 200


def test_nobody_has_sessions_yet(client):
    response = client.get("/integration/?partenaire=moulin")

    assert (response.context["hosts"], response.context["shown"]) == ([], None)
    assert "Aucune organisation n'a encore de séances" in response.content.decode()


def test_each_way_holds_a_plain_link_and_what_was_chosen(client, library):
    found = chosen(client, vue="semaine", lieu="annexe", couleurs="sombre", accent="#a33", titre="3")["snippets"]
    page = f"{SITE}/rendez-vous/?lieu=annexe&partenaire=moulin&via=moulin"
    frame = f"{SITE}/integration/calendrier/moulin/?vue=semaine&lieu=annexe&couleurs=sombre&accent=aa3333&titre=3"

    assert (found.page, found.address) == (page, frame)
    assert found.calendar == f"{SITE}/flux/seances.ics?lieu=annexe&partenaire=moulin"
    assert found.news == f"{SITE}/flux/seances.rss?lieu=annexe&partenaire=moulin"
    assert Tags(found.link).found == {"a": {"href": page}}
    assert Tags(found.link).words == 'Voir les dates et réserver\u00a0: Bibliothèque "du Moulin" & Cie'
    assert Tags(found.button).found["a"]["href"] == page
    assert Tags(found.frame).found == {
        "iframe": {
            "src": frame,
            "title": 'Prochaines dates\u00a0: Bibliothèque "du Moulin" & Cie',
            "width": "100%",
            "height": "880",
            "loading": "lazy",
            "style": "border: 0",
        },
        "p": {},
        "a": {"href": page},
    }
    assert Tags(found.element).found == {
        "script": {"src": f"{SITE}/integration/widget.js", "async": None},
        "calendrier-seances": {
            "partenaire": "moulin",
            "vue": "semaine",
            "lieu": "annexe",
            "couleurs": "sombre",
            "accent": "aa3333",
            "titre": "3",
        },
        "a": {"href": page},
    }


def test_what_is_the_same_anyway_is_not_written(client, library):
    found = chosen(client, vue="liste", nombre="10", couleurs="clair", accent="#0a5a57", titre="2", type="", lieu="")

    assert found["snippets"].address == f"{SITE}/integration/calendrier/moulin/"
    assert Tags(found["snippets"].element).found["calendrier-seances"] == {"partenaire": "moulin"}


def test_one_session_is_chosen_among_those_to_come(client, library):
    coming = chosen(client, quoi="seance")
    first, *_others, last = coming["how_form"].fields["seance"].choices

    assert coming["shown"].session.pk == first[0]
    found = chosen(client, quoi="seance", seance=str(last[0]), vue="mois")["snippets"]
    assert found.address == f"{SITE}/integration/seance/{last[0]}/"
    assert found.page == f"{SITE}/rendez-vous/{last[0]}/?via=moulin"
    assert Tags(found.element).found["fiche-seance"] == {"numero": str(last[0])}
    assert (found.calendar, found.news) == ("", "")
    assert chosen(client, quoi="seance", seance="x' OR 1")["shown"].session.pk == first[0]


def test_a_map_is_of_the_places_that_the_partner_runs_or_of_a_town(client, library):
    make_location(name="Le Sien", operator=library, slug="le-sien", insee_code="75112")
    asked = chosen(client, quoi="carte", commune="59350", nombre="3")

    assert asked["snippets"].address == f"{SITE}/integration/carte/?partenaire=moulin&commune=59350"
    assert Tags(asked["snippets"].element).found["carte-lieux"] == {"partenaire": "moulin", "commune": "59350"}
    assert [name for name, _words in asked["how_form"].fields["lieu"].choices] == ["", "annexe", "le-moulin", "le-sien"]
    assert asked["how_form"].fields["commune"].choices == [
        ("", "Nos lieux seulement"),
        ("59350", "Les lieux du réseau à Lille"),
        ("75112", "Les lieux du réseau à Paris"),
    ]
    assert list(asked["how_form"].fields) == ["lieu", "commune"]
    assert chosen(client, quoi="carte")["snippets"].address == f"{SITE}/integration/carte/?partenaire=moulin"


def test_a_partner_that_runs_no_place_has_the_map_of_its_sessions_town(client, library):
    assert chosen(client, quoi="carte")["shown"].path == "/integration/carte/?partenaire=moulin&commune=59350"
    assert chosen(client, quoi="carte", lieu="le-moulin")["shown"].path.endswith("?partenaire=moulin&lieu=le-moulin")


def test_only_what_leaves_a_choice_is_asked(client, library):
    assert list(chosen(client)["how_form"].fields) == ["vue", "type", "lieu", "commune", "nombre"]
    assert list(chosen(client, vue="mois")["how_form"].fields) == ["vue", "type", "lieu", "commune"]
    assert chosen(client)["how_form"].fields["commune"].choices == [
        ("", "Toutes"),
        ("59350", "Lille"),
        ("75112", "Paris"),
    ]

    small = make_organisation(slug="petite")
    make_session(host=small, series=make_series(host=small), start=NOW + timedelta(days=1))
    assert list(chosen(client, partenaire="petite", lieu="annexe")["how_form"].fields) == ["vue", "nombre"]
    assert chosen(client, partenaire="petite", lieu="annexe")["snippets"].address.endswith("/petite/")


def test_who_has_nothing_to_show_is_told_so(client):
    make_series(host=make_organisation(name="Rien", slug="rien"))
    for what in ("seance", "carte"):
        response = client.get(f"/integration/?partenaire=rien&quoi={what}")

        assert response.context["snippets"] is None
        assert "Rien à montrer pour le moment" in response.content.decode()


def test_a_colour_that_cannot_be_read_is_changed_and_the_page_says_so(client, library):
    assert chosen(client, accent="#ffc43a")["remarks"] == [
        "Pour qu'elle se lise sur un fond clair, votre couleur devient #917021."
    ]
    assert chosen(client, accent="#0a3d91")["remarks"] == []
    assert chosen(client, accent="javascript:alert(1)")["snippets"].address == f"{SITE}/integration/calendrier/moulin/"


def test_an_unknown_partner_gets_a_sentence(client, library):
    for asked in ("inconnue", '"><script>', "\x00", "moulin' --"):
        response = client.get("/integration/", {"partenaire": asked, "quoi": asked, "nombre": asked, "vue": asked})

        assert response.status_code == 200
        assert "trouvé cette organisation" in response.content.decode()


def test_it_says_which_sites_may_show_it(client, library):
    assert "Aucun site n'est encore autorisé" in client.get("/integration/?partenaire=moulin").content.decode()

    library.embed_origins, library.embed_presets = ["https://www.moulin.exemple"], ["wix"]
    library.save()
    assert (chosen(client)["allowed"], chosen(client)["tools"]) == (["www.moulin.exemple"], ["Wix"])


def test_it_asks_as_much_of_the_database_however_much_there_is(client, library, django_assert_num_queries):
    make_location(operator=library, insee_code="00000")
    for _more in range(2):
        for what in ("calendrier", "seance", "carte"):
            with django_assert_num_queries(2):
                client.get("/integration/", {"partenaire": "moulin", "quoi": what})
        for number in range(9):
            place = make_location(operator=library, insee_code=f"{number:05}", town=f"Ville {number}")
            make_session(host=library, location=place, start=NOW + timedelta(days=1, hours=number))
            make_series(host=make_organisation())


def test_every_tool_has_its_steps_and_says_where_they_were_read_or_that_they_were_not():
    assert [guide.slug for guide in GUIDES] == [
        "wordpress", "drupal", "wix", "spip", "joomla", "google-sites", "portail", "page",
    ]  # fmt: skip
    assert all(2 <= len(guide.steps) <= 4 for guide in GUIDES)
    assert [guide.slug for guide in GUIDES if guide.is_unread] == ["google-sites", "portail"]
    assert [guide.slug for guide in GUIDES if not guide.source and not guide.is_unread] == ["page"]
    assert all(bool(guide.read) == bool(guide.source) for guide in GUIDES)
    assert {urlsplit(guide.source).scheme for guide in GUIDES if guide.source} == {"https"}
