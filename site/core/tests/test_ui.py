"""The look's own promises: every pictogram exists, and what a page loads is light."""

import re
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string

from core.templatetags.ui import ICONS, current, glued, unbroken

STATIC = Path(settings.BASE_DIR) / "static"
SVG = "{http://www.w3.org/2000/svg}"


def _root(drawing: Path) -> ET.Element:
    return ET.parse(drawing).getroot()  # noqa: S314  (our own drawings, from the repository)


def test_the_sprite_and_the_tag_know_the_same_pictograms() -> None:
    symbols = {symbol.get("id") for symbol in _root(STATIC / "img/icons.svg").iter(f"{SVG}symbol")}
    assert symbols == ICONS | {"embleme"}


def test_every_drawing_is_well_formed() -> None:
    drawings = sorted((STATIC / "img").glob("*.svg"))
    assert [_root(drawing).tag for drawing in drawings] == [f"{SVG}svg"] * len(drawings)


def test_a_pictogram_is_hidden_from_screen_readers() -> None:
    html = Template('{% load ui %}{% icon "telephone" "icon--big" %}').render(Context())
    assert re.sub(r'href="[^"]*icons[^"#]*\.svg#', 'href="#', html).strip() == (
        '<svg class="icon icon--big" aria-hidden="true" focusable="false"><use href="#telephone"></use></svg>'
    )


def test_an_unknown_pictogram_is_an_error() -> None:
    with pytest.raises(TemplateSyntaxError, match="licorne"):
        Template('{% load ui %}{% icon "licorne" %}').render(Context())


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/agenda/", "page"), ("/agenda/forum/", "true"), ("/", "false"), ("/agenda-2/", "false")],
)
def test_current_tells_where_we_stand(path: str, expected: str) -> None:
    assert current(Context({"request": SimpleNamespace(path=path)}), "/agenda/") == expected


def test_current_without_a_request() -> None:
    assert current(Context(), "/agenda/") == "false"


@pytest.mark.parametrize(
    ("words", "held"),
    [
        ("10 h à 11 h 30", ["10 h", "à 11 h 30"]),
        ("9 h 30 – 12 h 30, 14 h – 17 h", ["9 h 30 – 12 h 30", "14 h – 17 h"]),
        ("mercredi 25 novembre, dimanche 1er mars 2026", ["25 novembre", "1er mars"]),
        ("Mi-2014 : plus de 6 000 personnes", ["Mi-2014 :", "6 000"]),
        ("On lit « Connexions solidaires »", ["« Connexions", "solidaires »"]),
        ("3 hommes", []),
        ("Sans rendez-vous : 4 places, 2 heures avant", ["rendez-vous :", "4 places", "2 heures"]),
        ("12 lieux à moins de 10 km, à 1,2 km ou à 850 m, en 15 min", ["10 km", "1,2 km", "850 m", "15 min"]),
        ("3 mères", []),
        ("le lundi de 9 h à 12 h ; le mardi", ["de 9 h à 12 h ;"]),
        ("2 rue du Bac, 75014 Paris 14", ["75014 Paris 14"]),
        ("1 quai Nord, 97400 Saint-Denis, au fond", ["97400 Saint-Denis"]),
        ("Appelez le 01 80 05 98 80.", ["01 80 05 98 80."]),
        ("Nous vous appellerons au 0692 12 34 56.", ["0692 12 34 56."]),
        ("<b>14 h</b>", ["14 h"]),
    ],
)
def test_what_no_line_may_cut(words: str, held: list[str]) -> None:
    html = unbroken(words)
    assert re.findall(r'<span class="nowrap">(.*?)</span>', html) == held
    assert unescape(re.sub(r"</?span[^>]*>", "", html)) == words


def test_prose_is_kept_whole_without_elements() -> None:
    html = Template("{% load ui %}{{ words|glued }}").render(Context({"words": "<b> « Publier », à 14 h"}))
    assert (html, glued("à 14 h")) == ("&lt;b&gt; «\xa0Publier\xa0», à\xa014\xa0h", "à\xa014\xa0h")


def test_the_style_sheet_is_light() -> None:
    assert (STATIC / "css/site.css").stat().st_size < 60_000


def test_our_script_is_small() -> None:
    ours = ["recherche-lieu.js", "copier-lien.js", "print-button.js"]
    assert sum((STATIC / "js" / name).stat().st_size for name in ours) < 10_000


def test_a_place_shows_three_services_and_its_state_in_words() -> None:
    html = render_to_string(
        "components/place_card.html",
        {
            "place": {
                "name": "Point d'accueil",
                "url": "/points-accueil/lyon/",
                "slug": "lyon",
                "address": "",
                "badge": "Point d'accueil",
                "location": {"network": "emmaus"},
                "distance_m": 1240,
                "distance_words": "1,2 km",
                "state": {"state": "open", "lead": "Ouvert jusqu'à 18 h", "age": ""},
                "services": ["un", "deux", "trois", "quatre"],
            }
        },
    )
    assert re.findall(r'<li class="chip">(\w+)</li>', html) == ["un", "deux", "trois"]
    assert re.findall(r'data-lieu="(\w+)" data-distance="(\d+)"', html) == [("lyon", "1240")]
    assert '<span>Ouvert jusqu&#x27;<span class="nowrap">à 18 h</span></span>' in html
    assert re.findall(r"tel:", html) == []
