"""No link of the demonstration leads nowhere."""

import re
from html import unescape
from io import StringIO
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.core.management import call_command

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MOST = 400
"""Addresses followed; lists of dates alone would give thousands."""


def links(html: str, here: str) -> list[str]:
    """Every address of our own that a page links to or loads, static files aside."""
    found = [urldefrag(urljoin(here, unescape(link)))[0] for link in re.findall(r'(?:href|src|action)="([^"]+)"', html)]
    ours = [link for link in found if link.startswith("http://testserver/")]
    return [link.removeprefix("http://testserver") for link in ours if "/static/" not in link]


def test_every_link_of_the_demonstration_leads_somewhere(client, settings) -> None:
    settings.DEMO = True
    call_command("seed_demo", stdout=StringIO())
    todo, seen, dead = ["/"], {"/"}, []
    while todo and len(seen) < MOST:
        path = todo.pop(0)
        answer = client.get(path)
        if answer.status_code >= 400:
            dead.append((path, answer.status_code))
        if not answer.headers.get("Content-Type", "").startswith("text/html") or answer.status_code != 200:
            continue
        for link in links(answer.content.decode(), f"http://testserver{path}"):
            # One session, one page of a list and one month stand for all of them.
            kind = re.sub(r"\d+", "0", urlsplit(link).path) + str(sorted(urlsplit(link).query.split("=")[:1]))
            if kind not in seen:
                seen.add(kind)
                todo.append(link)
    assert len(seen) > 40
    assert dead == []
