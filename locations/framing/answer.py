"""A framed page over HTTP: for anybody, for a minute, in the pages of those sites only that its organisation names."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from csp.constants import NONE, SELF
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from core.feeds import fingerprint
from core.middleware import allow_framing, replace
from locations.choices import FrameKind
from locations.framing.look import Look
from locations.framing.origins import ancestors
from locations.models import Organisation
from locations.widget.scripts import IN_FRAME, IN_FRAME_SOURCE

UNUSED = ("connect-src", "font-src", "form-action", "frame-src", "manifest-src")

MAX_AGE = 60
"""Seconds: a session called off, or a site allowed, is seen everywhere that much later at most."""


def framed(
    request: HttpRequest,
    *,
    organisation: Organisation,
    kind: FrameKind,
    look: Look,
    template: str,
    build: Callable[[], Mapping[str, Any]],
) -> HttpResponse:
    """
    Answer with this template, which extends `embed.html`; `build` gives what it says.

    `locations.framing.kept` keeps it for half a minute, answers 304 and counts the view. The tag moves with the policy
    too: a browser must not go on with the list of sites that it was given before.
    """
    context = {**build(), "partner": organisation, "look": look, "in_frame": IN_FRAME}
    html = render_to_string(template, context, request=request)
    allowed = ancestors(organisation.embed_origins, organisation.embed_presets)
    response = HttpResponse(html, headers={"Cache-Control": f"public, max-age={MAX_AGE}"})
    response.headers["ETag"] = fingerprint(html, *allowed)
    inside = {"script-src": [IN_FRAME_SOURCE], "style-src": [SELF, *hashes(look.style)]}
    replace(response, inside | {name: [NONE] for name in UNUSED})
    allow_framing(response, allowed)
    request.META.pop("HTTP_IF_NONE_MATCH", None)  # answered where all headers are, not on the way there
    response.frame_of = (organisation.pk, kind)  # type: ignore[attr-defined]  # read by KeptFramesMiddleware
    return response


def hashes(text: str) -> list[str]:
    """Return the fingerprint by which a policy allows these rules and no others (CSP Level 3, §2.3.1)."""
    return [f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"] if text else []
