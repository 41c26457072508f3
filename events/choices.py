"""Vocabulary of the agenda."""

from django.db import models


class EventKind(models.TextChoices):
    """What happens."""

    OPENING = "ouverture", "Ouverture"
    INAUGURATION = "inauguration", "Inauguration"
    FORUM = "forum", "Forum"
    WORKSHOP = "atelier", "Atelier"
    MEETING = "rencontre", "Rencontre"
    OTHER = "autre", "Autre"


class EventStatus(models.TextChoices):
    """Whether it takes place."""

    SCHEDULED = "scheduled", "Prévu"
    CANCELLED = "cancelled", "Annulé"
    POSTPONED = "postponed", "Reporté"


class ExceptionKind(models.TextChoices):
    """What is different on one date."""

    CANCELLED = "cancelled", "Annulée"
    MOVED = "moved", "Déplacée"
    ADDED = "added", "Ajoutée"
    NOTE = "note", "Note"
