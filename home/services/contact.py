"""A message from the contact page, on its way to the network."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from core.phones import phone_words
from outbox.services import enqueue


@dataclass(frozen=True, slots=True)
class Letter:
    """What someone wrote. `phone` is in its international form; it or `email` is there."""

    name: str
    email: str
    phone: str
    organisation: str
    message: str


@transaction.atomic
def send_letter(letter: Letter, *, now: datetime) -> None:
    """Put the message in the outbox, to the network's own address."""
    text = render_to_string(
        "home/messages/contact.txt",
        {"letter": letter, "phone_words": phone_words(letter.phone) if letter.phone else ""},
    )
    enqueue(
        kind="contact",
        recipient=settings.CONTACT_EMAIL,
        subject=f"Pour travailler ensemble : {letter.organisation or letter.name}",
        text=text,
        now=now,
    )
