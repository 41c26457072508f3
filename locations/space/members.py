"""« Membres »: who manages the organisation, who has been invited to, who leaves."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import auth, messages
from django.contrib.auth import get_user_model
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from wagtail.admin.auth import permission_denied
from wagtail.log_actions import log

from core.throttle import Throttled
from locations.models import Invitation, Membership, Organisation
from locations.ownership.members import ENTERING, manages
from locations.services import invitations as services
from locations.services.members import leave
from locations.space.registry import Screen
from locations.space.screen import OrganisationScreen
from outbox.models import Message

ON_A_PAGE = 50

INVITED = "locations.member.invite"
WITHDRAWN = "locations.member.withdraw"
LEFT = "locations.member.leave"
REMOVED = "locations.member.remove"

INVITES = "locations.add_invitation"
"""Who has it invites the first member of an organisation."""

TOO_MANY = (
    "Trop d'invitations sont parties : au plus {hour} par heure pour une organisation, et {one} par jour "
    "vers une même adresse. Attendez un peu."
)
NOT_GONE = frozenset({Message.Status.FAILED, Message.Status.TOO_LATE})


class InviteForm(forms.Form):
    """Whom to invite."""

    email = forms.EmailField(
        label="Adresse électronique de la personne",
        max_length=get_user_model()._meta.get_field("username").max_length,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Écrivez une adresse électronique.",
            "invalid": "Cette adresse n'est pas complète. Par exemple : nom@exemple.fr.",
        },
    )


def invites(user: Any, organisation: Organisation) -> bool:
    """
    Whether this person invites: its members, and whom the administrator lets.

    Staff who keep organisations and read no bookings would else become members, and read them.
    """
    return manages(user, organisation) or bool(user.has_perm(INVITES))


class MembersScreen(OrganisationScreen):
    """The members, the invitations that wait, and the form that invites one more."""

    template_name = "locations/space/members.html"
    screen = "members"
    page_title = "Membres"
    header_icon = "group"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Invite somebody."""
        if not invites(request.user, self.organisation):
            return permission_denied(request)  # type: ignore[no-any-return]  # Wagtail has no types
        form = InviteForm(request.POST)
        if not form.is_valid():
            return self.refuse(form=form)
        email = form.cleaned_data["email"]
        try:
            services.invite(organisation=self.organisation, email=email, by=request.user, now=self.now)
        except services.AlreadyMember as refusal:
            form.add_error("email", str(refusal))
            return self.refuse(form=form)
        except Throttled as throttled:
            form.add_error(None, TOO_MANY.format(hour=services.MOST_AN_HOUR, one=services.MOST_TO_ONE))
            response = self.refuse(form=form)
            response.status_code = 429
            response.headers["Retry-After"] = str(throttled.retry_after)
            return response
        log(instance=self.organisation, action=INVITED, user=request.user)
        return self.done(f"Une invitation part à {email}. Elle sert une fois, pendant une semaine.")

    def get_context_data(self, form: InviteForm | None = None, **kwargs: Any) -> dict[str, Any]:
        """Give a page of each."""
        members = self.page_of("p", Membership.objects.filter(organisation=self.organisation).select_related("user"))
        waiting = self.page_of("i", Invitation.objects.filter(organisation=self.organisation, accepted_at=None))
        return super().get_context_data(
            **{
                "form": form or InviteForm(),
                "invites": invites(self.request.user, self.organisation),
                "members": members,
                "invitations": waiting,
                "shown_invitations": shown(waiting, now=self.now),
                **kwargs,
            }
        )

    def page_of(self, name: str, rows: Any) -> Page[Any]:
        """Return the page that the address asks for."""
        return Paginator(rows, ON_A_PAGE).get_page(self.request.GET.get(name))


def shown(invitations: Page[Invitation], *, now: datetime) -> list[dict[str, Any]]:
    """Return each invitation with whether its link still opens anything, and whether its mail went: one query."""
    subjects = [services.about(one.pk) for one in invitations]
    states = dict(Message.objects.filter(about__in=subjects).values_list("about", "status"))
    return [
        {
            "invitation": one,
            "is_over": one.expires_at <= now,
            "is_lost": states.get(services.about(one.pk)) in NOT_GONE,
        }
        for one in invitations
    ]


class WithdrawalScreen(OrganisationScreen):
    """Withdraws an invitation that waits; to send one again is to invite again."""

    screen = "members"
    http_method_names = ["post"]
    invitation: Invitation

    def find(self, **kwargs: Any) -> None:
        """Find it among those of the organisation."""
        waiting = Invitation.objects.filter(organisation=self.organisation, accepted_at=None)
        self.invitation = get_object_or_404(waiting, pk=kwargs["pk"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let its link open nothing any more."""
        services.withdraw(self.invitation)
        log(instance=self.organisation, action=WITHDRAWN, user=request.user)
        return self.done(f"L'invitation de {self.invitation.email} est retirée : son lien n'ouvre plus rien.")


class RemovalScreen(OrganisationScreen):
    """Asks before somebody loses what the membership gives, at once: another, or oneself."""

    template_name = "locations/space/removal.html"
    screen = "members"
    header_icon = "group"
    membership: Membership

    def find(self, **kwargs: Any) -> None:
        """Find the member among those of the organisation."""
        members = Membership.objects.filter(organisation=self.organisation).select_related("user")
        self.membership = get_object_or_404(members, pk=kwargs["pk"])

    @property
    def is_oneself(self) -> bool:
        """Whether who asks is who leaves."""
        return bool(self.membership.user_id == self.request.user.pk)

    def get_page_title(self) -> str:
        """Say who leaves."""
        return "Quitter l'organisation" if self.is_oneself else f"Retirer {name_of(self.membership.user)}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say who, and whether nobody is left."""
        left = Membership.objects.filter(organisation=self.organisation).exclude(pk=self.membership.pk)
        return super().get_context_data(
            **{
                "name": name_of(self.membership.user),
                "is_oneself": self.is_oneself,
                "is_last": not left.exists(),
                "back_url": self.url("members"),
                **kwargs,
            }
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """End the membership."""
        leave(user=self.membership.user, organisation=self.organisation)
        log(instance=self.organisation, action=LEFT if self.is_oneself else REMOVED, user=request.user)
        if self.is_oneself:
            return self.left()
        return self.done(f"{name_of(self.membership.user)} ne gère plus {self.organisation}.")

    def left(self) -> HttpResponse:
        """Lead who left to what they still have; out of the admin, where that is nothing."""
        person = get_user_model()._default_manager.get(pk=self.membership.user_id)  # without what was known before
        enters = person.has_perm(ENTERING)
        if not enters:
            auth.logout(self.request)
        messages.success(self.request, f"Vous ne gérez plus {self.organisation}.")
        return redirect("wagtailadmin_home" if enters else "wagtailadmin_login")


def name_of(user: Any) -> str:
    """Return how members know each other."""
    return str(user.get_full_name() or user.get_username())


def said(organisation: Organisation, now: datetime) -> str:
    """Return how many there are, in words."""
    members = organisation.memberships.count()
    waiting = Invitation.objects.open(now=now).filter(organisation=organisation).count()
    words = "Personne encore" if not members else "1 personne" if members == 1 else f"{members} personnes"
    if not waiting:
        return words
    return f"{words}, {waiting} invitation{'s' if waiting > 1 else ''} en attente"


SCREEN = Screen(
    "members",
    "Membres",
    "user",
    10,
    what="Qui gère l'organisation ici. Invitez vos collègues, retirez qui s'en va.",
    said=said,
    urls=[
        path("membres/", MembersScreen.as_view(), name="members"),
        path("membres/invitations/<int:pk>/retirer/", WithdrawalScreen.as_view(), name="withdraw"),
        path("membres/<int:pk>/retirer/", RemovalScreen.as_view(), name="remove"),
    ],
)
