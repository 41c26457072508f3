"""How a message leaves. A channel either hands it over, or says whether another try makes sense."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from outbox.models import Message

PERMANENT = range(500, 600)  # RFC 5321 §4.2.1: do not repeat the exact request
SERVICE_CLOSING = 421  # RFC 5321 §4.2.3: and the line is cut


class NotSent(Exception):
    """
    The message did not leave. Its text, in French, is for staff and names nobody.

    `permanent`: another try would change nothing. `channel_down`: other messages would fare no better now.
    """

    permanent = False
    channel_down = False


class Refused(NotSent):
    """The other side wants none of this message, now or ever."""

    permanent = True


class Postponed(NotSent):
    """The other side asks to come back later."""


class ChannelDown(NotSent):
    """Nobody answers, or we are not let in."""

    channel_down = True


def send_mail(message: Message, connection: BaseEmailBackend) -> None:
    """
    Hand one mail to the server: text and HTML alike, and its calendar entry both shown (RFC 6047) and attached.

    :raises NotSent: it did not go.
    """
    mail = EmailMultiAlternatives(
        message.subject,
        message.text,
        settings.DEFAULT_FROM_EMAIL,
        [message.recipient],
        reply_to=[settings.CONTACT_EMAIL],
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    if message.calendar:
        mail.attach_alternative(message.calendar, f"text/calendar; method={message.calendar_method}")
        # As a file it is no `text/calendar`: clients would take that for a second invitation.
        mail.attach("rendez-vous.ics", message.calendar.encode(), "application/ics")
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        raise _answer(code, words, message) from error
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPConnectError, smtplib.SMTPHeloError) as error:
        raise ChannelDown(f"Le serveur de courriel ne nous laisse pas entrer ({error.smtp_code}).") from error
    except smtplib.SMTPResponseException as error:
        raise _answer(error.smtp_code, error.smtp_error, message) from error
    except (smtplib.SMTPException, OSError) as error:
        raise ChannelDown(f"Le serveur de courriel ne répond pas ({type(error).__name__}).") from error
    except ValueError as error:
        # Django's BadHeaderError, or an address that cannot be written: no try will change it.
        raise Refused("L'adresse ou l'objet ne peut pas être écrit dans un courriel.") from error


def _answer(code: int, words: bytes | str, message: Message) -> NotSent:
    """Return the server's refusal; its words often repeat the address, which has no place in a listing."""
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    said = " ".join(said.replace(message.recipient, "…").split())[:160]
    if code == SERVICE_CLOSING:
        return ChannelDown(f"Le serveur de courriel se ferme ({code}).")
    if code in PERMANENT:
        return Refused(f"Le serveur de courriel a refusé ce message ({code} {said}).")
    return Postponed(f"Le serveur de courriel demande de revenir plus tard ({code} {said}).")
