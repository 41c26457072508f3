"""What stands under the finder beside the places: a sheet to print, a list to be sent, an error to report."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from core.throttle import Throttled, client_address, count
from locations.hours import PARIS
from locations.models import Location
from locations.names import calm_name
from locations.public_forms import ReportForm, SendForm
from locations.search import Search, read_search
from locations.selectors.places import shown_place
from locations.services.reporting import report_place
from locations.services.sending import send_list
from locations.take_away import FINDER_PATH, letter, take_away

ON_A_SHEET = 5
IN_A_MAIL = 10
SENT = "envoye"


def published_place(slug: str) -> Location:
    """
    The published place of this slug, perhaps a duplicate of the one that is shown.

    :raises Http404: no such place, or a draft.
    """
    location = shown_place(slug)
    if location is None:
        raise Http404("Ce lieu n'existe pas, ou n'est pas publié.")
    return location


def sheet(request: HttpRequest, frame: dict[str, Any]) -> HttpResponse:
    """Show the nearest places of a search on one sheet; to the finder where there is nothing to put on it."""
    search = read_search(request.GET, zone=PARIS)
    taken = take_away(search, count=ON_A_SHEET, now=timezone.now())
    if taken is None:
        return redirect(search.url(FINDER_PATH, page=1))
    addresses = {"list_url": search.url(FINDER_PATH, page=1), "send_url": search.url(f"{FINDER_PATH}envoyer/", page=1)}
    return _unreferred(TemplateResponse(request, "locations/sheet.html", frame | addresses | {"taken": taken}))


def send(request: HttpRequest, frame: dict[str, Any]) -> HttpResponse:
    """Ask where to send the list of a search, and send it: 303 to the thanks, 422, or 429 with what was typed."""
    search = read_search(request.GET, zone=PARIS)
    frame |= {"list_url": search.url(FINDER_PATH, page=1), "days": settings.MESSAGE_RETENTION_DAYS}
    if SENT in request.GET:
        return _ask_where(request, frame, SendForm(), search)
    form = SendForm(request.POST or None)
    taken = take_away(search, count=IN_A_MAIL, now=timezone.now())
    if taken is None:
        return redirect(search.url(FINDER_PATH, page=1))
    frame |= {"taken": taken}
    if request.method != "POST":
        return _ask_where(request, frame, form, search)
    if not form.is_valid():
        return _ask_where(request, frame, form, search, status=422)
    if not form.is_from_a_robot:
        text, html = letter(taken)
        try:
            send_list(
                recipient=form.cleaned_data["email"],
                sender=client_address(request),
                subject=taken.title,
                text=text,
                html=html,
                now=timezone.now(),
            )
        except Throttled as refusal:
            return _too_many(_ask_where(request, frame | {"throttled": True}, form, search, status=429), refusal)
    return _see_other(f"{_address(search)}&{SENT}=oui")


def report(request: HttpRequest, frame: dict[str, Any], slug: str) -> HttpResponse:
    """
    Take what someone says is wrong about a place: 303 to the thanks, 422, or 429 with what was typed.

    :raises Http404: no such place, or a draft.
    """
    location = published_place(slug)
    if location.duplicate_of and location.duplicate_of.live:
        return redirect(f"{location.duplicate_of.get_absolute_url()}signaler/")
    frame |= {"location": location, "name": calm_name(location.name), "days": settings.REPORT_RETENTION_DAYS}
    if request.method != "POST":
        return _ask_what(request, frame, ReportForm())
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _ask_what(request, frame, form, status=422)
    now, limit = timezone.now(), settings.REPORTS_PER_HOUR_PER_ADDRESS
    try:
        count(what="erreur", address=client_address(request), limit=limit, now=now)
    except Throttled as refusal:
        return _too_many(_ask_what(request, frame | {"throttled": True}, form, status=429), refusal)
    if not form.is_from_a_robot:
        told = {name: form.cleaned_data[name] for name in ("kind", "words", "contact")}
        report_place(location=location, **told, now=now)
    return _see_other(f"{request.path}?{SENT}=oui")


def _ask_where(
    request: HttpRequest, frame: dict[str, Any], form: SendForm, search: Search, *, status: int = 200
) -> HttpResponse:
    context = {"throttled": False, "taken": None} | frame | {"form": form, "action": _address(search)}
    context |= {"sent": SENT in request.GET}
    return _unreferred(TemplateResponse(request, "locations/send.html", context, status=status))


def _ask_what(request: HttpRequest, frame: dict[str, Any], form: ReportForm, *, status: int = 200) -> HttpResponse:
    context = {"throttled": False} | frame | {"form": form, "sent": SENT in request.GET}
    return TemplateResponse(request, "locations/report.html", context, status=status)


def _address(search: Search) -> str:
    return search.url(f"{FINDER_PATH}envoyer/", page=1)


def _see_other(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def _unreferred(response: HttpResponse) -> HttpResponse:
    """The address may hold where the person is: no link says it to another site."""
    # Not "no-referrer": a browser then says that a form comes from nowhere ("Origin: null"), and Django refuses it.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _too_many(response: HttpResponse, refusal: Throttled) -> HttpResponse:
    response.headers["Retry-After"] = str(refusal.retry_after)
    return response
