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


class Zone(models.TextChoices):
    """The clocks of France that calendars are told about (`core.ical.zones`)."""

    PARIS = "Europe/Paris", "Paris"
    GUADELOUPE = "America/Guadeloupe", "Guadeloupe"
    MARTINIQUE = "America/Martinique", "Martinique"
    GUYANE = "America/Cayenne", "Guyane"
    REUNION = "Indian/Reunion", "La Réunion"
    MAYOTTE = "Indian/Mayotte", "Mayotte"
    SAINT_PIERRE = "America/Miquelon", "Saint-Pierre-et-Miquelon"
    NOUMEA = "Pacific/Noumea", "Nouvelle-Calédonie"
    TAHITI = "Pacific/Tahiti", "Tahiti"
    WALLIS = "Pacific/Wallis", "Wallis-et-Futuna"
