"""How the forms of activities and series are laid out: what a facilitator asks, in the order of the questions."""

from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel

from booking.staff.series_dates import SeriesRepetitionPanel

ACTIVITY_PANELS = [
    MultiFieldPanel(
        [
            FieldPanel("name"),
            FieldPanel("kind"),
            FieldPanel("summary", help_text="Lu dans les listes."),
            FieldPanel("description"),
            FieldPanel("to_bring", help_text="Rappelé dans chaque message. Une chose par ligne."),
            FieldPanel("audience"),
            FieldPanel("slug", help_text="Vide : d'après le nom."),
        ],
        heading="Ce qu'on propose",
    ),
    MultiFieldPanel(
        [
            FieldPanel("mode"),
            FieldPanel("duration"),
            FieldPanel("access", help_text="Sur orientation : le public lit l'annonce, un professionnel inscrit."),
            FieldPanel("party_limit"),
            FieldPanel("drop_in"),
        ],
        heading="Comment on vient",
    ),
    MultiFieldPanel([FieldPanel("reminder_soon"), FieldPanel("follow_up")], heading="Messages"),
]

WHAT = MultiFieldPanel(
    [
        FieldPanel("activity"),
        FieldPanel("location"),
        FieldPanel("host"),
        FieldPanel("facilitators", help_text="Un ou plusieurs. Une séance peut avoir les siens."),
        FieldPanel("online_url"),
    ],
    heading="Quoi, où, avec qui",
)

WHEN = MultiFieldPanel(
    [FieldRowPanel([FieldPanel("first_day"), FieldPanel("start_time")]), FieldPanel("zone")], heading="Quand"
)

REPETITION = MultiFieldPanel(
    [
        FieldRowPanel([FieldPanel("repeats"), FieldPanel("repeat_interval")]),
        FieldPanel("repeat_weekdays"),
        FieldPanel("repeat_monthly"),
        FieldRowPanel([FieldPanel("repeat_until"), FieldPanel("repeat_count")]),
        FieldRowPanel([FieldPanel("without_public_holidays"), FieldPanel("school_zone")]),
        SeriesRepetitionPanel(),
        InlinePanel("exceptions", label="date", heading="Dates annulées, déplacées ou ajoutées"),
    ],
    heading="Répétition",
)

PLACES = MultiFieldPanel(
    [
        FieldPanel("capacity", help_text="Celles que l'on réserve."),
        FieldPanel(
            "waiting_capacity",
            help_text="Quand c'est complet, tant de personnes peuvent attendre. 0 : pas de liste d'attente.",
        ),
        FieldPanel("drop_in_places", help_text="En plus, pour qui vient sans avoir réservé."),
        FieldRowPanel([FieldPanel("referred_places"), FieldPanel("referred_until_days")]),
    ],
    heading="Places",
)

BOOKING = MultiFieldPanel(
    [FieldRowPanel([FieldPanel("opens_days_before"), FieldPanel("closes_minutes_before")])],
    heading="Réservations",
)

COURSE = MultiFieldPanel(
    [
        HelpPanel(
            "<p>Un parcours se réserve en une fois : la personne a sa place à toutes les séances, et elles se suivent "
            "pour tout le monde.</p>"
        ),
        FieldPanel("scope"),
        FieldPanel("join_until"),
    ],
    heading="Parcours",
)

GOING_ON = MultiFieldPanel(
    [
        FieldPanel(
            "active",
            help_text="Décoché : plus aucune séance. Avant d'enregistrer, on vous montre celles où l'on a réservé.",
        )
    ],
    heading="Cette série",
)

SERIES_PANELS = [WHAT, WHEN, REPETITION, PLACES, BOOKING, COURSE, GOING_ON]
