"""Why messages keep what on people, and what of them is about nobody (see `core.register`)."""

from core.register import Kept, Processing

PROCESSINGS = (
    Processing(
        rank=2,
        name="Vous prévenir",
        purpose=(
            "Vous confirmer un rendez-vous, vous le rappeler, vous dire s'il change ; vous envoyer une liste de lieux "
            "que vous demandez."
        ),
        basis="Votre demande (RGPD, article 6, 1, b). Nous n'envoyons rien d'autre, et pas de publicité.",
        people="La personne qui a réservé ou demandé une liste, ou celle qui l'aide.",
        source="La réservation ou le formulaire que vous avez rempli.",
        recipients=(
            "L'équipe du réseau quand il faut vous appeler. Les services qui transportent les courriels et les SMS, "
            "qui n'utilisent pas ces données."
        ),
        kept=(Kept("Adresse ou numéro, et texte des messages", "leur envoi", setting="MESSAGE_RETENTION_DAYS"),),
        fields={
            "outbox.Message": (
                "recipient", "subject", "text", "html", "calendar", "about", "status", "last_error", "secret",
                "message_id",
            )
        },
        labels={
            "outbox.Message.recipient": "adresse électronique ou numéro de téléphone",
            "outbox.Message.subject": "texte du message et entrée d'agenda",
            "outbox.Message.text": "",
            "outbox.Message.html": "",
            "outbox.Message.calendar": "",
            "outbox.Message.about": "réservation dont il parle",
            "outbox.Message.status": "date et réussite de l'envoi",
            "outbox.Message.last_error": "",
            "outbox.Message.secret": "",
            "outbox.Message.message_id": "",
        },
    ),
)  # fmt: skip

HARMLESS = {"outbox.Message": ("kind", "calendar_method")}
