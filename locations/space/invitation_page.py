"""
`/invitation/`: who was invited joins, with the account they have or with a new one.

A link that is wrong, too old or used gets one and the same page; only such links are counted.
"""

import logging
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.log_actions import log

from core.throttle import Throttled, check, client_address, count
from locations.models import Invitation
from locations.services.invitations import AccountExists, DeadLink, accept, accept_with_new_account, opened_by
from locations.space import invitation_pass
from locations.space.account_form import AccountForm
from locations.space.registry import space_url

logger = logging.getLogger(__name__)

TRIES = "invitation"
JOINED = "locations.member.join"


@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Exchange the mailed link for a pass, and take it out of the address bar."""
    now, address = timezone.now(), client_address(request)
    limit = settings.CODE_TRIES_PER_HOUR_PER_ADDRESS
    try:
        check(what=TRIES, address=address, limit=limit, now=now)
        invitation = opened_by(token, now=now)
        if invitation is None:
            logger.info("an invitation that opens nothing was tried")
            count(what=TRIES, address=address, limit=limit, now=now)
    except Throttled as refusal:
        response = _dead_link(request, status=HTTPStatus.TOO_MANY_REQUESTS)
        response.headers["Retry-After"] = str(refusal.retry_after)
        return response
    if invitation is None:
        return _dead_link(request)
    response = _see_other(reverse("invitation:page"))
    response.headers["Referrer-Policy"] = "no-referrer"
    invitation_pass.give(response, invitation)
    return response


@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """Show the invitation that the pass opens; a POST joins, opens an account, or signs somebody else out."""
    invitation = invitation_pass.invitation_of(request, now=timezone.now())
    if invitation is None:
        return _dead_link(request)
    if request.method != "POST":
        return _ask(request, invitation)
    try:
        if request.POST.get("choix") == "autre":
            auth.logout(request)
            return _see_other(request.path)
        return _join(request, invitation) if request.user.is_authenticated else _open_account(request, invitation)
    except DeadLink:
        return _dead_link(request)


def _join(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    accept(invitation, user=request.user, now=timezone.now())
    return _joined(request, invitation)


def _open_account(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = AccountForm(request.POST, email=invitation.email)
    if not form.is_valid():
        return _ask(request, invitation, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    told = {name: form.cleaned_data[name] for name in ("first_name", "last_name", "password")}
    try:
        user = accept_with_new_account(invitation, **told, now=timezone.now())
    except AccountExists as refusal:
        form.add_error(None, str(refusal))
        return _ask(request, invitation, form, status=HTTPStatus.CONFLICT)
    auth.login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return _joined(request, invitation)


def _joined(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Lead to the organisation's space."""
    organisation = invitation.organisation
    log(instance=organisation, action=JOINED, user=request.user)
    messages.success(request, f"Vous gérez maintenant les séances de {organisation}.")
    response = _see_other(space_url("overview", organisation))
    invitation_pass.PASS.take_back(response)
    return response


def _ask(
    request: HttpRequest, invitation: Invitation, form: AccountForm | None = None, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    user = request.user
    context: dict[str, Any] = {
        "invitation": invitation,
        "organisation": invitation.organisation,
        "inviter": invitation.invited_by.get_full_name() if invitation.invited_by else "",
        "form": form or AccountForm(email=invitation.email),
        "signed_in_as": (user.get_full_name() or user.get_username()) if user.is_authenticated else "",
        "sign_in_url": f"{reverse('wagtailadmin_login')}?next={reverse('invitation:page')}",
    }
    return _kept_by_nobody(render(request, "locations/space/invitation.html", context, status=status))


def _dead_link(request: HttpRequest, *, status: int = HTTPStatus.NOT_FOUND) -> HttpResponse:
    """Say that the link opens nothing. The page has no form: its address must not even go to ourselves."""
    slow = status == HTTPStatus.TOO_MANY_REQUESTS
    response = render(request, "locations/space/invitation_dead.html", {"slow": slow}, status=status)
    _kept_by_nobody(response).headers["Referrer-Policy"] = "no-referrer"
    return response


def _kept_by_nobody(response: HttpResponse) -> HttpResponse:
    """Keep the page out of every cache, search engine and other site's logs."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _see_other(url: str) -> HttpResponse:
    response = _kept_by_nobody(HttpResponseRedirect(url))
    response.status_code = HTTPStatus.SEE_OTHER
    return response
