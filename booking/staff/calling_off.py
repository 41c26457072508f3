"""Sessions called off and put back: who is told is shown first, person by person."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from booking.choices import SessionStatus
from booking.models import Session
from booking.services.refusals import Busy
from booking.services.sessions import cancel_sessions, restore_sessions
from booking.staff.effects import MOST_NAMED, Effects, effects_on, named_for
from booking.staff.participants.journal import keep
from locations.ownership.members import is_partner
from locations.ownership.viewsets import policy_of

MOST = 200
"""Sessions called off at once: each person is told, and someone waits."""

LONGEST_NUMBER = 19
"""Figures of the largest primary key, and one."""

SEEN = "vu"
AGAIN = (
    "Ce qui suit a changé depuis que vous l'avez lu : rien n'a été fait. Vérifiez la liste, puis confirmez de nouveau."
)


class NoteForm(forms.Form):
    """What the public and those who come are told."""

    note = forms.CharField(
        label="Pourquoi (lu par le public)",
        max_length=200,
        required=False,
        help_text="« Le médiateur est malade. » Cette note part avec le message, et se lit à côté de la date.",
    )


class SessionsScreen(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Sessions, what would become of them, who is told how; confirmed by a button, and only if nothing has changed."""

    request: HttpRequest
    model = Session
    permission_required = "change"
    open_to_partners = True
    template_name = "booking/admin/sessions_act.html"
    form_class: type[forms.Form] | None = NoteForm
    header_icon = "date"
    action = "booking.called_off"
    words = ""
    button = ""
    explanation = ""
    nothing = "Aucune de ces séances n'est à venir."

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Know who may."""
        self.permission_policy = policy_of(Session)
        self.now = timezone.now()
        super().setup(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Say where one is."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("admin_sessions:index"), "label": "Séances"},
            {"url": "", "label": self.get_page_title()},
        ]

    def sessions(self) -> QuerySet[Session]:
        """Return the sessions that it is about, in order."""
        raise NotImplementedError

    def own(self) -> QuerySet[Session]:
        """Return the sessions that the person may change."""
        found: QuerySet[Session] = self.permission_policy.instances_user_has_permission_for(self.request.user, "change")
        return found

    def act(self, pks: list[int], *, note: str) -> int:
        """Do it, and return to how many."""
        raise NotImplementedError

    def done_words(self, count: int) -> str:
        """Say what was done."""
        raise NotImplementedError

    @cached_property
    def rows(self) -> list[Session]:
        """The sessions, at most `MOST`."""
        return list(self.sessions()[:MOST])

    @cached_property
    def effects(self) -> Effects:
        """What is shown."""
        return named_for(effects_on(self.rows, self.words, now=self.now), self.request.user)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return not self.rows

    @cached_property
    def back_url(self) -> str:
        """Where one came from."""
        return get_valid_next_url_from_request(self.request) or reverse("admin_sessions:index")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do what was seen, or show it again where it has changed."""
        form = self.form_class(request.POST) if self.form_class else None
        if form is not None and not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        if self.is_done:
            # Two clicks: the first has done it.
            messages.info(request, "C'était déjà fait : il n'y a plus rien à changer.")
            return redirect(self.back_url)
        if request.POST.get(SEEN) != self.effects.seen:
            return self.render_to_response(self.get_context_data(form=form, outdated=True), status=409)
        to_call = [who for effect in self.effects.all if effect.is_named for who in effect.people if who.call]
        try:
            count = self.act([one.pk for one in self.rows], note=form.cleaned_data["note"] if form else "")
        except Busy as refusal:
            messages.error(request, str(refusal))
            return self.render_to_response(self.get_context_data(form=form), status=503)
        for one in Session.objects.filter(pk__in=[one.pk for one in self.rows]):
            keep(self.action, one, [], user=request.user)
        messages.success(request, self.done_words(count))
        if to_call:
            people = "; ".join(f"{who.first_name}, {who.call}" for who in to_call[:MOST_NAMED])
            messages.warning(request, f"À appeler : {people}.")
        return redirect(self.back_url)

    def get_context_data(self, form: forms.Form | None = None, **kwargs: Any) -> dict[str, Any]:
        """Give what is shown."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if form is None and self.form_class is not None:
            form = self.form_class()
        return {
            "form": form,
            "effects": self.effects,
            "seen": SEEN,
            "again": AGAIN,
            "limit": MOST,
            "button": self.button,
            "explanation": self.explanation,
            "nothing": self.nothing,
            "back_url": self.back_url,
            "next": get_valid_next_url_from_request(self.request),
            "outdated": False,
            "stops": False,
            "span": None,
            "heading": "",
            **context,
        }


def numbers(values: Iterable[str]) -> list[int]:
    """Return those that are numbers of rows: an address may be written by anybody."""
    return [int(one) for one in values if one.isdecimal() and len(one) < LONGEST_NUMBER][:MOST]


class ChosenScreen(SessionsScreen):
    """The sessions that the address names (`id=3&id=5`)."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse another's sessions, before anything is read or done."""
        named = set(numbers(request.GET.getlist("id")))
        if is_partner(request.user) and self.chosen().count() < len(named):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def chosen(self) -> QuerySet[Session]:
        """Return them all, whatever their state."""
        found = self.own().filter(pk__in=numbers(self.request.GET.getlist("id")))
        return found.select_related("activity", "location").order_by("start", "pk")


class CallOffView(ChosenScreen):
    """« Annuler »."""

    page_title = "Annuler des séances"
    words = "annulée"
    button = "Oui, annuler et prévenir"
    explanation = "Ces séances n'auront pas lieu. Chaque personne inscrite, ou en liste d'attente, est prévenue."
    nothing = "Aucune de ces séances n'est à venir et prévue : il n'y a rien à annuler."

    def sessions(self) -> QuerySet[Session]:
        """Keep what can be called off."""
        return self.chosen().filter(status=SessionStatus.SCHEDULED, end__gt=self.now)

    def act(self, pks: list[int], *, note: str) -> int:
        """Call them off."""
        return cancel_sessions(pks, note=note, now=self.now)

    def done_words(self, count: int) -> str:
        """Say how many."""
        return "La séance est annulée." if count == 1 else f"{count} séances sont annulées."


class RestoreView(ChosenScreen):
    """« Rétablir »."""

    page_title = "Rétablir des séances"
    words = "a lieu, finalement"
    action = "booking.put_back"
    button = "Oui, rétablir et prévenir"
    form_class = None
    explanation = (
        "Ces séances auront lieu. Les personnes qui avaient une place l'ont de nouveau, et sont prévenues ; "
        "la liste d'attente, elle, ne revient pas."
    )
    nothing = "Aucune de ces séances n'est annulée et à venir : il n'y a rien à rétablir."

    def sessions(self) -> QuerySet[Session]:
        """Keep what can be put back."""
        return self.chosen().filter(status=SessionStatus.CANCELLED, start__gt=self.now)

    def act(self, pks: list[int], *, note: str) -> int:
        """Put them back."""
        return restore_sessions(pks, now=self.now)

    def done_words(self, count: int) -> str:
        """Say how many."""
        return "La séance aura bien lieu." if count == 1 else f"{count} séances auront bien lieu."
