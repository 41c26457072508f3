"""Asking a partner's server for its calendar, politely, and what its refusals mean."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from django.conf import settings

from core.outbound import Answer, OutboundError, Refused, fetch
from core.own_site import is_ours

PATIENCE = 10
"""Seconds for a whole calendar to come."""

MOST_BYTES = 5_000_000
REDIRECTIONS = 3
LONGEST_WAIT = timedelta(days=7)
"""What a server may ask us to wait, at most."""

OUR_OWN = "Cette adresse est celle de notre propre site : ses dates sont déjà dans l'agenda."

_PAGE = re.compile(rb"^[\s\xef\xbb\xbf]*<(?:!doctype|html|head|body|\?xml|!--)", re.IGNORECASE)
_SENTENCES = {
    401: "Cet agenda demande un mot de passe. Demandez au partenaire une adresse publique.",
    403: "Le serveur refuse de donner cet agenda (erreur 403). Demandez au partenaire de le rendre public.",
    404: "Il n'y a rien à cette adresse (erreur 404). Vérifiez-la avec le partenaire.",
    410: "Le partenaire a retiré cet agenda (erreur 410).",
    429: "Le serveur demande de venir moins souvent (erreur 429).",
}


class NotGiven(Exception):
    """The calendar did not come; the message is for staff. `wait`: what the server asks for. `gone`: for ever."""

    def __init__(self, words: str, *, wait: timedelta | None = None, gone: bool = False) -> None:
        super().__init__(words)
        self.wait = wait
        self.gone = gone


@dataclass(frozen=True, slots=True)
class Given:
    """A calendar as it came, and by what the next demand will say that we have it."""

    body: bytes
    etag: str = ""
    last_modified: str = ""


def ask(address: str, *, now: datetime, etag: str = "", last_modified: str = "") -> Given | None:
    """
    Return what is at this address, or None where the server says that it is what we have.

    :raises NotGiven: it does not come, is too large or too late, or is a page made for people.
    """
    known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = {"Accept": "text/calendar, */*;q=0.5", **{name: value for name, value in known.items() if value}}
    try:
        answer = fetch(address, timeout=PATIENCE, max_bytes=MOST_BYTES, headers=headers, redirects=REDIRECTIONS)
    except Refused as refusal:
        raise NotGiven(_why_refused(address, refusal)) from refusal
    except OutboundError as error:
        raise NotGiven(str(error)) from error
    if answer.status == 304 and (etag or last_modified):
        return None
    if answer.status != 200:
        raise _not_given(answer, now)
    if is_ours(answer.url):
        raise NotGiven(OUR_OWN)
    if _PAGE.match(answer.body[:500]):
        raise NotGiven(
            "Cette adresse mène à une page internet, pas à un agenda. Cherchez-y un lien « iCal », « .ics » ou "
            "« S'abonner », et donnez l'adresse de ce lien."
        )
    return Given(answer.body, _kept(answer, "etag", 300), _kept(answer, "last-modified", 100))


def _why_refused(address: str, refusal: Refused) -> str:
    if address.startswith("http://") and not settings.OUTBOUND_PERMITS_LOOPBACK:
        return "Cette adresse commence par http://, qui n'est pas protégé. Essayez la même avec https://."
    return str(refusal)


def _not_given(answer: Answer, now: datetime) -> NotGiven:
    words = _SENTENCES.get(answer.status, f"Le serveur répond par l'erreur {answer.status}.")
    if answer.status >= 500:
        words = f"Le serveur du partenaire est en panne (erreur {answer.status})."
    return NotGiven(words, wait=_wait(answer.headers.get("retry-after", ""), now), gone=answer.status == 410)


def _wait(told: str, now: datetime) -> timedelta | None:
    """How long to wait (RFC 9110 §10.2.3: seconds, or a date), within reason."""
    if told.isdecimal() and told.isascii():
        return timedelta(seconds=min(int(told[:9]), LONGEST_WAIT.total_seconds()))
    try:
        until = parsedate_to_datetime(told)
    except (ValueError, OverflowError):
        return None
    return min(max(until.replace(tzinfo=until.tzinfo or UTC) - now, timedelta()), LONGEST_WAIT)


def _kept(answer: Answer, name: str, most: int) -> str:
    """What the server wants to be told next time: whole, or not at all."""
    value = answer.headers.get(name, "")
    return value if len(value) <= most else ""
