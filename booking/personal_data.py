"""Why bookings keep what on people, and what of them is about nobody (see `core.register`)."""

from core.register import Kept, Processing

PROCESSINGS = (
    Processing(
        rank=1,
        name="Réserver une place et la garder",
        purpose="Garder votre place, vous reconnaître quand vous venez, préparer ce dont vous avez besoin.",
        basis=(
            "Votre demande : sans prénom ni moyen de vous joindre, nous ne pouvons pas garder de place (RGPD, article "
            "6, 1, b). Le nom et les besoins sont facultatifs : vous les dites si vous le voulez (article 9, 2, a)."
        ),
        people="La personne qui réserve, celle pour qui elle réserve, celles qui viennent avec elle.",
        source="Vous, ou la personne qui vous accompagne et qui réserve pour vous.",
        recipients=(
            "L'équipe du réseau, celle de l'organisation qui accueille la séance où vous venez, et les personnes qui "
            "l'animent. Elles peuvent suivre leurs séances dans leur propre agenda : seules vos initiales y entrent. "
            "Le site est hébergé par un prestataire, qui n'utilise pas ces données."
        ),
        kept=(
            Kept("Prénom, nom, téléphone, adresse électronique, code", "la séance", setting="IDENTITY_RETENTION_DAYS"),
            Kept("Besoins, personnes qui viennent aussi", "la séance", setting="FREE_TEXT_RETENTION_DAYS"),
            Kept("Liens qui ouvrent la réservation", "la séance", days=30),
            Kept("Nombre de personnes venues, sans nom", words="sans limite : plus personne n'y est reconnaissable"),
        ),
        fields={
            "booking.Booking": (
                "first_name", "last_name", "phone", "email", "contact_is_helper", "needs", "companions", "code",
                "enrolled_by", "via", "course", "idempotency_key",
            ),
            "booking.Attendance": ("session", "party_size", "status", "queued_at", "uid"),
            "booking.BookingLink": ("token_hash",),
        },
        labels={
            "booking.Booking.code": "code de la réservation",
            "booking.Booking.enrolled_by": "qui a réservé",
            "booking.Booking.via": "site partenaire d'où vient la demande",
            "booking.Booking.idempotency_key": "",
            "booking.Attendance.session": "séances choisies",
            "booking.Attendance.party_size": "nombre de personnes",
            "booking.Attendance.status": "ce que la place est devenue",
            "booking.Attendance.queued_at": "date d'attente",
            "booking.Attendance.uid": "",
            "booking.BookingLink.token_hash": "empreinte des liens envoyés",
        },
    ),
    Processing(
        rank=6,
        for_visitors=False,
        name="Dire qui anime une séance",
        purpose="Montrer ses séances à chaque personne qui anime, et prévenir qui il faut.",
        basis="L'exécution du travail de ces personnes (RGPD, article 6, 1, b).",
        people="Les personnes qui animent des séances.",
        source="L'équipe qui prépare les séances.",
        recipients="L'équipe du réseau.",
        kept=(
            Kept("Nom du compte", words="tant que la séance figure dans l'agenda"),
            Kept("Adresse d'agenda privée", words="tant que la personne ne la supprime pas et a son compte"),
        ),
        fields={
            "booking.Series": ("facilitators",),
            "booking.Session": ("facilitators",),
            "booking.PrivateFeed": ("user", "token_hash"),
        },
        labels={
            "booking.PrivateFeed.user": "à qui est une adresse d'agenda privée",
            "booking.PrivateFeed.token_hash": "empreinte de cette adresse",
        },
    ),
)  # fmt: skip

HARMLESS = {
    "booking.Activity": ("name", "slug", "summary", "description", "to_bring", "audience"),
    "booking.Series": ("recurrence", "online_url"),
    "booking.SeriesException": ("note",),
    "booking.Session": ("online_url", "note"),
    "booking.Webhook": ("url", "secret"),
    "booking.MessageText": ("subject", "opening", "after", "sms"),
}
