"""Whose pictures a page may show: those of the map where there is one, nobody's elsewhere."""

from typing import Any

import pytest
from django.test import Client

from config.settings.env import tile_template
from locations.tests.factories import make_finder, make_place

HOST = "https://tuiles.exemple.fr"


def pictures(path: str) -> str:
    """The `img-src` of an address, which must exist."""
    response = Client().get(path)
    assert response.status_code == 200, path
    [found] = [part for part in response.headers["Content-Security-Policy"].split("; ") if part.startswith("img-src")]
    return found


@pytest.mark.django_db
def test_only_the_finder_and_the_admin_show_pictures_of_the_map(settings: Any) -> None:
    settings.MAP_TILES_URL = HOST + "/{z}/{x}/{y}.png?style=clair"
    make_finder()
    place = make_place()
    allowed = {
        path: pictures(path)
        for path in (
            "/points-accueil/",
            "/points-accueil/?q=38000",
            "/admin/login/",
            "/",
            place.get_absolute_url(),
            "/rendez-vous/",
            "/recherche/",
            "/plan-du-site/",
            "/integration/",
            "/api/v1/docs",
        )
    }
    assert allowed == {
        "/points-accueil/": f"img-src 'self' data: {HOST}",
        "/points-accueil/?q=38000": f"img-src 'self' data: {HOST}",
        "/admin/login/": f"img-src 'self' data: blob: {HOST}",
        "/": "img-src 'self' data:",
        place.get_absolute_url(): "img-src 'self' data:",
        "/rendez-vous/": "img-src 'self' data:",
        "/recherche/": "img-src 'self' data:",
        "/plan-du-site/": "img-src 'self' data:",
        "/integration/": "img-src 'self' data:",
        "/api/v1/docs": "img-src 'self' data:",
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("template", "policy"),
    [
        ("", "img-src 'self' data:"),
        ("https://{s}.exemple.fr:8443/{z}/{x}/{y}.png", "img-src 'self' data: https://*.exemple.fr:8443"),
    ],
)
def test_no_pictures_mean_no_origin_and_several_machines_one(settings: Any, template: str, policy: str) -> None:
    settings.MAP_TILES_URL = template
    make_finder()
    assert pictures("/points-accueil/") == policy


@pytest.mark.django_db
def test_the_finder_tells_nobody_what_was_searched() -> None:
    make_finder()
    assert Client().get("/points-accueil/?q=38000").headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("url", ["https://a.fr/{z}/{x}/{y}.png", "http://127.0.0.1:9/{z}/{x}/{y}"])
def test_an_address_of_pictures_is_taken_as_it_is(url: str) -> None:
    assert tile_template(url) == url


def test_zero_means_no_pictures() -> None:
    assert tile_template("0") == ""


@pytest.mark.parametrize("url", ["non", "http://a.fr/{z}/{x}/{y}", "https://a.fr/{z}/{x}.png", "//a.fr/{z}/{x}/{y}"])
def test_an_address_without_https_or_without_its_three_numbers_is_refused(url: str) -> None:
    with pytest.raises(Exception, match="MAP_TILES_URL doit être une adresse https avec"):
        tile_template(url)
