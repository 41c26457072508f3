"""« Messages non partis »: why, what to do about it in words, and sending them once more."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import log

from core.phones import phone_words
from outbox.models import Message, MessageQuerySet
from outbox.services import staff as services
from outbox.staff.access import CallersMenuItem, CallersOnly
from outbox.staff.calls import said

SENT_AGAIN = "outbox.sent_again"
SETTLED = "outbox.settled"
ON_A_PAGE = 30

Cause = Message.Cause
WHAT_TO_DO = {
    Cause.REFUSED: "L'adresse ou le numéro n'existe plus, ou contient une faute. Vérifiez-le avec la personne : "
    "appelez-la, ou attendez sa venue.",
    Cause.UNWRITABLE: "L'adresse contient une faute. Vérifiez-la avec la personne.",
    Cause.POSTPONED: "La boîte de la personne n'a rien pris pendant plusieurs jours (elle est peut-être pleine). "
    "Appelez la personne, ou renvoyez.",
    Cause.DOWN: "Notre service d'envoi n'a pas répondu pendant plusieurs jours. Prévenez qui s'occupe du site. "
    "Quand il marche de nouveau, renvoyez tout.",
    Cause.UNANSWERED: "Le service d'envoi n'a jamais dit s'il prenait ce message : il est peut-être arrivé. "
    "Prévenez qui s'occupe du site, puis renvoyez.",
    Cause.CREDIT: "Le compte SMS est vide. Demandez qu'il soit rechargé, puis renvoyez tout.",
    Cause.CEILING: "Trop de SMS ce jour-là. Renvoyez aujourd'hui, ou demandez une limite plus haute.",
    Cause.NO_CHANNEL: "Ce site n'envoie pas de SMS. Appelez la personne.",
    Cause.INTERRUPTED: "L'envoi a été coupé plusieurs fois. Prévenez qui s'occupe du site, puis renvoyez.",
    Cause.EXPIRED: "Il est trop tard : le rendez-vous a commencé, ou la proposition est finie. Rien à renvoyer.",
    Cause.UNREACHED: "Personne n'a répondu au téléphone.",
}


def advice(cause: str) -> str:
    """Return what to do, in words."""
    return WHAT_TO_DO[Cause(cause)] if cause else ""


class FailuresView(CallersOnly, TemplateView):
    """The messages that did not go and that nobody has dealt with; `?cause=` narrows them."""

    template_name = "outbox/admin/failures.html"
    page_title = "Messages non partis"
    header_icon = "warning"

    @property
    def cause(self) -> str:
        """What is asked for, or nothing."""
        asked = self.request.GET.get("cause", "")
        return asked if asked in Cause.values else ""

    @property
    def found(self) -> MessageQuerySet:
        """The messages of that cause, or all."""
        every = Message.objects.unsettled()
        return every.filter(cause=self.cause) if self.cause else every

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of them, and how many of each cause."""
        now = timezone.now()
        page = Paginator(self.found.defer("text", "html", "calendar"), ON_A_PAGE).get_page(self.request.GET.get("p"))
        counts = Message.objects.unsettled().order_by("cause").values_list("cause").annotate(Count("pk"))
        return super().get_context_data(**kwargs) | {
            "page": page,
            "lines": [
                {
                    "message": message,
                    "recipient": phone_words(message.recipient),
                    "when": said(message.not_before),
                    "may_go": message.may_go_again(now=now),
                    "advice": advice(message.cause),
                }
                for message in page
            ],
            "cause": self.cause,
            "query": f"&cause={self.cause}" if self.cause else "",
            "advice": advice(self.cause),
            "causes": [(name, Cause(name).label if name else "Autre", count) for name, count in counts],
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Send one again, or all that are shown; or say that they are dealt with."""
        now, number = timezone.now(), request.POST.get("message", "")
        chosen = self.found
        if number:
            chosen = chosen.filter(pk=int(number)) if number.isdecimal() and len(number) < 19 else chosen.none()
        one = chosen.first() if number else None
        if request.POST.get("choix") == "regle":
            self.say("Noté comme réglé", "Notés comme réglés", services.settle(chosen.order_by(), now=now))
            action = SETTLED
        else:
            self.say("Renvoyé", "Renvoyés", services.send_again(chosen.order_by(), now=now))
            action = SENT_AGAIN
        if one is not None:
            log(instance=one, action=action, user=request.user)
        return redirect(request.get_full_path())

    def say(self, one: str, many: str, count: int) -> None:
        """Say how many."""
        if count:
            messages.success(
                self.request, f"{one if count == 1 else many} : {count} message{'s' if count > 1 else ''}."
            )
        else:
            messages.warning(self.request, "Rien n'a changé : il est trop tard, ou quelqu'un d'autre s'en est occupé.")


class FailuresViewSet(ViewSet):
    """« Non partis »."""

    name = "outbox_failures"
    url_prefix = "messages-non-partis"
    icon = "warning"
    menu_label = "Non partis"
    menu_item_class: type[MenuItem] = CallersMenuItem

    def get_urlpatterns(self) -> list[Any]:
        """The list."""
        return [path("", self.construct_view(FailuresView), name="index")]


def failures_url() -> str:
    """Return where the list stands."""
    return reverse("outbox_failures:index")
