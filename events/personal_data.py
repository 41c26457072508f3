"""What events keep on people: how to join who organises them, with places and partners (see `core.register`)."""

from core.register import Kept, Processing

PROCESSINGS = (
    Processing(
        rank=5,
        for_visitors=False,
        name="Dire à qui s'adresser pour un événement",
        purpose="Donner le téléphone ou l'adresse électronique de qui organise, et montrer l'agenda des partenaires.",
        basis="Notre intérêt légitime, et celui du public, à savoir ce qui a lieu (RGPD, article 6, 1, f).",
        people="Les personnes qui organisent, quand une coordonnée porte leur nom.",
        source="L'équipe, et les agendas que les partenaires publient.",
        recipients="Tout le monde : ce sont des coordonnées professionnelles publiques.",
        kept=(Kept("Coordonnées", words="tant que l'événement est dans l'agenda, un an après au plus"),),
        fields={
            "events.EventPage": ("phone", "email"),
            "events.ExternalDate": ("title", "description", "where"),
            "events.HeldReading": ("content", "gone"),
        },
        labels={
            "events.ExternalDate.title": "ce que dit l'agenda d'un partenaire",
            "events.ExternalDate.description": "",
            "events.ExternalDate.where": "",
            "events.HeldReading.content": "",
            "events.HeldReading.gone": "",
        },
    ),
)

HARMLESS = {
    "events.EventException": ("note",),
    "events.ExternalCalendar": (
        "name", "address", "page", "etag", "last_modified", "digest", "last_error", "report",
    ),
    "events.HeldReading": ("digest",),
    "events.ExternalDate": ("key", "url"),
    "events.Occurrence": ("note",),
    "events.AgendaPage": ("introduction",),
    "events.EventPage": (
        "introduction", "status_note", "recurrence", "address", "online_url", "publics", "price", "registration_url",
        "body", "announced",
    ),
}  # fmt: skip
