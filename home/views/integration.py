"""`/integration/`: a partner sees its calendar and copies what shows it elsewhere."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from home.selectors.partners import hosts as organisations_with_calendars
from locations.models import Organisation


@require_safe
def integration(request: HttpRequest) -> HttpResponse:
    """Offer the organisations that have calendars; show one's frame and its addresses (`?partenaire=<slug>`)."""
    hosts = organisations_with_calendars()
    asked = request.GET.get("partenaire", "")
    chosen = next((host for host in hosts if host.slug == asked), None)
    context = {"hosts": hosts, "chosen": chosen, "unknown": bool(asked) and chosen is None}
    return render(request, "home/integration.html", context | (addresses_of(chosen) if chosen else {}))


def addresses_of(host: Organisation) -> dict[str, str]:
    """Return the frame's path, the code that shows it on another site, and the calendar's address."""
    path = f"/integration/calendrier/{host.slug}/"
    frame_title = f"Prochaines séances : {host.name}".replace('"', "")
    return {
        "frame_path": path,
        "frame_title": frame_title,
        "frame_code": (
            f'<iframe src="{settings.PUBLIC_BASE_URL}{path}" title="{frame_title}" '
            'width="100%" height="640" loading="lazy"></iframe>'
        ),
        "calendar_address": f"{settings.PUBLIC_BASE_URL}/flux/seances.ics?partenaire={host.slug}",
    }
