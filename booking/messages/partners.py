"""What partners are written about their programs."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from booking.messages.letter import Letter


def stopped_letter(*, organisation: str, program: str, url: str) -> Letter:
    """Return the mail that says that a program is called no more, and where to have it called again."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Votre programme ne reçoit plus les séances de %(organisation)s") % {"organisation": organisation}
        context = {"subject": subject, "organisation": organisation, "program": program, "url": url}
        return Letter(
            subject=subject,
            text=render_to_string("booking/messages/webhook_stopped.txt", context).strip() + "\n",
            html=render_to_string("booking/messages/webhook_stopped.html", context),
        )
