"""The SMS: one of 160 signs wherever it fits by shortening the place's name, and never more than two."""

from django.urls import reverse

from booking.entries import MANAGE_PATH, absolute
from booking.messages.facts import Facts
from booking.messages.variables import fill
from booking.messages.words import Words
from outbox.gsm7 import parts, to_gsm7

AT_WORST = 2
LEAST_OF_A_NAME = 24
"""Signs of a place's name below which it says nothing any more."""


def sms(words: Words, facts: Facts, *, token: str = "") -> str:
    """Return the text, in the alphabet of an SMS."""
    values = facts.values(link=short_link(token), short=True)
    return fitted(str(words.sms), values)


def short_link(token: str) -> str:
    """Return the address that opens the booking from a telephone; without a token, where one's code is asked."""
    return absolute(reverse("short_link", args=[token]) if token else MANAGE_PATH)


def fitted(template: str, values: dict[str, str]) -> str:
    """
    Return the text, in one SMS if the place's name can be shortened so far, else in two.

    The name loses whole words from its end: the rest of the message is what people must have.
    """
    text = _filled(template, values)
    for wanted in range(1, AT_WORST + 1):
        shortest = LEAST_OF_A_NAME if wanted < AT_WORST else 0
        if (shorter := _in_parts(template, values, wanted, shortest)) is not None:
            return shorter
    return text


def _in_parts(template: str, values: dict[str, str], wanted: int, shortest: int) -> str | None:
    text, name = _filled(template, values), values["lieu"]
    while parts(text) > wanted:
        name = _shorter(name)
        if len(name) < max(shortest, 1):
            return None
        text = _filled(template, values | {"lieu": f"{name}..."})
    return text


def _shorter(name: str) -> str:
    """Return the name without its last word, and what joined it to the others."""
    return name.rpartition(" ")[0].rstrip(" -–,;:/(")


def _filled(template: str, values: dict[str, str]) -> str:
    return " ".join(to_gsm7(fill(template, values)).split())
