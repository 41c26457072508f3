"""Mail: one line to the server a round, and what its answers mean."""

import logging
import re
import smtplib
import ssl

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from outbox.channels.answers import Cause, ChannelDown, NotSent, Postponed, Refused, Unanswered
from outbox.channels.smtp import NoAnswer
from outbox.models import Message

logger = logging.getLogger(__name__)

PERMANENT = range(500, 600)  # RFC 5321 §4.2.1: do not repeat the exact request
SERVICE_CLOSING = 421  # RFC 5321 §4.2.3: and the line is cut

MEANINGS = {
    "1.1": "cette adresse n'existe pas",
    "1.2": "ce domaine n'existe pas",
    "1.3": "cette adresse est mal écrite",
    "1.6": "cette boîte a déménagé",
    "1.10": "ce domaine ne reçoit pas de courriel",
    "2.0": "problème de boîte",
    "2.1": "cette boîte est fermée",
    "2.2": "cette boîte est pleine",
    "2.3": "ce message est trop long",
    "3.2": "le serveur ne prend plus rien",
    "4.1": "le serveur de la personne ne répond pas",
    "4.7": "le délai est passé",
    "7.0": "règle de sécurité",
    "7.1": "le serveur ne veut pas de nos messages",
    "7.26": "nos messages ne sont pas bien signés (SPF, DKIM)",
}
"""The second and third figures of an enhanced status code (RFC 3463), which is all that is kept of a server's words."""

_ENHANCED = re.compile(rb"[245]\.(\d\.\d{1,2})\b")


class MailChannel:
    """
    Hands mails to the server that `EMAIL_…` names.

    A server may end a line that has carried enough messages: the next one then opens another, once.
    """

    def __init__(self) -> None:
        self.connection = get_connection()
        self.is_open = self.carried = False

    def send(self, message: Message) -> None:
        """
        Hand one mail over.

        :raises NotSent: it did not go.
        """
        try:
            mail = _mail(message)
            mail.message()  # a header that cannot be written is this message's own trouble
        except ValueError as error:
            raise Refused("L'adresse ou l'objet ne peut pas être écrit dans un courriel.", Cause.UNWRITABLE) from error
        try:
            self._hand_over(mail)
        except ChannelDown:
            if not self.carried:
                raise
            self.close()
            self._hand_over(mail)
        self.carried = True

    def went_already(self, message: Message) -> bool:
        """Nobody can say: the recipient's server knows the Message-ID."""
        return False

    def close(self) -> None:
        """Hang up; a line that is already dead is no news."""
        self.is_open = self.carried = False
        try:
            self.connection.close()
        except OSError:
            logger.warning("the mail server hung up first")

    def _hand_over(self, mail: EmailMultiAlternatives) -> None:
        mail.connection = self.connection
        try:
            if not self.is_open:
                self.connection.open()
                self.is_open = True
            mail.send()
        except ssl.SSLError as error:
            raise ChannelDown("La liaison chiffrée avec le serveur de courriel a échoué.") from error
        except NoAnswer as error:
            raise Unanswered("Le serveur de courriel n'a pas dit s'il prenait ce message.") from error
        except smtplib.SMTPRecipientsRefused as error:
            raise _answer(*next(iter(error.recipients.values()))) from error
        except smtplib.SMTPSenderRefused as error:
            raise ChannelDown(f"Le serveur de courriel refuse notre adresse d'envoi ({error.smtp_code}).") from error
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPConnectError, smtplib.SMTPHeloError) as error:
            raise ChannelDown(f"Le serveur de courriel ne nous laisse pas entrer ({error.smtp_code}).") from error
        except smtplib.SMTPResponseException as error:
            raise _answer(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            raise ChannelDown(f"Le serveur de courriel ne répond pas ({type(error).__name__}).") from error
        except ValueError as error:
            raise Refused("L'adresse ne peut pas être écrite dans un courriel.", Cause.UNWRITABLE) from error


def _mail(message: Message) -> EmailMultiAlternatives:
    """Return text and HTML alike, and the calendar entry both shown (RFC 6047) and attached."""
    mail = EmailMultiAlternatives(
        message.subject,
        message.text,
        settings.DEFAULT_FROM_EMAIL,
        [message.recipient],
        reply_to=[settings.CONTACT_EMAIL],
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    if message.calendar:
        mail.attach_alternative(message.calendar, f"text/calendar; method={message.calendar_method}")
        # As a file it is no `text/calendar`: clients would take that for a second invitation.
        mail.attach("rendez-vous.ics", message.calendar.encode(), "application/ics")
    return mail


def _answer(code: int, words: bytes | str) -> NotSent:
    """Return the server's refusal; its words may repeat the address in any form, and only their code is kept."""
    said = f"{code}{_meaning(words.encode() if isinstance(words, str) else words)}"
    if code == SERVICE_CLOSING:
        return ChannelDown(f"Le serveur de courriel se ferme ({said}).")
    if code in PERMANENT:
        return Refused(f"Le serveur de courriel a refusé ce message ({said}).", Cause.REFUSED)
    return Postponed(f"Le serveur de courriel demande de revenir plus tard ({said}).", Cause.POSTPONED)


def _meaning(words: bytes) -> str:
    """Return what the server's enhanced status code says, or nothing."""
    found = _ENHANCED.match(words.strip())
    meaning = MEANINGS.get(found[1].decode()) if found else None
    return f", {meaning}" if meaning else ""
