"""The SMS: one of 160 signs wherever it fits by shortening the place's name, and never more than two."""

from django.urls import reverse

from booking.entries import MANAGE_PATH, absolute
from booking.messages.facts import Facts
from booking.messages.variables import fill, named
from booking.messages.words import Words
from outbox.gsm7 import ALONE, IN_A_PART, parts, to_gsm7, width

AT_WORST = 2
LEAST_OF_A_NAME = 20
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

    The name alone is shortened, from its end: the rest of the message is what people must have.
    """
    text = _filled(template, values)
    if "lieu" not in named(template):
        return text
    for wanted, room, least in ((1, ALONE, LEAST_OF_A_NAME), (AT_WORST, AT_WORST * IN_A_PART, 1)):
        name = values["lieu"]
        while parts(text) > wanted and len(name) > least:
            name = _shorter(name, by=max(1, width(text) - room), least=least)
            text = _filled(template, values | {"lieu": f"{name}..."})
        if parts(text) <= wanted:
            break
        text = _filled(template, values)
    return text


def _shorter(name: str, *, by: int, least: int) -> str:
    """Return the name less so many signs at least, without half a word if enough is left."""
    cut = name[: max(least, len(name) - by)]
    whole = cut.rpartition(" ")[0].rstrip(" -–,;:/(")
    return whole if len(whole) >= least else cut


def _filled(template: str, values: dict[str, str]) -> str:
    return " ".join(to_gsm7(fill(template, values)).split()).replace("....", "...")
