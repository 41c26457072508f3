"""Vocabulary of the agenda."""

from django.db import models
from django.utils.translation import gettext_lazy


class EventKind(models.TextChoices):
    """What happens."""

    OPENING = "ouverture", "Ouverture"
    INAUGURATION = "inauguration", "Inauguration"
    FORUM = "forum", "Forum"
    WORKSHOP = "atelier", "Atelier"
    MEETING = "rencontre", "Rencontre"
    OTHER = "autre", "Autre"


class EventStatus(models.TextChoices):
    """Whether, and how, it takes place."""

    SCHEDULED = "scheduled", "Prévu"
    CANCELLED = "cancelled", "Annulé"
    POSTPONED = "postponed", "Reporté"
    ONLINE = "online", "En ligne au lieu d'être sur place"


class SchoolZone(models.TextChoices):
    """Whose school holidays are left out."""

    A = "A", "Zone A (Lyon, Grenoble, Bordeaux, Dijon, Poitiers…)"
    B = "B", "Zone B (Lille, Marseille, Nantes, Rennes, Strasbourg…)"
    C = "C", "Zone C (Paris, Créteil, Versailles, Toulouse, Montpellier)"


class CalendarState(models.TextChoices):
    """Where a partner's calendar stands."""

    DRAFT = "draft", "À vérifier"
    LIVE = "live", "En ligne"
    HELD = "held", "Retenu"
    PAUSED = "paused", "En pause"


class View(models.TextChoices):
    """How the agenda is laid out."""

    LIST = "liste", gettext_lazy("Liste")
    WEEK = "semaine", gettext_lazy("Semaine")
    MONTH = "mois", gettext_lazy("Mois")


class When(models.TextChoices):
    """Days that people ask for by name; what is over of them is not meant."""

    TODAY = "aujourd-hui", gettext_lazy("Aujourd'hui")
    WEEK = "cette-semaine", gettext_lazy("Cette semaine")
    WEEKEND = "ce-week-end", gettext_lazy("Ce week-end")
    MONTH = "ce-mois", gettext_lazy("Ce mois-ci")
