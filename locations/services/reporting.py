"""What people tell us is wrong about a place: kept for staff, and sent to the network's address."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from wagtail.admin.admin_url_finder import AdminURLFinder

from core.forgetting import Rule, days_before
from locations.models import Location, PlaceReport
from outbox.services import enqueue


@transaction.atomic
def report_place(*, location: Location, kind: str, words: str, contact: str, now: datetime) -> PlaceReport:
    """Keep what was told and put a message to the network in the outbox: both, or neither."""
    report = PlaceReport.objects.create(location=location, kind=kind, words=words, contact=contact, created_at=now)
    edit_url = AdminURLFinder().get_edit_url(location)
    text = render_to_string(
        "locations/messages/report.txt",
        {
            "report": report,
            "place_url": f"{settings.PUBLIC_BASE_URL}{location.get_absolute_url()}",
            "edit_url": f"{settings.PUBLIC_BASE_URL}{edit_url}" if edit_url else "",
        },
    )
    enqueue(
        kind="place_report",
        about=f"location:{location.pk}",
        recipient=settings.CONTACT_EMAIL,
        subject=f"Erreur signalée : {location}",
        text=text,
        now=now,
    )
    return report


def _old_reports(now: datetime) -> QuerySet[PlaceReport]:
    """Return what was told long enough ago, seen to or not."""
    before = days_before(now, settings.REPORT_RETENTION_DAYS)
    return PlaceReport.objects.filter(created_at__lt=before) if before else PlaceReport.objects.none()


RULES = (Rule("Erreurs signalées sur un lieu", _old_reports),)
