"""One row a message: written in the caller's transaction, sent afterwards, tried again until it went or is too late."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.contrib import admin
from django.db import models
from django.db.models import F, Q

from outbox.kinds import kind_words

GOES_AGAIN = timedelta(days=7)
"""How long after it failed a message may be sent again; until then it keeps the link that it carries."""


class MessageQuerySet(models.QuerySet["Message"]):
    """Questions about messages."""

    def due(self, *, now: datetime) -> Self:
        """Those to send now, oldest first."""
        return self.filter(status=Message.Status.QUEUED, not_before__lte=now).order_by("not_before", "pk")

    def expired(self, *, now: datetime) -> Self:
        """Those that wait to go, or to be said, and are of no use any more."""
        return self.filter(status__in=(Message.Status.QUEUED, Message.Status.TO_CALL), expires_at__lte=now).order_by(
            "pk"
        )

    def to_call(self, *, now: datetime) -> Self:
        """Those that the team says to people, by telephone, now: what expires first, then the oldest."""
        ready = self.filter(status=Message.Status.TO_CALL, not_before__lte=now)
        return ready.order_by(F("expires_at").asc(nulls_last=True), "created_at", "pk")

    def unsettled(self) -> Self:
        """Those that did not go, with nothing in their place, and that nobody has dealt with; the latest first."""
        gone_wrong = (Message.Status.FAILED, Message.Status.TOO_LATE)
        found = self.to_people().filter(status__in=gone_wrong, fallback=None, settled_at=None)
        return found.order_by("-not_before", "-pk")

    def to_people(self) -> Self:
        """All but the calls of partners' programs, whose trouble is theirs to see."""
        return self.exclude(channel=Message.Channel.WEBHOOK)

    def stuck(self, *, since: datetime) -> Self:
        """Those that a sender took before this moment and never finished (it was killed)."""
        return self.filter(status=Message.Status.IN_FLIGHT, in_flight_since__lt=since)


class Message(models.Model):
    """
    A message to one person, or to one program, ready to be sent: nothing is looked up again when it goes.

    What goes to a program is signed with its `secret`; what goes to a person holds it in its text. Either way it is
    blotted out once the message went.
    """

    class Channel(models.TextChoices):
        """How it goes."""

        MAIL = "mail", "Courriel"
        SMS = "sms", "SMS"
        CALL = "call", "Appel de l'équipe"
        WEBHOOK = "webhook", "Appel d'un programme"

    class Status(models.TextChoices):
        """Where it stands."""

        QUEUED = "queued", "En attente"
        IN_FLIGHT = "in_flight", "En cours d'envoi"
        SENT = "sent", "Envoyé"
        FAILED = "failed", "Échoué"
        WITHHELD = "withheld", "En réserve"
        TO_CALL = "to_call", "À appeler"
        TOO_LATE = "too_late", "Trop tard"

    class Cause(models.TextChoices):
        """Why it did not go, last time."""

        REFUSED = "refused", "Adresse ou numéro refusé"
        UNWRITABLE = "unwritable", "Adresse impossible à écrire"
        POSTPONED = "postponed", "Serveur occupé"
        DOWN = "down", "Serveur injoignable"
        UNANSWERED = "unanswered", "Pas de réponse du serveur"
        CREDIT = "credit", "Plus de crédit SMS"
        CEILING = "ceiling", "Limite du jour atteinte"
        NO_CHANNEL = "no_channel", "Aucun envoi de SMS"
        INTERRUPTED = "interrupted", "Envoi interrompu"
        EXPIRED = "expired", "Trop tard"
        UNREACHED = "unreached", "Personne n'a répondu"

    DONE = (Status.SENT, Status.FAILED, Status.TOO_LATE)

    channel = models.CharField("moyen", max_length=10, choices=Channel.choices, default=Channel.MAIL)
    kind = models.CharField("sorte", max_length=40, help_text="booking_confirmed, booking_cancelled…")
    about = models.CharField("à propos de", max_length=60, blank=True, db_index=True, help_text="booking:12")
    recipient = models.CharField("destinataire", max_length=300)
    subject = models.CharField("objet", max_length=200, blank=True)
    text = models.TextField("texte")
    html = models.TextField("texte mis en forme", blank=True)
    calendar = models.TextField("entrée d'agenda", blank=True, help_text="iCalendar (RFC 5545), jointe au courriel.")
    calendar_method = models.CharField("méthode", max_length=10, blank=True, help_text="REQUEST ou CANCEL (RFC 5546).")
    secret = models.CharField(
        "secret du lien", max_length=64, blank=True, help_text="Effacé du texte dès que le message est parti."
    )
    message_id = models.CharField("Message-ID", max_length=200, unique=True, help_text="Fixé une fois pour toutes.")

    status = models.CharField("état", max_length=10, choices=Status.choices, default=Status.QUEUED)
    not_before = models.DateTimeField("pas avant")
    expires_at = models.DateTimeField("inutile après", null=True, blank=True, help_text="Un rappel, après le début.")
    fallback = models.OneToOneField(
        "self",
        verbose_name="à sa place s'il échoue",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="stands_in_for",
    )
    parts = models.PositiveSmallIntegerField("SMS comptés", default=0, help_text="Ce qu'un fournisseur facture.")
    in_flight_since = models.DateTimeField("pris le", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    tried_since = models.DateTimeField("en échec depuis", null=True, blank=True)
    cause = models.CharField("cause", max_length=12, choices=Cause.choices, blank=True)
    last_error = models.CharField("dernière erreur", max_length=300, blank=True)
    settled_at = models.DateTimeField("réglé par l'équipe le", null=True, blank=True)
    created_at = models.DateTimeField("écrit le")
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        """A sent message says when; one in flight says since when."""

        verbose_name = "message"
        verbose_name_plural = "messages"
        ordering: ClassVar = ["-created_at", "-pk"]
        permissions: ClassVar = [("make_calls", "Appeler les personnes, renvoyer ce qui n'est pas parti")]
        indexes: ClassVar = [models.Index(fields=["status", "not_before"], name="message_due")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(status="sent") | Q(sent_at__isnull=False), name="sent_message_says_when"
            ),
            models.CheckConstraint(
                condition=~Q(status="in_flight") | Q(in_flight_since__isnull=False), name="message_in_flight_says_since"
            ),
        ]

    def __str__(self) -> str:
        """Return kind and subject's age, never the person (logs keep this for ever)."""
        return f"{self.kind} {self.pk}"

    def is_late(self, *, now: datetime) -> bool:
        """Whether it is of no use any more."""
        return self.expires_at is not None and self.expires_at <= now

    def may_go_again(self, *, now: datetime) -> bool:
        """Whether staff may send it once more: it failed not long ago (`not_before` is when), and is of use still."""
        return self.status == self.Status.FAILED and now - self.not_before < GOES_AGAIN and not self.is_late(now=now)

    @admin.display(description="Sorte", ordering="kind")
    def kind_words(self) -> str:
        """What the message is about, for staff."""
        return kind_words(self.kind)
