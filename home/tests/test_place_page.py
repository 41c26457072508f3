"""A place's page where the apps meet: what happens there, what to bring, what one follows; and in a real browser."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from booking import choices
from booking.tests.factories import make_activity, make_session
from core.tests.fixtures.browser import OpenPage
from events.tests.factories import make_event
from locations.models import Closure, Location
from locations.tests.factories import load_some_towns, make_finder, make_place

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)

FULL = {
    "name": "Médiathèque intercommunale et maison des services publics du Haut-Grésivaudan et de ses vallées",
    "address_complement": "Bâtiment C, 2e étage, au fond du couloir",
    "summary": "Un lieu ouvert à tous. " * 12,
    "description": "Des ateliers chaque jour, pour apprendre à son rythme. " * 80,
    "how_to_come": "Tram A, arrêt Mairie.\nBus 12.\nL'entrée est au fond de la cour, à gauche.",
    "step_free": True,
    "acceslibre_url": "https://acceslibre.exemple/app/1/",
    "websites": ["https://www.exemple.org/", "https://exemple.net/un/autre"],
    "emails": ["accueil@exemple.org", "numerique@exemple.org"],
    "opening_hours": "Mo-Fr 09:00-12:00,14:00-17:30; Sa 09:00-12:00; Tu[1] 18:00-20:00; PH off",
    "opening_hours_text": "Fermé pendant les vacances. " * 40,
    "services": [
        "aide-aux-demarches-administratives", "maitrise-des-outils-numeriques-du-quotidien",
        "loisirs-et-creations-numeriques",
        "insertion-professionnelle-via-le-numerique", "utilisation-securisee-du-numerique",
        "parentalite-et-education-avec-le-numerique", "comprehension-du-monde-numerique",
        "acces-internet-et-materiel-informatique", "acquisition-de-materiel-informatique-a-prix-solidaire",
    ],
    "audiences": ["jeunes", "etudiants", "familles-etou-enfants", "seniors", "femmes"],
    "specific_care": ["surdite", "handicaps-moteurs", "illettrisme", "deficience-visuelle"],
    "fees": ["gratuit", "gratuit-sous-condition"],
    "access_modes": ["se-presenter", "telephoner", "contacter-par-mail"],
    "support_modes": ["en-autonomie", "accompagnement-individuel", "dans-un-atelier-collectif", "a-distance"],
    "programmes": ["aidants-connect", "conseillers-numeriques", "france-services"],
    "training_labels": ["fabriques-de-territoire"],
    "offers": ["recharges", "materiel", "internet"],
    "offer_conditions": "Sur orientation d'un travailleur social, avec un justificatif de moins de trois mois.",
    "mobility": ["itinerant"],
    "kinds": ["BIB", "RFS"],
    "parent_structure": "COMMUNAUTÉ DE COMMUNES",
}  # fmt: skip
"""A place of which everything is known, at length."""


def make_full_place() -> Location:
    """With dates of every sort, closures, and neighbours."""
    place = make_place(**FULL)
    for number in range(3):
        activity = make_activity(name=f"Atelier numéro {number} du quotidien", summary="Apprendre. " * 10)
        for week in range(3):
            start = NOW + timedelta(days=2 + number + 7 * week)
            make_session(now=NOW, activity=activity, location=place, start=start)
    Closure.objects.create(
        location=place, first_day=(NOW + timedelta(days=3)).date(), last_day=(NOW + timedelta(9)).date()
    )
    for number in range(5):
        make_place(name=f"Voisin {number}", latitude=45.185 + number / 1000)
    return place


def test_what_happens_there_what_to_bring_and_what_one_follows(client: Client) -> None:
    make_finder()
    place = make_place(name="Médiathèque")
    make_session(location=place, activity=make_activity(name="Permanence", to_bring="Vos papiers", drop_in=True))
    referral = make_activity(name="Parcours", to_bring="", access=choices.Access.REFERRAL)
    make_session(location=place, activity=referral)
    make_session(activity=make_activity(name="Ailleurs"))
    make_event(title="Forum", location=place)
    with time_machine.travel(NOW, tick=False):
        html = client.get("/points-accueil/mediatheque-grenoble/").content.decode()
        words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
        assert "À apporter (Permanence) Vos papiers" in words
        assert "Permanence (aussi sans rendez-vous)" in words
        assert "Parcours Sur orientation : un travailleur social inscrit la personne." in words
        assert [html.count(title) for title in ("Ailleurs", ">Forum</a>")] == [0, 1]
        assert 'href="#seances"' in html
        assert 'href="webcal://testserver/flux/tout.ics?lieu=mediatheque-grenoble"' in html
        (address,) = re.findall(r'id="adresse-agenda" type="text" value="([^"]*)"', html)
        feed = client.get(address.removeprefix("http://testserver"))
    calendar = Calendar.from_ical(feed.getvalue())
    assert sorted(str(event["SUMMARY"]) for event in calendar.walk("VEVENT")) == ["Forum", "Permanence"]


def test_nothing_to_follow_where_nothing_happens(client: Client) -> None:
    html = client.get(f"/points-accueil/{make_place().slug}/").content.decode()
    assert [html.count(words) for words in ("webcal:", "/agenda/?lieu=", 'id="conditions"')] == [0, 0, 0]


def test_a_full_page_takes_no_more_than_fourteen_queries(client: Client, django_assert_max_num_queries) -> None:
    make_finder()
    place = make_full_place()
    make_event(location=place)
    with time_machine.travel(NOW, tick=False), django_assert_max_num_queries(14):
        assert client.get(f"/points-accueil/{place.slug}/").status_code == 200


def sheets(pdf: bytes) -> int:
    """How many pages Chromium has made."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@time_machine.travel(NOW)
def test_a_place_and_the_five_nearest_each_fit_on_one_sheet(open_page: OpenPage) -> None:
    load_some_towns()
    make_finder()
    place = make_full_place()
    for number in range(5):
        make_place(**FULL | {"name": f"{FULL['name']} {number}"})
    page = open_page(f"/points-accueil/{place.slug}/")
    assert sheets(page.pdf(prefer_css_page_size=True)) == 1
    page.goto(page.url.replace(f"{place.slug}/", "feuille/?q=38000"))
    assert page.locator(".sheet__place").count() == 5
    assert sheets(page.pdf(prefer_css_page_size=True)) == 1


VOICES = """
class Said extends EventTarget { constructor(text) { super(); this.text = text; } }
const said = [];
Object.assign(window, { said, SpeechSynthesisUtterance: Said });
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "en-GB" }, { lang: "fr_FR", localService: true }],
  speak: (utterance) => said.push(utterance), cancel() {}, addEventListener() {}, removeEventListener() {},
} });
"""


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_voice_hides_where_there_is_none_and_else_reads_pauses_and_stops(open_page: OpenPage) -> None:
    place = make_place(name="Médiathèque", opening_hours="24/7")
    page = open_page(f"/points-accueil/{place.slug}/")
    # This browser speaks no language.
    assert page.evaluate("speechSynthesis.getVoices().length") == 0
    assert not page.locator("ecouter-texte").is_visible()

    page.add_init_script(VOICES)
    page.reload()
    buttons = page.locator("ecouter-texte button")

    def seen() -> list[str]:
        return [button.inner_text().strip() for button in buttons.all() if button.is_visible()]

    def said() -> list[str]:
        return page.evaluate("said.map(({ text }) => text)")

    assert seen() == ["Écouter"]
    buttons.nth(0).click()
    assert (seen(), said()) == (["Mettre en pause", "Arrêter"], ["Médiathèque."])
    page.evaluate("said.at(-1).dispatchEvent(new Event('end'))")
    assert said()[1:] == ["Ouvert."]
    buttons.nth(0).click()
    assert seen() == ["Continuer", "Arrêter"]
    buttons.nth(0).click()
    assert said()[2:] == ["Ouvert."]
    buttons.nth(1).click()
    assert (seen(), page.evaluate("document.activeElement.innerText.trim()")) == (["Écouter"], "Écouter")
    buttons.nth(0).click()
    for _sentence in range(20):
        page.evaluate("said.at(-1).dispatchEvent(new Event('end'))")
    assert seen() == ["Écouter"]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("system", "scheme"),
    [("X11; Linux x86_64", "https://www.openstreetmap.org/directions"), ("Linux; Android 10; K", "geo:45.18423"),
     ("iPhone; CPU iPhone OS 16_0 like Mac OS X", "https://maps.apple.com/?daddr")],
)  # fmt: skip
def test_the_way_there_is_for_the_telephone_that_asks(open_page: OpenPage, system: str, scheme: str) -> None:
    place = make_place()
    page = open_page(f"/points-accueil/{place.slug}/", user_agent=f"Mozilla/5.0 ({system})")
    assert page.locator("y-aller a").get_attribute("href").startswith(scheme)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_an_address_is_shared_and_its_data_pass_the_policy(open_page: OpenPage) -> None:
    place = make_place(name='</script> & "l\'Été"')
    page = open_page(f"/points-accueil/{place.slug}/", permissions=["clipboard-read", "clipboard-write"])
    page.evaluate("Object.defineProperty(navigator, 'share', { value: undefined })")
    assert json.loads(page.locator('[type="application/ld+json"]').text_content())["name"] == place.name
    page.get_by_text("Partager", exact=True).click()
    page.get_by_role("button", name="Partager l'adresse").click()
    page.get_by_text("L'adresse de la page est copiée.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == f"http://testserver/points-accueil/{place.slug}/"
    (mail,) = page.get_by_role("link", name="Par courriel").all()
    assert mail.get_attribute("href").startswith(
        "mailto:?subject=%3C%2Fscript%3E%20%26%20%22l%27%C3%89t%C3%A9%22&body="
    )


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_an_error_is_told_without_javascript(open_page: OpenPage) -> None:
    place = make_place()
    page = open_page(f"/points-accueil/{place.slug}/", javascript=False, width=320)
    page.get_by_role("link", name="Signaler une erreur").click()
    page.get_by_label("Ce lieu est fermé pour toujours").check()
    page.get_by_role("button", name="Envoyer", exact=True).click()
    page.get_by_role("heading", name="Merci, c'est noté").wait_for()
    assert place.reports.count() == 1
