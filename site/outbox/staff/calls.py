"""« À appeler »: the people whom no message reaches, what to say to each, and what came of it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import log

from core.dates import moment_words
from core.phones import phone_link, phone_words
from outbox.models import Message, MessageQuerySet
from outbox.services import staff as services
from outbox.staff.access import CallersMenuItem, CallersOnly

CALLED = "outbox.called"
NOT_REACHED = "outbox.not_reached"
ON_A_PAGE = 20
TAKEN = "Quelqu'un d'autre s'en est occupé entre-temps. Voici la liste à jour."


class CallsMixin:
    """The list, what expires first on top; a POST says how one call ended. `people` says whom it is about."""

    request: HttpRequest
    page_title = "À appeler"
    header_icon = "mobile-alt"

    def people(self) -> MessageQuerySet:
        """Return the messages among which this list looks."""
        return Message.objects.all()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of people, and say how many come back later."""
        now = timezone.now()
        page = Paginator(self.people().to_call(now=now), ON_A_PAGE).get_page(self.request.GET.get("p"))
        later = self.people().filter(status=Message.Status.TO_CALL, not_before__gt=now).order_by("not_before")
        first_later = later.values_list("not_before", flat=True).first()
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # a mix-in
        return context | {
            "page": page,
            "calls": [call_shown(message) for message in page],
            "later": later.count() if first_later else 0,
            "later_words": said(first_later) if first_later else "",
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write down how the call ended."""
        number = request.POST.get("message", "")
        found = self.people().filter(pk=int(number)) if number.isdecimal() and len(number) < 19 else None
        message = found.filter(status=Message.Status.TO_CALL).first() if found is not None else None
        if message is None or request.POST.get("essais") != str(message.attempts):
            messages.warning(request, TAKEN)
        elif request.POST.get("issue") == "appele":
            self.say_called(message)
        else:
            self.say_not_reached(message)
        return redirect(request.get_full_path())

    def say_called(self, message: Message) -> None:
        """The person has been told."""
        if services.called(message, now=timezone.now()):
            log(instance=message, action=CALLED, user=self.request.user)
            messages.success(self.request, "C'est noté : la personne a été appelée.")
        else:
            messages.warning(self.request, TAKEN)

    def say_not_reached(self, message: Message) -> None:
        """Nobody answered."""
        later = services.not_reached(message, now=timezone.now())
        if later is not None:
            log(instance=message, action=NOT_REACHED, user=self.request.user)
            messages.success(self.request, f"C'est noté. La personne revient dans cette liste {said(later)}.")
        else:
            messages.warning(self.request, TAKEN)


class CallsView(CallersOnly, CallsMixin, TemplateView):
    """Everybody, for the team."""

    template_name = "outbox/admin/calls.html"


def call_shown(message: Message) -> dict[str, Any]:
    """Return a call as the list says it."""
    return {
        "message": message,
        "phone": phone_words(message.recipient),
        "phone_url": phone_link(message.recipient),
        "since": said(message.created_at),
        "until": said(message.expires_at) if message.expires_at else "",
        "tries": message.attempts if message.cause == Message.Cause.UNREACHED else 0,
    }


def said(moment: datetime) -> str:
    """Return a moment in words, on the clock of the person who reads."""
    return moment_words(timezone.localtime(moment))


class CallsViewSet(ViewSet):
    """« À appeler »."""

    name = "outbox_calls"
    url_prefix = "messages-a-appeler"
    icon = "mobile-alt"
    menu_label = "À appeler"
    menu_item_class: type[MenuItem] = CallersMenuItem

    def get_urlpatterns(self) -> list[Any]:
        """The list."""
        return [path("", self.construct_view(CallsView), name="index")]


def calls_url() -> str:
    """Return where the list stands."""
    return reverse("outbox_calls:index")
