"""The API's page for people."""

import re

import pytest


@pytest.mark.django_db
def test_the_page_tells_every_address_and_asks_nothing_of_anybody_else(client) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    html = client.get("/api/v1/docs").content.decode()
    assert re.findall(r"<code>GET ([^<]+)</code>", html) == list(paths)
    assert "<code>limite</code></dt><dd>Combien de lieux.<br>nombre entier, de 1 à 100, 10 par défaut</dd>" in html
    assert "plusieurs fois, si besoin : <code>avec</code>, <code>sans</code></dd>" in html
    # What a page loads comes from its own address: the policy would block the rest.
    loaded = re.findall(r'<(?:script|img|link)[^>]+(?:src|href)="(https?://[^"]+)"', html)
    assert [url for url in loaded if not url.startswith("http://testserver/")] == []
