"""The editing screen of a place."""

from typing import Any

from django.conf import settings
from django.forms.widgets import Script
from wagtail.admin.compare import TextFieldComparison
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    PublishingPanel,
)

from locations.completeness import completeness, missing
from locations.forms import LocationForm
from locations.models import PlaceReport
from locations.staff.hours_field import said


class HoursComparison(TextFieldComparison):
    """Two versions of hours, in the words that the public reads."""

    def __init__(self, field: Any, obj_a: Any, obj_b: Any) -> None:
        """Put sentences where the syntax was."""
        super().__init__(field, obj_a, obj_b)
        self.val_a: str = " ".join(said(field.value_from_object(obj_a)))
        self.val_b: str = " ".join(said(field.value_from_object(obj_b)))

    def field_label(self) -> str:
        """Name it without its syntax."""
        return "Horaires"


class HoursPanel(FieldPanel):
    """Rows of hours; compared in words."""

    def get_comparison_class(self) -> type[TextFieldComparison]:
        """Compare in words."""
        return HoursComparison


class MissingPanel(Panel):
    """Says how much is known of the place, what is missing, and what people say is wrong."""

    class BoundPanel(Panel.BoundPanel):
        """Bound to one place."""

        template_name = "locations/admin/missing_panel.html"

        def is_shown(self) -> bool:
            """Nothing is missing of a place that is being made."""
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Give the score of what is on the screen, which may be a draft."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {
                "score": completeness(self.instance),
                "missing": missing(self.instance),
                "reports": PlaceReport.objects.filter(location=self.instance.pk, status=PlaceReport.Status.NEW),
                "answers": self.request.user.has_perm("locations.change_placereport"),
            }


class PointPanel(FieldRowPanel):
    """Latitude and longitude, with a map whose marker moves by mouse, touch or arrow keys, and a search by address."""

    class BoundPanel(FieldRowPanel.BoundPanel):
        """Bound to one place."""

        template_name = "locations/admin/point_panel.html"

        class Media:
            """The element; the map's library is fetched once the map is asked for."""

            js = (Script("js/point-carte.js", type="module"),)
            css = {"all": ("css/admin-lieux.css",)}

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Say where the pictures of the map come from."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"tiles": settings.MAP_TILES_URL, "attribution": settings.MAP_TILES_ATTRIBUTION}


OURS = "locations.change_location"
"""Who has it is of our team; a member does without these fields, which are about the whole network."""

WHAT = [FieldPanel("name"), FieldPanel("network", permission=OURS), FieldPanel("operator"), FieldPanel("summary")]

WHERE = [
    FieldPanel("address"),
    FieldPanel("address_complement"),
    FieldRowPanel([FieldPanel("postcode"), FieldPanel("town"), FieldPanel("insee_code")]),
    PointPanel([FieldPanel("latitude"), FieldPanel("longitude")], heading="Point sur la carte"),
    FieldPanel("how_to_come"),
    FieldPanel("step_free"),
]

WHEN = [
    HoursPanel("opening_hours", heading="Horaires"),
    FieldPanel("opening_hours_text"),
    InlinePanel("closures", label="fermeture", heading="Fermetures"),
    FieldRowPanel([FieldPanel("status"), FieldPanel("opened_on")]),
    FieldPanel("moved_to"),
]

CONTACT = [
    FieldPanel("phone"),
    FieldPanel("emails"),
    FieldPanel("websites"),
    FieldPanel("booking_url"),
    FieldPanel("acceslibre_url"),
]

OFFER = [
    FieldPanel("services"),
    FieldPanel("offers"),
    FieldPanel("offer_conditions"),
    FieldPanel("fees"),
    FieldPanel("access_modes"),
    FieldPanel("support_modes"),
    FieldPanel("audiences"),
    FieldPanel("specific_care"),
]

STANDARD = [
    FieldPanel("kinds"),
    FieldPanel("mobility"),
    FieldPanel("programmes"),
    FieldPanel("training_labels"),
    FieldPanel("other_labels"),
    FieldPanel("pivot"),
    FieldPanel("parent_structure"),
    FieldPanel("source", permission=OURS),
    FieldPanel("facts_date"),
]

report_edit_handler = ObjectList(
    [
        FieldPanel("location", read_only=True),
        FieldPanel("kind", read_only=True),
        FieldPanel("words", read_only=True),
        FieldPanel("contact", read_only=True),
        FieldPanel("created_at", read_only=True),
        FieldPanel("status"),
    ]
)
"""What a person told is read, and seen to."""

place_edit_handler = ObjectList(
    [
        MissingPanel(),
        MultiFieldPanel(WHAT, heading="Le lieu"),
        MultiFieldPanel(WHERE, heading="Où"),
        MultiFieldPanel(WHEN, heading="Quand"),
        MultiFieldPanel(CONTACT, heading="Contact"),
        MultiFieldPanel(OFFER, heading="Ce que l'on y trouve"),
        MultiFieldPanel(STANDARD, heading="Standard national", classname="collapsed"),
        FieldPanel("description"),
        FieldPanel("photo"),
        FieldPanel("body", permission=OURS),  # its links are chosen among our pages and documents
        PublishingPanel(),
    ],
    base_form_class=LocationForm,
)
