"""« Inscrire quelqu'un » : on the phone or at the desk, outside the public's window, beyond the places if told so."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from booking.choices import Need
from booking.forms import KEY, ContactFields, new_key, one_line
from booking.models import Booking
from booking.services.booking import Person, enrol
from booking.services.refusals import BookingRefused, NoRoom, SessionPast
from booking.staff.participants.journal import keep
from booking.staff.participants.screens import ParticipantsScreen
from core.codes import code_words

MOST_PEOPLE = 50
"""In one booking, by staff."""

OVERBOOK, WAIT = "overbook", "wait"


class EnrolForm(ContactFields):
    """Who comes; staff read the questions, so they are about somebody else."""

    first_name = forms.CharField(label="Prénom", max_length=60, error_messages={"required": "Donnez un prénom."})
    last_name = forms.CharField(label="Nom (facultatif)", max_length=80, required=False)
    contact_is_helper = forms.BooleanField(label="C'est le contact d'une personne qui l'aide", required=False)
    party_size = forms.IntegerField(
        label="Nombre de personnes",
        min_value=1,
        max_value=MOST_PEOPLE,
        initial=1,
        error_messages={
            "required": "Donnez un nombre de personnes.",
            "invalid": "Donnez un nombre de personnes.",
            "min_value": "Il faut au moins une personne.",
            "max_value": f"{MOST_PEOPLE} personnes au plus par réservation.",
        },
    )
    referred = forms.BooleanField(
        label="Vient par orientation d'un professionnel",
        required=False,
        help_text="Sa place est alors prise parmi celles qui sont gardées.",
    )
    needs = forms.MultipleChoiceField(
        label="À préparer", required=False, choices=Need.choices, widget=forms.CheckboxSelectMultiple
    )
    companions = forms.CharField(
        label="Qui vient aussi (facultatif)",
        required=False,
        max_length=500,
        help_text="Les prénoms suffisent. Ni mot de passe, ni information de santé.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    idempotency_key = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    field_order = ("first_name", "last_name", "phone", "email", "contact_is_helper", "party_size", "referred", "needs")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave it to the browser to fill in nothing: it would be the staff's own name and number."""
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
            field.label_suffix = ""

    def clean_first_name(self) -> str:
        """Refuse what names nobody."""
        name = one_line(self.cleaned_data["first_name"])
        if not name:
            raise forms.ValidationError(self.fields["first_name"].error_messages["required"], code="required")
        return name

    def clean_last_name(self) -> str:
        """Keep it on one line."""
        return one_line(self.cleaned_data["last_name"])

    def clean_idempotency_key(self) -> str:
        """Take the key that the form was shown with."""
        key = str(self.cleaned_data["idempotency_key"])
        return key if KEY.fullmatch(key) else new_key()

    @property
    def person(self) -> Person:
        """Who comes, once the form is valid."""
        data = self.cleaned_data
        return Person(
            first_name=data["first_name"],
            last_name=data["last_name"],
            phone=data["phone"],
            email=data["email"],
            contact_is_helper=data["contact_is_helper"],
            needs=tuple(data["needs"]),
            companions=data["companions"],
        )


class EnrolView(ParticipantsScreen):
    """The form; where there is no place it says so, and asks whether to add one or to wait."""

    template_name = "booking/admin/participants_enrol.html"
    page_title = "Inscrire quelqu'un"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Book, or say why not, with what was typed."""
        form = EnrolForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            booking = self.enrol(form)
        except BookingRefused as refusal:
            return self.render_to_response(self.get_context_data(form=form, refusal=refusal), status=409)
        keep("booking.enrolled", self.session, [booking], user=request.user)
        messages.success(request, self.done_words(booking))
        return redirect(self.participants_url)

    def enrol(self, form: EnrolForm) -> Booking:
        """:raises BookingRefused: it cannot be."""
        return enrol(
            session=self.session,
            person=form.person,
            party_size=form.cleaned_data["party_size"],
            referred=form.cleaned_data["referred"],
            idempotency_key=form.cleaned_data["idempotency_key"],
            overbook=OVERBOOK in self.request.POST,
            wait=WAIT in self.request.POST,
            now=self.now,
        )

    def done_words(self, booking: Booking) -> str:
        """Say what to tell the person."""
        waits = WAIT in self.request.POST
        done = "est en liste d'attente" if waits else "a sa place"
        written = "" if booking.email else " Aucun courriel ne part : dites-lui ce code."
        return f"{booking.first_name} {done}. Code : {code_words(booking.code)}.{written}"

    def get_context_data(
        self, form: EnrolForm | None = None, refusal: BookingRefused | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        """Give the form, and the ways out of a refusal."""
        session = self.session
        if form is None:
            form = EnrolForm(initial={"idempotency_key": new_key()})
        if refusal is not None:
            session.refresh_from_db()
        missing = form.cleaned_data["party_size"] - session.places_left if refusal else 0
        is_past = isinstance(refusal, SessionPast)
        return super().get_context_data(
            **{
                "form": form,
                "refusal": refusal,
                "may_overbook": isinstance(refusal, NoRoom) or is_past,
                "may_wait": isinstance(refusal, NoRoom) and session.waiting_left > 0,
                "is_past": is_past,
                "missing": max(0, missing),
                "room": session.capacity + session.overbooked + max(0, missing),
                "overbook": OVERBOOK,
                "wait": WAIT,
                **kwargs,
            }
        )
