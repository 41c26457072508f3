import json
import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from locations.choices import AccessMode
from locations.models import Closure, Commune, Organisation
from locations.place.page import plain_lines, readable
from locations.tests.factories import make_place

pytestmark = pytest.mark.django_db

MONDAY_TEN = datetime(2026, 11, 23, 9, tzinfo=UTC)  # 10 h in Grenoble


@pytest.fixture(autouse=True)
def monday() -> object:
    with time_machine.travel(MONDAY_TEN, tick=False):
        yield


def page(client: Client, slug: str) -> str:
    response = client.get(f"/points-accueil/{slug}/")
    assert response.status_code == 200
    return response.content.decode()


def loose(html: str) -> str:
    """Return a page without what holds a date or a sign to its word."""
    return re.sub(r"</?span[^>]*>", "", html)


def heading(html: str) -> str:
    (found,) = re.findall(r"<h1>(.*?)</h1>", html)
    return str(found)


def facts(html: str) -> dict[str, list[str]]:
    """Every term of the page with what is said of it, as text."""
    told = {}
    for term, rest in re.findall(r"<dt>(.*?)</dt>(.*?)</div>", html, re.DOTALL):
        told[term] = [re.sub(r"<[^>]+>", "", words).strip() for words in re.findall(r"<dd>(.*?)</dd>", rest, re.DOTALL)]
    return told


def data(html: str) -> dict[str, object]:
    """The facts for search engines, as they read them."""
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    found = json.loads(text)
    assert isinstance(found, dict)
    return found


def alternatives(html: str) -> list[tuple[str, str]]:
    """Slugs and distances of the places where one may go instead."""
    section = html.partition('aria-labelledby="ailleurs"')[2].partition("</section>")[0]
    return re.findall(
        r'data-lieu="([^"]+)">.*?row__(?:hour|day)">([^<]+)<', section.replace("À </span>", ""), re.DOTALL
    )


def test_everything_that_the_standard_holds_is_said_in_words(client: Client) -> None:
    operator = Organisation.objects.create(name="La Ville", slug="la-ville", website="https://exemple.fr/")
    place = make_place(
        name="MÉDIATHÈQUE DU CENTRE", operator=operator, address="12 AV DE LA PAIX", address_complement="2e étage",
        facts_date=date(2026, 6, 1), source="France Services", opening_hours="Mo-Fr 09:00-12:00; PH off",
        step_free=True, offer_conditions="Sur orientation d’un travailleur social", offers=["recharges", "inconnu"],
        fees=["gratuit", "gratuit-sous-condition"], audiences=["jeunes", "seniors"], specific_care=["surdite"],
        programmes=["aidants-connect"], training_labels=["etapes-numeriquesla-poste"], other_labels=["Qualiopi"],
        access_modes=["se-presenter", "envoyer-un-mail-avec-une-fiche-de-prescription"], support_modes=["en-autonomie"],
        mobility=["itinerant"], kinds=["BIB", "XYZ", "Maison du numérique"], parent_structure="MAIRIE DE GRENOBLE",
        websites=["https://www.exemple.org/lieu"], emails=["accueil@exemple.org"], how_to_come="Tram A.\nAu fond.",
        acceslibre_url="https://acceslibre.exemple/app/1/", booking_url="https://rdv.exemple/",
        summary="Un lieu calme.",
        description="<p>Des ateliers</p><p>chaque jour</p>",
    )  # fmt: skip
    html = page(client, place.slug)
    assert heading(html) == "Médiathèque du Centre"
    assert facts(html) == {
        "Pour en profiter": ["Sur orientation d’un travailleur social"],
        "Prix": ["Gratuit, Gratuit sous condition"],
        "Comment faire": ["Venir sur place", "Demander à un travailleur social d&#x27;envoyer une fiche par courriel"],
        "Sur place": ["En autonomie"],
        "Surtout pour": ["Jeunes, Seniors"],
        "Attention particulière": ["Surdité"],
        "Comment venir": ["Tram A.Au fond."],
        "Fauteuil, poussette": ["On entre sans marche"],
        "Accessibilité": ["Voir l'entrée et les accès, sur Acceslibre"],
        "Site internet": ["exemple.org"],
        "Écrire": ["accueil@exemple.org"],
        "Qui tient ce lieu": ["La Ville"],
        "Dépend de": ["Mairie de Grenoble"],
        "Fait partie de": ["Aidants Connect"],
        "Formations et labels": ["Étapes numériques (La Poste)", "Qualiopi"],
        "Ces informations": ["Informations de juin 2026. Source : France Services."],
    }
    for words in (
        '12 Av de la Paix, <span class="nowrap">38000 Grenoble</span><br>2e étage',
        'Ouvert, ferme <span class="nowrap">à 12 h</span>',
        'href="tel:+33476000000"',
        'href="https://rdv.exemple/" rel="external noreferrer"',
        'Ce lieu se <span class="nowrap">déplace :</span>',
        "Bibliothèque ou médiathèque</span>",
        "Maison du numérique</span>",
        "Fermé les jours fériés.",
        "Recharges de téléphone et d&#x27;internet",
        "Aide aux démarches administratives",
        "Un lieu calme.",
        "<p>Des ateliers<br>chaque jour</p>",
    ):
        assert words in html, words
    assert [html.count(words) for words in ("inconnu", "XYZ")] == [0, 0]
    assert re.findall(r'class="hours__now"><th scope="row">(\w+)', html) == ["lundi"]


def test_closures_to_come_and_holidays_stand_above(client: Client) -> None:
    place = make_place()
    Closure.objects.create(location=place, first_day=date(2026, 12, 24), last_day=date(2027, 1, 2), reason="fêtes")
    Closure.objects.create(location=place, first_day=date(2026, 11, 25), last_day=date(2026, 11, 25))
    Closure.objects.create(location=place, first_day=date(2026, 8, 1), last_day=date(2026, 8, 31))
    assert re.findall(r"Fermé (?:le|du) [^<]*", loose(page(client, place.slug))) == [
        "Fermé le mercredi 25 novembre 2026.",
        "Fermé du jeudi 24 décembre 2026 au samedi 2 janvier 2027 (fêtes).",
    ]
    with time_machine.travel(datetime(2026, 12, 25, 9, tzinfo=UTC), tick=False):
        assert "Jour férié (Noël) : appelez avant de venir." in loose(page(client, make_place().slug))


def test_old_facts_say_their_age_once(client: Client) -> None:
    told = page(client, make_place(facts_date=date(2022, 6, 1)).slug)
    assert "Ouvert, d&#x27;après des horaires de juin 2022. Appelez avant de venir." in re.sub(
        r"<[^>]+>", "", told
    ).replace("\n", " ").replace("  ", " ")
    assert "notice--caution" not in told
    unknown = page(client, make_place(facts_date=date(2022, 6, 1), opening_hours="").slug)
    assert unknown.count("Informations de juin 2022.") == 1


def test_hours_that_nobody_can_read_are_shown_as_text(client: Client) -> None:
    text = "<ul><li>mardi 14H</li><li>jeudi &amp; samedi</li></ul><script>"
    html = page(client, make_place(opening_hours="", opening_hours_text=text).slug)
    assert "mardi 14H<br>jeudi &amp; samedi" in html
    assert "Horaires non connus" in html


def test_a_place_with_only_a_name_has_its_page(client: Client) -> None:
    place = make_place(
        name="Seul", address="", postcode="", insee_code="", latitude=None, longitude=None, phone="", opening_hours="",
        services=[], facts_date=None, source="",
    )  # fmt: skip
    html = page(client, place.slug)
    assert "Nous ne connaissons pas les horaires." in html
    assert "La date de ces informations n&#x27;est pas connue." in html
    assert data(html)["address"] == {"@type": "PostalAddress", "addressLocality": "Grenoble", "addressCountry": "FR"}


def test_drafts_and_unknown_places_are_not_found(client: Client) -> None:
    draft = make_place(live=False)
    addresses = [f"/points-accueil/{slug}/" for slug in (draft.slug, "nulle-part", f"{draft.slug}/signaler")]
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]


def test_a_duplicate_leads_to_the_one_that_is_shown(client: Client) -> None:
    shown = make_place()
    copy = make_place(duplicate_of=shown)
    for below in ("", "signaler/"):
        response = client.get(f"/points-accueil/{copy.slug}/{below}")
        assert (response.status_code, response.headers["Location"]) == (302, f"/points-accueil/{shown.slug}/{below}")


def test_a_closed_place_says_so_and_a_moved_one_says_where(client: Client) -> None:
    new = make_place(name="Nouveau")
    moved = page(client, make_place(name="Ancien", status="moved", moved_to=new).slug)
    closed = page(client, make_place(name="Fini", status="closed").slug)
    assert "A déménagé" in moved
    assert 'href="/points-accueil/nouveau-grenoble/"' in moved
    for html in (moved, closed):
        # Nobody is sent there any more, nor is it proposed to search engines; the other places come first.
        assert [html.count(words) for words in ("place-page__actions", "hours__now", 'content="noindex"')] == [0, 0, 1]
        assert html.index('id="ailleurs"') < html.index('id="contact"')
    assert "Fermé définitivement" in closed


def test_who_receives_nobody_is_not_a_place_to_go_to(client: Client) -> None:
    html = page(client, make_place(access_modes=[AccessMode.NO_PUBLIC, AccessMode.COME]).slug)
    assert facts(html)["Comment faire"] == ["Ce lieu n&#x27;accueille pas de public"]
    assert "<y-aller" not in html


@pytest.mark.parametrize(
    ("place", "links"),
    [
        (
            {"name": "Chez (Zoé)"},
            (
                "https://www.openstreetmap.org/directions?to=45.18423%2C5.71554#map=16/45.18423/5.71554",
                "geo:45.18423,5.71554?q=45.18423,5.71554(Chez%20Zo%C3%A9)",
                "https://maps.apple.com/?daddr=45.18423%2C5.71554&amp;q=Chez+%28Zo%C3%A9%29",
            ),
        ),
        (
            {"latitude": None, "longitude": None, "address": "1 rue A"},
            (
                "https://www.openstreetmap.org/search?query=1+rue+A%2C+38000+Grenoble",
                "",
                "https://maps.apple.com/?daddr=1+rue+A%2C+38000+Grenoble",
            ),
        ),
    ],
)
def test_the_way_there_opens_in_what_the_telephone_has(client: Client, place: dict, links: tuple[str, ...]) -> None:
    html = page(client, make_place(**place).slug)
    found = re.findall(r'<y-aller android="([^"]*)" iphone="([^"]*)"><a [^>]*href="([^"]*)" rel="([^"]*)"', html)
    assert found == [(links[1], links[2], links[0], "external noreferrer")]


def test_where_else_to_go_is_open_or_can_be_called_nearest_first(client: Client) -> None:
    here = make_place(name="Ici", opening_hours="")
    make_place(name="Muet", latitude=45.1845, phone="", opening_hours="")
    make_place(name="Appelable", latitude=45.186, opening_hours="")
    make_place(name="Appelable aussi", latitude=45.187, opening_hours="")
    make_place(name="Appelable encore", latitude=45.188, opening_hours="")
    make_place(name="Sans public", latitude=45.1849, access_modes=[AccessMode.NO_PUBLIC])
    make_place(name="Parti", latitude=45.1848, status="moved")
    make_place(name="Ouvert", latitude=45.2, phone="")
    assert alternatives(page(client, here.slug)) == [
        ("appelable-grenoble", "200 m"),
        ("appelable-aussi-grenoble", "310 m"),
        ("ouvert-grenoble", "1,8 km"),
    ]


def test_a_place_that_nobody_has_put_on_the_map_looks_around_its_town_without_distances(client: Client) -> None:
    Commune.objects.create(
        code="38185", kind="commune-actuelle", name="Grenoble", search_text="grenoble", departement="38", region="84",
        population=158_000, latitude=45.18, longitude=5.72,
    )  # fmt: skip
    here = make_place(latitude=None, longitude=None)
    other = make_place()
    assert alternatives(page(client, here.slug)) == [(other.slug, "près d'ici")]


def test_search_engines_read_the_place_and_its_regular_hours(client: Client) -> None:
    place = make_place(
        name="Médiathèque", kinds=["BIB"], opening_hours="Mo-Fr 09:00-12:00; Sa 14:00-17:00; PH off", fees=["gratuit"],
        websites=["https://exemple.org/"], step_free=False,
    )  # fmt: skip
    Closure.objects.create(location=place, first_day=date(2026, 12, 24), last_day=date(2027, 1, 2))
    html = page(client, place.slug)
    assert data(html) == {
        "@context": "https://schema.org",
        "@type": "Library",
        "@id": "http://testserver/points-accueil/mediatheque-grenoble/",
        "url": "http://testserver/points-accueil/mediatheque-grenoble/",
        "name": "Médiathèque",
        "description": f"Médiathèque, {place.address}, 38000 Grenoble : adresse, téléphone, horaires, ce que l'on y "
        "trouve et les prochaines séances.",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": place.address,
            "postalCode": "38000",
            "addressLocality": "Grenoble",
            "addressCountry": "FR",
        },
        "telephone": "+33476000000",
        "sameAs": ["https://exemple.org/"],
        "openingHoursSpecification": [
            {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
                "opens": "09:00",
                "closes": "12:00",
            },
            {"@type": "OpeningHoursSpecification", "dayOfWeek": ["Saturday"], "opens": "14:00", "closes": "17:00"},
        ],
        "specialOpeningHoursSpecification": [
            {
                "@type": "OpeningHoursSpecification",
                "validFrom": "2026-12-24",
                "validThrough": "2027-01-02",
                "opens": "00:00",
                "closes": "00:00",
            }
        ],
        "geo": {"@type": "GeoCoordinates", "latitude": 45.18423, "longitude": 5.71554},
        "isAccessibleForFree": True,
        "amenityFeature": {"@type": "LocationFeatureSpecification", "name": "Wheelchair access", "value": False},
    }
    assert '<link rel="canonical" href="http://testserver/points-accueil/mediatheque-grenoble/">' in html
    assert '<meta property="og:title" content="Médiathèque">' in html


@pytest.mark.parametrize("hours", ["", "week 2-52/2 Tu 09:00-12:00", "Tu[1] 09:00-12:00", 'Mo 09:00-10:00 "sur rdv"'])
def test_hours_that_change_from_week_to_week_are_not_told_to_search_engines(client: Client, hours: str) -> None:
    assert "openingHoursSpecification" not in data(page(client, make_place(opening_hours=hours).slug))


@pytest.mark.parametrize(
    "name",
    ["</script><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<!--<script>", "A\u2028B & 'C' \\"],
)
def test_no_name_breaks_out_of_the_page_or_of_its_data(client: Client, name: str) -> None:
    # The strict client refuses any script that is not ours, and inline handlers.
    html = page(client, make_place(name=name, summary=name, address=name, source=name).slug)
    assert data(html)["name"] == name
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_what_is_read_aloud_is_prepared_for_the_ear(client: Client) -> None:
    place = make_place(name="CCAS DE GRENOBLE", address="12 bis av. du Gal Leclerc", opening_hours="Mo-Fr 09:00-12:00")
    (aloud,) = re.findall(r"<p hidden>(.*?)</p></ecouter-texte>", page(client, place.slug))
    assert aloud == (
        "CCAS de Grenoble. Ouvert, ferme à 12 h. Adresse : 12 bis avenue du général Leclerc, 38 000 Grenoble. "
        "Téléphone : 04, 76, 00, 00, 00. Horaires : du lundi au vendredi de 9 h à 12 h."
    )


@pytest.mark.parametrize(
    ("written", "shown"),
    [("MAIRIE DE MONTIVILLIERS", "Mairie de Montivilliers"), ("21380217200018", ""), ("W381000000", ""),
     ("62c699114f82c306de284a7e", ""), ("LOGEOSAINE", "LOGEOSAINE"), ("", "")],
)  # fmt: skip
def test_a_parent_structure_is_named_where_a_person_can_read_it(written: str, shown: str) -> None:
    assert readable(written) == shown


def test_html_of_producers_becomes_plain_lines() -> None:
    assert plain_lines("<p>Un&nbsp;: <b>deux</b></p>\n\n<br/>trois < quatre") == "Un :\ndeux\ntrois < quatre"


@pytest.mark.parametrize("others", [0, 3, 40])
def test_a_place_takes_a_bounded_number_of_queries(
    others: int, client: Client, django_assert_max_num_queries: object
) -> None:
    place = make_place()
    for number in range(others):
        make_place(latitude=45.18 + number / 500)
    with django_assert_max_num_queries(9):  # type: ignore[operator]  # pytest-django's
        page(client, place.slug)
