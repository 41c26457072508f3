"""Parts of the editing screen."""

from typing import Any

from django.forms.widgets import Script
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    Panel,
)

from events.editing.exceptions import ExceptionsPanel
from events.editing.said import said_of_form


class RepetitionPanel(Panel):
    """
    Says the rule back with its next dates: as one edits, or once it is saved or refused.

    It also asks what becomes of dates that no longer fit (`unfit`).
    """

    def get_form_options(self) -> dict[str, Any]:
        """Claim the question."""
        return {"fields": ["unfit"]}

    class BoundPanel(Panel.BoundPanel):
        """Bound to one event."""

        template_name = "events/admin/repetition_panel.html"

        class Media:
            """The element that asks for the words."""

            js = (Script("js/repetition-evenement.js", type="module"),)
            css = {"all": ("css/admin-agenda.css",)}

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Say what the form holds."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            pk = self.instance.pk
            return context | {
                "said": said_of_form(self.form, now=timezone.now()),
                "unfit": self.form["unfit"],
                "chosen": self.form.data.get("unfit", ""),
                "live_url": reverse("events_editing:live", args=[pk]) if pk else reverse("events_editing:live_new"),
            }


STATUS_HELP = (
    "<p>Sans phrase à vous, le public lit, selon l'état : « Cet événement n'aura pas lieu. » ; « Cet événement n'aura "
    "pas lieu à la date prévue. La nouvelle date sera donnée ici. » ; « Cet événement se tient en ligne, et non sur "
    "place. » Pour une seule date d'une série, passez par « Dates », en haut de cette page.</p>"
)

WHAT = MultiFieldPanel(
    [FieldPanel("kind"), FieldPanel("introduction"), FieldPanel("share_image")], heading="L'événement"
)

WHETHER = MultiFieldPanel(
    [HelpPanel(STATUS_HELP), FieldPanel("status"), FieldPanel("status_note")], heading="A-t-il lieu ?"
)

WHEN = MultiFieldPanel(
    [
        FieldRowPanel([FieldPanel("first_day"), FieldPanel("last_day")]),
        FieldPanel("all_day"),
        FieldRowPanel([FieldPanel("start_time"), FieldPanel("end_time")]),
        FieldPanel("zone"),
    ],
    heading="Quand",
)

REPETITION = MultiFieldPanel(
    [
        FieldRowPanel([FieldPanel("repeats"), FieldPanel("repeat_interval")]),
        FieldPanel("repeat_weekdays"),
        FieldPanel("repeat_monthly"),
        FieldRowPanel([FieldPanel("repeat_until"), FieldPanel("repeat_count")]),
        FieldRowPanel([FieldPanel("without_public_holidays"), FieldPanel("school_zone")]),
        RepetitionPanel(),
        ExceptionsPanel("exceptions", label="date", heading="Dates différentes ou ajoutées"),
    ],
    heading="Répétition",
)

WHERE = MultiFieldPanel(
    [
        FieldPanel("location"),
        FieldRowPanel([FieldPanel("address"), FieldPanel("commune")]),
        FieldPanel("online_url"),
    ],
    heading="Où",
)

COMING = MultiFieldPanel(
    [
        FieldPanel("publics", heading="Pour qui"),
        FieldPanel("price"),
        FieldPanel("activity"),
        FieldPanel("registration_url"),
        FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
    ],
    heading="Venir",
)

EVENT_PANELS = [WHAT, WHETHER, WHEN, REPETITION, WHERE, COMING, FieldPanel("organisers"), FieldPanel("body")]
"""Under the title: what, whether, when, where, for whom."""
