"""Vocabulary of sessions and bookings."""

from django.db import models


class ActivityKind(models.TextChoices):
    """What an activity is."""

    PERMANENCE = "permanence", "Permanence Connectée"
    TRAINING = "formation", "Formation"
    WORKSHOP = "atelier", "Atelier"


class Access(models.TextChoices):
    """Who may book."""

    PUBLIC = "public", "Tout le monde"
    REFERRAL = "referral", "Sur orientation d'un professionnel"


class Scope(models.TextChoices):
    """What one booking of a series covers."""

    SESSION = "session", "Une séance à la fois"
    COURSE = "course", "Tout le parcours"


class SessionStatus(models.TextChoices):
    """Whether a session takes place (RFC 5545's STATUS says the same)."""

    SCHEDULED = "scheduled", "Prévue"
    CANCELLED = "cancelled", "Annulée"


class AttendanceStatus(models.TextChoices):
    """What became of a place in a session."""

    CONFIRMED = "confirmed", "Confirmée"
    WAITING = "waiting", "En liste d'attente"
    OFFERED = "offered", "Place proposée"
    DECLINED = "declined", "Refusée"
    EXPIRED = "expired", "Proposition expirée"
    CANCELLED = "cancelled", "Annulée"
    ATTENDED = "attended", "Venue"
    ABSENT = "absent", "Absente"
    EXCUSED = "excused", "Excusée"


HOLDING_A_PLACE = (
    AttendanceStatus.CONFIRMED,
    AttendanceStatus.OFFERED,
    AttendanceStatus.ATTENDED,
    AttendanceStatus.ABSENT,
    AttendanceStatus.EXCUSED,
)


class EnrolledBy(models.TextChoices):
    """Who made the booking."""

    SELF = "self", "La personne"
    PRESCRIBER = "prescriber", "Un professionnel"
    STAFF = "staff", "L'équipe"
