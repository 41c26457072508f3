"""Parts of the editing screen."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
)

from core.repetition import RepetitionPanel, Said
from events.editing.exceptions import ExceptionsPanel
from events.editing.said import said_of_form


class EventRepetitionPanel(RepetitionPanel):
    """
    Says the rule back with its next dates.

    It also asks what becomes of dates that no longer fit (`unfit`).
    """

    def get_form_options(self) -> dict[str, Any]:
        """Claim the question."""
        return {"fields": ["unfit"]}

    class BoundPanel(RepetitionPanel.BoundPanel):
        """Bound to one event."""

        def said(self) -> Said:
            """Say what the form holds."""
            return said_of_form(self.form, now=timezone.now())

        def live_url(self) -> str:
            """Where the fields are read as one types."""
            pk = self.instance.pk
            return reverse("events_editing:live", args=[pk]) if pk else reverse("events_editing:live_new")


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
        EventRepetitionPanel(),
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
