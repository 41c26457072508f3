"""Vocabulary that several apps share."""

from django.db import models


class ExceptionKind(models.TextChoices):
    """What is different on one date of what repeats."""

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
