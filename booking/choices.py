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


class Mode(models.TextChoices):
    """How people take part."""

    ON_SITE = "sur-place", "Sur place"
    PHONE = "telephone", "Par téléphone"
    ONLINE = "en-ligne", "En ligne"


class Need(models.TextChoices):
    """What a person may ask to be ready, in coarse words: never why."""

    INTERPRETER = "interprete", "Un interprète"
    WHEELCHAIR = "fauteuil", "Un accès en fauteuil roulant"
    ACCOMPANIED = "accompagne", "Venir avec quelqu'un qui m'aide"


class SessionStatus(models.TextChoices):
    """Whether a session takes place (RFC 5545's STATUS says the same)."""

    SCHEDULED = "scheduled", "Prévue"
    CANCELLED = "cancelled", "Annulée"


class Lost(models.TextChoices):
    """What becomes of booked sessions that their series does not give any more."""

    MOVE = "move", "Les déplacer à la nouvelle date de la même semaine"
    CANCEL = "cancel", "Les annuler"
    KEEP = "keep", "Les garder comme elles sont, tenues à la main"


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


WAITING_FOR_A_PLACE = (AttendanceStatus.WAITING,)

STILL_MEANT = (AttendanceStatus.CONFIRMED, AttendanceStatus.OFFERED, AttendanceStatus.WAITING)
"""What a person can still cancel, move or change."""


class MessageKind(models.TextChoices):
    """What people are told about their booking; each has a text of its own, which staff may change."""

    CONFIRMED = "booking_confirmed", "Rendez-vous réservé"
    COURSE_CONFIRMED = "course_confirmed", "Parcours réservé, avec toutes ses dates"
    FOUND = "booking_found", "Lien envoyé de nouveau"
    CHANGED = "booking_changed", "Rendez-vous changé par la personne"
    CANCELLED = "booking_cancelled", "Rendez-vous annulé par la personne"
    SESSION_MOVED = "session_moved", "Séance déplacée"
    SESSION_CANCELLED = "session_cancelled", "Séance annulée"
    REMINDER = "reminder", "Rappel, 48 heures avant"
    REMINDER_SOON = "reminder_soon", "Rappel, 3 heures avant"
    WAITING = "waiting_joined", "Inscription en liste d'attente"
    OFFER = "place_offered", "Place proposée"
    OFFER_EXPIRED = "offer_expired", "Proposition sans réponse"
    FOLLOW_UP = "follow_up", "Après la séance"


class SessionNews(models.TextChoices):
    """What partners' programs are told of a session; they read the values."""

    CREATED = "seance.creee", "Séance créée"
    CHANGED = "seance.modifiee", "Séance modifiée"
    CANCELLED = "seance.annulee", "Séance annulée"
    RESTORED = "seance.retablie", "Séance rétablie"


class PartnerMessage(models.TextChoices):
    """What partners are written about what they take of the sessions."""

    WEBHOOK_STOPPED = "webhook_stopped", "Appels automatiques arrêtés"


class EnrolledBy(models.TextChoices):
    """Who made the booking."""

    SELF = "self", "La personne"
    PRESCRIBER = "prescriber", "Un professionnel"
    STAFF = "staff", "L'équipe"
