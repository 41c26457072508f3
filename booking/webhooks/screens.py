"""« Appels automatiques »: the addresses of an organisation, one of them with its calls, how a program hears them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from wagtail.log_actions import log

from booking.models import Webhook
from booking.services.webhooks import keeping as services
from booking.services.webhooks.health import SCREEN as NAME
from booking.webhooks.deliveries import in_words, shown
from core.throttle import Throttled
from locations.models import Organisation
from locations.space.registry import Screen
from locations.space.screen import OrganisationScreen
from outbox.channels.answers import NotSent
from outbox.channels.webhook import SIGNATURE, STAMP

ON_A_PAGE = 30
ONE, REMOVAL, MANUAL = "webhook", "webhook_removal", "webhook_manual"
ACTIONS = {
    "booking.webhook.add": ("Ajouter un appel automatique", "Appel automatique ajouté"),
    "booking.webhook.start": ("Mettre en service un appel automatique", "Appel automatique mis en service"),
    "booking.webhook.pause": ("Mettre en pause un appel automatique", "Appel automatique mis en pause"),
    "booking.webhook.rotate": ("Changer la clé d'un appel automatique", "Clé d'un appel automatique changée"),
    "booking.webhook.remove": ("Supprimer un appel automatique", "Appel automatique supprimé"),
}
"""What the history of the organisation keeps."""

TOO_OFTEN = "Trop d'essais depuis une heure. Attendez un peu."
NOTHING_LEFT = (
    "Rien n'est renvoyé : l'adresse n'est pas en service, l'appel a plus de sept jours, ou un appel plus récent parle "
    "de la même séance."
)


class AddressForm(forms.Form):
    """One more address."""

    url = forms.CharField(
        label="Adresse de votre programme",
        max_length=services.LONGEST,
        help_text="Par exemple : https://www.exemple.fr/seances",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": "Écrivez l'adresse de votre programme.",
            "max_length": "Cette adresse est trop longue.",
        },
    )


class ProgramsScreen(OrganisationScreen):
    """The addresses, and one more."""

    template_name = "booking/webhooks/list.html"
    screen = NAME
    page_title = "Appels automatiques"
    header_icon = "code"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add an address."""
        form = AddressForm(request.POST)
        if not form.is_valid():
            return self.refuse(form=form)
        try:
            webhook = services.add(self.organisation, form.cleaned_data["url"], now=self.now)
        except services.AddressRefused as refusal:
            form.add_error("url", str(refusal))
            return self.refuse(form=form)
        log(instance=self.organisation, action="booking.webhook.add", user=request.user)
        messages.success(request, "L'adresse est gardée. Elle sera appelée dès qu'elle aura répondu à un essai.")
        return redirect(self.url(ONE, webhook.pk))

    def get_context_data(self, form: AddressForm | None = None, **kwargs: Any) -> dict[str, Any]:
        """Give the addresses, a few at most, and the form."""
        webhooks = [
            {"webhook": one, "url": self.url(ONE, one.pk), **state_of(one, now=self.now)}
            for one in self.organisation.webhooks.order_by("pk")
        ]
        return super().get_context_data(
            **{
                "webhooks": webhooks,
                "most": services.MOST,
                "form": form or AddressForm(),
                "manual_url": self.url(MANUAL),
                **kwargs,
            }
        )


class ProgramScreen(OrganisationScreen):
    """An address: its key, its trial, its calls; each form says in `choix` what it wants."""

    template_name = "booking/webhooks/one.html"
    screen = NAME
    header_icon = "code"
    webhook: Webhook

    def find(self, **kwargs: Any) -> None:
        """Find the address among those of the organisation."""
        self.webhook = get_object_or_404(self.organisation.webhooks, pk=kwargs["pk"])

    def get_page_title(self) -> str:
        """Name the address."""
        return self.webhook.url

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do what was chosen."""
        does: dict[str, Callable[[], HttpResponse]] = {
            "cle": self.rotate,
            "essai": self.try_out,
            "pause": self.pause,
            "renvoi": self.send_one_again,
            "renvois": self.send_all_again,
        }
        return does.get(request.POST.get("choix", ""), lambda: self.back("Rien n'a été changé."))()

    def rotate(self) -> HttpResponse:
        """Show another key, once: no browser keeps a page of the admin, and one that is sent again makes another."""
        key = services.rotate(self.webhook)
        self.keep("booking.webhook.rotate")
        return self.render_to_response(self.get_context_data(key=key))

    def try_out(self) -> HttpResponse:
        """Call it now."""
        try:
            services.try_out(self.webhook, now=self.now)
        except NotSent as error:
            return self.refuse(refusal=str(error))
        except Throttled as throttled:
            response = self.refuse(refusal=TOO_OFTEN)
            response.status_code = 429
            response.headers["Retry-After"] = str(throttled.retry_after)
            return response
        self.keep("booking.webhook.start")
        return self.back("Votre programme a répondu. Il est appelé à partir de maintenant.")

    def pause(self) -> HttpResponse:
        """Call it no more."""
        services.pause(self.webhook, now=self.now)
        self.keep("booking.webhook.pause")
        return self.back("Les appels sont en pause. Pour reprendre, essayez l'adresse.")

    def send_one_again(self) -> HttpResponse:
        """Send one call once more."""
        number = self.request.POST.get("appel", "")
        calls = services.deliveries(self.webhook)
        chosen = calls.filter(pk=int(number)) if number.isdecimal() and len(number) < 19 else calls.none()
        return self.sent_again(services.send_again(self.webhook, chosen, now=self.now))

    def send_all_again(self) -> HttpResponse:
        """Send all that was given up."""
        return self.sent_again(services.send_again(self.webhook, services.not_gone(self.webhook), now=self.now))

    def sent_again(self, count: int) -> HttpResponse:
        """Say how many."""
        words = "1 appel est renvoyé." if count == 1 else f"{count} appels sont renvoyés."
        return self.back(words if count else NOTHING_LEFT)

    def keep(self, action: str) -> None:
        """Keep in the history what was done."""
        log(instance=self.organisation, action=action, user=self.request.user)

    def back(self, sentence: str) -> HttpResponse:
        """Say what was done, here."""
        messages.info(self.request, sentence)
        return redirect(self.request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the state of the address, and a page of its calls."""
        page = Paginator(services.deliveries(self.webhook), ON_A_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            **{
                "webhook": self.webhook,
                **state_of(self.webhook, now=self.now),
                "page": page,
                "calls": [shown(message, now=self.now) for message in page],
                "not_gone": services.not_gone(self.webhook).count(),
                "manual_url": self.url(MANUAL),
                "removal_url": self.url(REMOVAL, self.webhook.pk),
                **kwargs,
            }
        )


class RemovalScreen(ProgramScreen):
    """Asks before an address goes, with its calls."""

    template_name = "booking/webhooks/removal.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Forget it."""
        services.remove(self.webhook)
        self.keep("booking.webhook.remove")
        return self.done("L'adresse et ses appels sont supprimés.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Lead back."""
        return OrganisationScreen.get_context_data(
            self, **{"webhook": self.webhook, "back_url": self.url(ONE, self.webhook.pk), **kwargs}
        )


class ManualScreen(OrganisationScreen):
    """What a developer must know."""

    template_name = "booking/webhooks/manual.html"
    screen = NAME
    page_title = "Mode d'emploi des appels"
    header_icon = "code"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the headers."""
        return super().get_context_data(**{"stamp": STAMP, "signature": SIGNATURE, **kwargs})


def state_of(webhook: Webhook, *, now: datetime) -> dict[str, str]:
    """Return how an address stands, in words."""
    answered = f"Dernière réponse : {in_words(webhook.delivered_at, now=now)}." if webhook.delivered_at else ""
    if webhook.active and webhook.failing_since:
        silent = f"Premier appel sans réponse : {in_words(webhook.failing_since, now=now)}."
        return {"state": "Ne répond plus", "said": f"{silent} {answered}"}
    if webhook.active:
        return {"state": "En service", "said": answered}
    if webhook.failing_since:
        return {"state": "Arrêté", "said": f"Sans réponse pendant 24 heures. {answered}"}
    if webhook.delivered_at:
        return {"state": "En pause", "said": answered}
    return {"state": "À essayer", "said": "Cette adresse n'a pas encore répondu à un essai."}


def said(organisation: Organisation, now: datetime) -> str:
    """Return how many addresses are called, and whether one does not answer."""
    states = [state_of(one, now=now)["state"] for one in organisation.webhooks.all()]
    words = [f"{states.count(state)} {state.lower()}" for state in sorted(set(states))]
    return ", ".join(words)


def name_actions(actions: Any) -> None:
    """Say in the history of an organisation what was done."""
    for action, (label, words) in ACTIONS.items():
        actions.register_action(action, label, words)


SCREEN = Screen(
    NAME,
    "Appels automatiques",
    "code",
    70,
    what="Pour qui a un développeur : votre programme apprend aussitôt qu'une séance change.",
    said=said,
    urls=[
        path("appels/", ProgramsScreen.as_view(), name=NAME),
        path("appels/mode-d-emploi/", ManualScreen.as_view(), name=MANUAL),
        path("appels/<int:pk>/", ProgramScreen.as_view(), name=ONE),
        path("appels/<int:pk>/supprimer/", RemovalScreen.as_view(), name=REMOVAL),
    ],
)
