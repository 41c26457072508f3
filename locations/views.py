"""What stands under the finder: the places, a sheet to print, a list to be sent, an error to report."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone

from core.throttle import Throttled, client_address, count
from locations.finder.search import Search, read_search
from locations.hours.states import PARIS
from locations.models import Location
from locations.names import calm_name
from locations.place.take_away import FINDER_PATH, TakeAway, letter, take_away
from locations.public_forms import ReportForm, SendForm
from locations.selectors.places import shown_place
from locations.services.reporting import report_place
from locations.services.sending import send_list

ON_A_SHEET = 5
IN_A_MAIL = 10
SENT = "envoye"


def place(request: HttpRequest, slug: str) -> HttpResponse:
    """
    Show the page of a place; a duplicate sends to the one that is shown.

    :raises Http404: no such place, or a draft.
    """
    location = _published(slug)
    if location.duplicate_of and location.duplicate_of.live:
        return redirect(location.duplicate_of.get_absolute_url())
    return render(request, "locations/location.html", {"location": location})


def sheet(request: HttpRequest) -> HttpResponse:
    """Show the nearest places of a search on one sheet; to the finder where there is nothing to put on it."""
    search = read_search(request.GET, zone=PARIS)
    taken = take_away(search, count=ON_A_SHEET, now=timezone.now())
    if taken is None:
        return redirect(_list(search))
    context = {"taken": taken, "list_url": _list(search), "send_url": _sending(search)}
    return _unreferred(render(request, "locations/sheet.html", context))


def send(request: HttpRequest) -> HttpResponse:
    """Ask where to send the list of a search, and send it: 303 to the thanks, 422, or 429 with what was typed."""
    search, now = read_search(request.GET, zone=PARIS), timezone.now()
    if SENT in request.GET:
        return _ask_where(request, search, SendForm(), sent=True)
    taken = take_away(search, count=IN_A_MAIL, now=now)
    if taken is None:
        return redirect(_list(search))
    if request.method != "POST":
        return _ask_where(request, search, SendForm(), taken)
    form = SendForm(request.POST)
    if not form.is_valid():
        return _ask_where(request, search, form, taken, status=422)
    if not form.is_from_a_robot:
        (text, html), sender = letter(taken), client_address(request)
        try:
            send_list(form.cleaned_data["email"], sender=sender, subject=taken.title, text=text, html=html, now=now)
        except Throttled as refusal:
            return _too_many(_ask_where(request, search, form, taken, status=429, throttled=True), refusal)
    return _see_other(f"{_sending(search)}&{SENT}=oui")


def report(request: HttpRequest, slug: str) -> HttpResponse:
    """
    Take what someone says is wrong about a place: 303 to the thanks, 422, or 429 with what was typed.

    :raises Http404: no such place, or a draft.
    """
    location = _published(slug)
    if location.duplicate_of and location.duplicate_of.live:
        return redirect(f"{location.duplicate_of.get_absolute_url()}signaler/")
    if request.method != "POST":
        return _ask_what(request, location, ReportForm(), sent=SENT in request.GET)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _ask_what(request, location, form, status=422)
    now, limit = timezone.now(), settings.REPORTS_PER_HOUR_PER_ADDRESS
    try:
        count(what="erreur", address=client_address(request), limit=limit, now=now)
    except Throttled as refusal:
        return _too_many(_ask_what(request, location, form, status=429, throttled=True), refusal)
    if not form.is_from_a_robot:
        told = {name: form.cleaned_data[name] for name in ("kind", "words", "contact")}
        report_place(location=location, **told, now=now)
    return _see_other(f"{request.path}?{SENT}=oui")


def _published(slug: str) -> Location:
    location = shown_place(slug)
    if location is None:
        raise Http404("Ce lieu n'existe pas, ou n'est pas publié.")
    return location


def _ask_where(
    request: HttpRequest,
    search: Search,
    form: SendForm,
    taken: TakeAway | None = None,
    *,
    status: int = 200,
    sent: bool = False,
    throttled: bool = False,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "taken": taken, "sent": sent, "throttled": throttled}
    context |= {"action": _sending(search), "list_url": _list(search), "days": settings.MESSAGE_RETENTION_DAYS}
    return _unreferred(render(request, "locations/send.html", context, status=status))


def _ask_what(
    request: HttpRequest,
    location: Location,
    form: ReportForm,
    *,
    status: int = 200,
    sent: bool = False,
    throttled: bool = False,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "sent": sent, "throttled": throttled}
    context |= {"location": location, "name": calm_name(location.name), "days": settings.REPORT_RETENTION_DAYS}
    return render(request, "locations/report.html", context, status=status)


def _list(search: Search) -> str:
    return search.url(FINDER_PATH, page=1)


def _sending(search: Search) -> str:
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
