"""What is offered (`Activity`) and when it repeats (`Series`)."""

from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel

from booking import choices
from core.choices import Zone
from core.models import DateException
from core.recurrence.fields import RuleField


class Activity(models.Model):
    """What: a Permanence Connectée, a training, a workshop."""

    name = models.CharField("nom", max_length=150)
    slug = models.SlugField("nom dans les adresses", max_length=100, unique=True)
    kind = models.CharField(
        "type", max_length=20, choices=choices.ActivityKind.choices, default=choices.ActivityKind.PERMANENCE
    )
    summary = models.CharField("en une phrase", max_length=280, blank=True)
    description = models.TextField("présentation", blank=True)
    to_bring = models.TextField("à apporter", blank=True)
    audience = models.CharField("pour qui", max_length=200, blank=True)
    duration = models.PositiveSmallIntegerField("durée (minutes)", default=120)
    access = models.CharField(
        "qui peut réserver", max_length=20, choices=choices.Access.choices, default=choices.Access.PUBLIC
    )
    mode = models.CharField(
        "comment",
        max_length=12,
        choices=choices.Mode.choices,
        default=choices.Mode.ON_SITE,
        help_text="Par téléphone : on demande un numéro, et c'est l'équipe qui appelle.",
    )
    drop_in = models.BooleanField("on peut aussi venir sans rendez-vous", default=False)
    reminder_soon = models.BooleanField(
        "rappel 3 heures avant", default=False, help_text="En plus de celui qui part 48 heures avant."
    )
    follow_up = models.BooleanField("message après la séance", default=False)
    party_limit = models.PositiveSmallIntegerField("personnes par réservation, au plus", default=4)

    class Meta:
        """A booking is for one person at least."""

        verbose_name = "activité"
        verbose_name_plural = "activités"
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(party_limit__gte=1, duration__gte=1),
                name="activity_has_room_and_time",
                violation_error_message="Il faut au moins une personne par réservation et une minute de durée.",
            )
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Series(ClusterableModel):
    """When and where an activity repeats. `first_start` is local time in `zone`."""

    activity = models.ForeignKey(Activity, verbose_name="activité", on_delete=models.PROTECT, related_name="series")
    location = models.ForeignKey(
        "locations.Location", verbose_name="lieu", on_delete=models.PROTECT, related_name="series"
    )
    host = models.ForeignKey(
        "locations.Organisation", verbose_name="organisation", on_delete=models.PROTECT, related_name="series"
    )
    facilitators = ParentalManyToManyField(
        "core.User", verbose_name="médiateurs", blank=True, related_name="series_facilitated"
    )
    first_day = models.DateField("première séance le")
    start_time = models.TimeField("à")
    zone = models.CharField("heure de", max_length=40, choices=Zone.choices, default=Zone.PARIS)
    recurrence = RuleField("répétition", blank=True, default="")
    capacity = models.PositiveSmallIntegerField("places", default=8)
    waiting_capacity = models.PositiveSmallIntegerField("places en liste d'attente", default=0)
    drop_in_places = models.PositiveSmallIntegerField(
        "places sans rendez-vous", default=0, help_text="En plus des places à réserver."
    )
    referred_places = models.PositiveSmallIntegerField(
        "places gardées pour les personnes orientées", default=0, help_text="Parmi les places à réserver."
    )
    referred_until_days = models.PositiveSmallIntegerField(
        "rendues à tous (jours avant)", default=2, help_text="Ce qui n'est pas pris est alors ouvert à tous."
    )
    opens_days_before = models.PositiveSmallIntegerField(
        "réservations ouvertes (jours avant)", null=True, blank=True, help_text="Vide : dès maintenant."
    )
    closes_minutes_before = models.PositiveIntegerField("réservations fermées (minutes avant)", default=0)
    scope = models.CharField(
        "une réservation vaut pour", max_length=10, choices=choices.Scope.choices, default=choices.Scope.SESSION
    )
    join_until = models.PositiveSmallIntegerField(
        "on peut rejoindre le parcours jusqu'à la séance n°",
        default=1,
        help_text="1 : seulement avant la première séance.",
    )
    online_url = models.URLField(
        "adresse de la séance en ligne", blank=True, help_text="Donnée seulement aux personnes inscrites."
    )
    without_public_holidays = models.BooleanField("pas de séance les jours fériés", default=False)
    school_zone = models.CharField(
        "pas de séance pendant les vacances scolaires de",
        max_length=1,
        blank=True,
        choices=[("A", "la zone A"), ("B", "la zone B"), ("C", "la zone C")],
    )
    active = models.BooleanField("en cours", default=True)

    class Meta:
        """A series has room for someone."""

        verbose_name = "série de séances"
        verbose_name_plural = "séries de séances"
        ordering: ClassVar = ["activity__name", "location__name", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(capacity__gte=1),
                name="series_has_room",
                violation_error_message="Il faut au moins une place.",
            ),
            models.CheckConstraint(
                condition=Q(referred_places__lte=F("capacity")),
                name="series_keeps_what_it_has",
                violation_error_message="On ne peut pas garder plus de places qu'il n'y en a.",
            ),
            models.CheckConstraint(
                condition=Q(join_until__gte=1),
                name="course_can_be_joined",
                violation_error_message="On rejoint un parcours à sa première séance au moins.",
            ),
        ]

    def __str__(self) -> str:
        """Return what and where."""
        return f"{self.activity} – {self.location}"

    @property
    def tz(self) -> ZoneInfo:
        """The zone of the series."""
        return ZoneInfo(self.zone)


class SeriesException(DateException):
    """A date of the series that does not follow its rule."""

    series = ParentalKey(Series, on_delete=models.CASCADE, related_name="exceptions")

    class Meta(DateException.Meta):
        """One exception a date."""

        constraints: ClassVar = [
            *DateException.Meta.constraints,
            models.UniqueConstraint(
                fields=["series", "original_day"],
                name="one_exception_a_date",
                violation_error_message="Cette date a déjà une exception.",
            ),
        ]
