"""What partners are written: the invitation to manage an organisation."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.dates import moment_words
from locations.models import Invitation


def invitation_letter(invitation: Invitation, token: str) -> tuple[str, str, str]:
    """Return the subject, the text and the formatted text of an invitation, in French whoever sends it."""
    with translation.override(settings.LANGUAGE_CODE):
        organisation = invitation.organisation.name
        subject = _("%(organisation)s vous invite à gérer ses séances") % {"organisation": organisation}
        context = {
            "subject": subject,
            "organisation": organisation,
            "inviter": invitation.invited_by.get_full_name() if invitation.invited_by else "",
            "url": f"{settings.PUBLIC_BASE_URL}{reverse('invitation:link', args=[token])}",
            "until": moment_words(timezone.localtime(invitation.expires_at)),
            "site_name": settings.SITE_NAME,
        }
        text = render_to_string("locations/messages/invitation.txt", context)
        html = render_to_string("locations/messages/invitation.html", context)
    return subject, text.strip() + "\n", html
