"""The contact page."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from wagtail.admin.panels import FieldPanel

from core.models import BasePage
from core.throttle import Throttled, client_address, count
from home.forms import ContactForm
from home.services.contact import Letter, send_letter


class ContactPage(BasePage):
    """
    `/contact/`, "pour travailler ensemble": a form whose message goes to the network's address.

    POST answers 303 to the thanks (`?envoye=oui`), 422 with the form and what was typed, or 429.
    """

    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = []
    max_count = 1

    template = "home/contact.html"

    thanks = models.CharField(
        "merci",
        max_length=200,
        default="Merci. Votre message est parti. Nous vous répondons dans les jours qui viennent.",
        help_text="Ce que lit la personne une fois son message envoyé.",
    )

    content_panels: ClassVar = [*BasePage.content_panels, FieldPanel("thanks")]

    class Meta:
        """French names."""

        verbose_name = "contact"

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or take what it sends."""
        if request.method != "POST":
            return self.answer(request, ContactForm(), sent="envoye" in request.GET)
        form = ContactForm(request.POST)
        if not form.is_valid():
            return self.answer(request, form, status=422)
        return self.send(request, form)

    def send(self, request: HttpRequest, form: ContactForm) -> HttpResponse:
        """Send a valid message, unless this address sends too many."""
        now = timezone.now()
        try:
            count(
                what="contact",
                address=client_address(request),
                limit=settings.CONTACT_MESSAGES_PER_HOUR_PER_ADDRESS,
                now=now,
            )
        except Throttled as refusal:
            response = self.answer(request, form, status=429, throttled=True)
            response.headers["Retry-After"] = str(refusal.retry_after)
            return response
        if not form.is_from_a_robot:
            data = form.cleaned_data
            send_letter(
                Letter(data["name"], data["email"], data["phone"], data["organisation"], data["message"]), now=now
            )
        response = HttpResponseRedirect(f"{request.path}?envoye=oui")
        response.status_code = 303
        return response

    def answer(self, request: HttpRequest, form: ContactForm, *, status: int = 200, **more: bool) -> HttpResponse:
        """Return the page around a form."""
        context = self.get_context(request) | {"form": form, "sent": False, "throttled": False} | more
        return TemplateResponse(request, self.template, context, status=status)
