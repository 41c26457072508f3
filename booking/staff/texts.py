"""« Textes des messages »: what staff say in place of our own words, checked as it is saved, and seen before."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from django.db.models import Case, QuerySet, Value, When
from django.db.models.functions import Length
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import EditView, IndexView, PreviewOnEditView, SnippetViewSet
from wagtail.utils.decorators import xframe_options_sameorigin_override

from booking.choices import AttendanceStatus, MessageKind
from booking.messages.facts import Facts
from booking.messages.letter import letter
from booking.messages.sms import AT_WORST, sms
from booking.messages.variables import EXPLAINED, allowed, refused
from booking.messages.words import EDITED, OURS, words_of
from booking.models import Activity, Attendance, Booking, MessageText, Session
from core.choosers import StaffChooserViewSet
from core.words import listing
from locations.models import Location
from outbox.gsm7 import parts

SAMPLE_TOKEN = "Xk3v9QmTfJ2bWc7Rz5Ld8Hs1Ny4Pg6Ua0Ei3Ox_sample"[:43]
_ADDRESS = re.compile(r"(?:\w+://|www\.)\S+|\b[\w-]+\.[a-z]{2,}\b\S*", re.IGNORECASE)
SEVERAL = 6
"""Dates of the course that is shown as a sample."""


def without(kind: str) -> list[str]:
    """Return the variables that have no meaning in messages of this kind."""
    return [] if kind == MessageKind.OFFER else ["jusqua"]


LONGEST_DATE = datetime(2026, 9, 23, 12, 30, tzinfo=UTC)
"""A Wednesday of September, at half past two in Paris: no date takes more letters."""


def sample(
    kind: MessageKind,
    *,
    now: datetime,
    helped: bool = False,
    place: Location | None = None,
    start: datetime | None = None,
) -> Facts:
    """Return invented places of an invented person, never saved: what a preview shows, and what lengths are told by."""
    booking = Booking(
        first_name="Amina", code="K7MPXRTW", phone="+33639980001", email="amina@exemple.invalid",
        contact_is_helper=helped, created_at=now,
    )  # fmt: skip
    start = start or (now + timedelta(days=9)).replace(hour=13, minute=0, second=0, microsecond=0)
    place = place or Location(name="Médiathèque des Lilas", address="12 rue des Lilas", postcode="75012", town="Paris")
    activity = Activity(name="Permanence Connectée", to_bring="Votre téléphone ou votre ordinateur")
    status = {MessageKind.WAITING: AttendanceStatus.WAITING, MessageKind.OFFER: AttendanceStatus.OFFERED}
    return Facts(
        [
            Attendance(
                booking=booking,
                session=Session(
                    activity=activity,
                    location=place,
                    start=start + timedelta(weeks=week),
                    end=start + timedelta(weeks=week, hours=2),
                    created_at=now,
                    changed_at=now,
                ),
                party_size=1,
                status=status.get(kind, AttendanceStatus.CONFIRMED),
                offer_ends_at=start - timedelta(days=1) if kind == MessageKind.OFFER else None,
                created_at=now,
                changed_at=now,
            )
            for week in range(SEVERAL if kind == MessageKind.COURSE_CONFIRMED else 1)
        ]
    )


def at_its_longest(text: MessageText, *, now: datetime) -> tuple[str, str]:
    """Return the SMS for the place with the longest name, and that name."""
    kind = MessageKind(text.kind)
    place = Location.objects.annotate(length=Length("name")).order_by("-length", "pk").first()
    facts = sample(kind, now=now, helped=True, place=place, start=LONGEST_DATE)
    return sms(words_of(kind, text), facts, token=SAMPLE_TOKEN), facts.where


class MessageTextForm(WagtailAdminModelForm):
    """The texts of one kind: our own stand in the empty fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show our words where staff wrote none, and what may stand in braces."""
        super().__init__(*args, **kwargs)
        ours = OURS[MessageKind(self.instance.kind)]
        for name in set(EDITED) & set(self.fields):
            field = self.fields[name]
            field.widget.attrs["placeholder"] = str(getattr(ours, name))
            field.help_text = f"Vide : « {getattr(ours, name)} »" if getattr(ours, name) else "Vide : rien de plus."

    def clean_subject(self) -> str:
        """Return the subject, on one line."""
        return self._checked("subject")

    def clean_opening(self) -> str:
        """Return the first sentence."""
        return self._checked("opening")

    def clean_after(self) -> str:
        """Return what stands at the bottom."""
        return self._checked("after")

    def clean_sms(self) -> str:
        """
        Return the SMS.

        :raises ValidationError: it leads elsewhere, or would take more than two for the place with the longest name.
        """
        written = self._checked("sms")
        if not written:
            return written
        if elsewhere := _ADDRESS.search(written):
            raise ValidationError(
                f"Dans un SMS, la seule adresse est {{lien}}, qui ouvre la réservation. Retirez « {elsewhere[0]} »."
            )
        longest, place = at_its_longest(MessageText(kind=self.instance.kind, sms=written), now=timezone.now())
        if parts(longest) > AT_WORST:
            raise ValidationError(
                f"Ce SMS ferait {len(longest)} signes pour le lieu au nom le plus long ({place}) : "
                "306 au plus, et 160 pour n'en payer qu'un."
            )
        return written

    def _checked(self, part: str) -> str:
        written = " ".join(self.cleaned_data[part].split())
        no = without(self.instance.kind)
        if unknown := refused(written, part=part, without=no):
            known = listing([f"{{{name}}}" for name in allowed(part) if name not in no])
            raise ValidationError(f"Nous ne connaissons pas {listing(unknown)} ici. Les variables : {known}.")
        return written


class MessageTextIndexView(IndexView):
    """Every kind of message, in the order of a booking's life, whether or not staff wrote anything for it."""

    default_ordering = "place"

    def get_base_queryset(self) -> QuerySet[MessageText]:
        """Make the rows that are missing: an empty one says the same as none."""
        known = set(MessageText.objects.values_list("kind", flat=True))
        missing = [MessageText(kind=kind) for kind in MessageKind.values if kind not in known]
        if missing:
            MessageText.objects.bulk_create(missing, ignore_conflicts=True)
        found: QuerySet[MessageText] = super().get_base_queryset()
        in_order = [When(kind=kind, then=Value(place)) for place, kind in enumerate(MessageKind.values)]
        return found.annotate(place=Case(*in_order, default=Value(len(in_order))))


class MessageTextEditView(EditView):
    """Saves the texts of one kind, and says how long the SMS gets."""

    def get_success_message(self) -> str:
        """Add the length to Wagtail's words."""
        longest, place = at_its_longest(self.object, now=timezone.now())
        count = "un SMS" if parts(longest) == 1 else f"{parts(longest)} SMS"
        said = super().get_success_message()
        return f"{said} Au plus long ({place}), le SMS fait {len(longest)} signes : {count}."


class MessageTextPreview(PreviewOnEditView):
    """What a person would get, with invented facts, as it is typed."""

    @method_decorator(xframe_options_sameorigin_override)
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer below the admin's address: a letter styles itself, which no public page may."""
        form = self.get_form(self._get_form_data(self._get_form_state()))
        if not self.validate_form(form):
            refusal: HttpResponse = self.error_response()
            return refusal
        text: MessageText = form.save(commit=False)
        kind, now = MessageKind(text.kind), timezone.now()
        mode = request.GET.get("mode", text.default_preview_mode)
        words, facts = words_of(kind, text), sample(kind, now=now, helped=mode == "aide")
        mail = letter(kind, words, facts, token=SAMPLE_TOKEN)
        if mode != "texte":
            return HttpResponse(mail.html)
        short = sms(words, facts, token=SAMPLE_TOKEN)
        longest, place = at_its_longest(text, now=now)
        context = {
            "mail": mail, "sms": short, "length": len(short), "longest": longest, "longest_length": len(longest),
            "parts": parts(longest), "place": place,
        }  # fmt: skip
        return TemplateResponse(request, "booking/admin/text_preview.html", context)


def _explained() -> str:
    """Return what staff may write in braces, as a list."""
    rows = format_html_join("", "<li><code>{{{}}}</code> : {}</li>", EXPLAINED.items())
    return format_html(
        "<p>Laissez un champ vide pour garder nos mots, que vous y lisez en gris. Une variable entre accolades est "
        "remplacée dans chaque message ; avec une majuscule, <code>{{Votre_place}}</code>, elle commence une phrase. "
        "Le jour, l'heure, le lieu, le code et le bouton sont dans tous les courriels.</p><ul>{}</ul>",
        rows,
    )


class MessageTextViewSet(SnippetViewSet):
    """« Textes des messages »: one row a kind."""

    model = MessageText
    icon = "mail"
    menu_label = "Textes des messages"
    search_backend_name = None
    search_fields: ClassVar = ["kind", "subject", "opening", "after", "sms"]
    list_display: ClassVar = ["__str__", Column("whose", label="Textes")]
    menu_item_is_registered = True  # among the bookings, not among Wagtail's snippets
    list_per_page = 50
    index_view_class = MessageTextIndexView
    edit_view_class = MessageTextEditView
    preview_on_edit_view_class = MessageTextPreview
    chooser_viewset_class = StaffChooserViewSet
    copy_view_enabled = False
    inspect_view_enabled = False
    add_to_reference_index = False
    edit_handler = ObjectList(
        [
            HelpPanel(_explained()),
            FieldPanel("subject"),
            FieldPanel("opening"),
            FieldPanel("after"),
            FieldPanel("sms"),
        ],
        base_form_class=MessageTextForm,
    )
