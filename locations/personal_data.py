"""Why places keep what on people, and what of them is about nobody (see `core.register`)."""

from core.register import Kept, Processing
from locations.models.imports import KEPT

PROCESSINGS = (
    Processing(
        rank=4,
        name="Corriger la page d'un lieu",
        purpose="Vérifier et corriger ce que vous nous signalez, et vous répondre si vous le demandez.",
        basis="Notre intérêt légitime à dire juste où trouver de l'aide (RGPD, article 6, 1, f).",
        people="La personne qui signale une erreur.",
        source="Le formulaire « Signaler une erreur » de la page d'un lieu.",
        recipients="L'équipe qui tient les pages des lieux.",
        kept=(Kept("Ce qui a été écrit", "votre message", setting="REPORT_RETENTION_DAYS"),),
        fields={"locations.PlaceReport": ("kind", "words", "contact")},
        labels={"locations.PlaceReport.contact": "adresse électronique ou numéro de téléphone"},
    ),
    Processing(
        rank=5,
        for_visitors=False,
        name="Faire connaître les lieux et les partenaires",
        purpose="Dire comment joindre un lieu, une organisation ou qui organise un événement.",
        basis="Notre intérêt légitime, et celui du public, à savoir où trouver de l'aide (RGPD, article 6, 1, f).",
        people="Les personnes qui travaillent dans ces lieux, quand une coordonnée porte leur nom.",
        source="Les lieux et les partenaires, ou les données ouvertes sur les lieux de médiation numérique.",
        recipients="Tout le monde : ce sont des coordonnées professionnelles publiques.",
        kept=(
            Kept("Coordonnées d'un lieu", words="tant que le lieu est publié"),
            Kept("Fichiers reçus et ce qu'ils ont changé", "leur lecture", days=KEPT.days),
        ),
        fields={
            "locations.Location": ("phone", "emails", "locked_by"),
            "locations.Organisation": ("email", "phone"),
            "locations.DatasetImport": ("content", "error", "regrouped", "returned", "user"),
            "locations.ImportedRecord": ("row",),
            "locations.ImportChange": ("previous", "fields", "conflicts"),
            "locations.ImportRemark": ("value", "reason"),
        },
        labels={
            "locations.Location.phone": "téléphone et adresse électronique d'un lieu ou d'une organisation",
            "locations.Location.emails": "",
            "locations.Organisation.email": "",
            "locations.Organisation.phone": "",
            "locations.DatasetImport.content": "les mêmes dans les fichiers de données ouvertes",
            "locations.DatasetImport.error": "",
            "locations.DatasetImport.user": "qui a donné le fichier",
            "locations.Location.locked_by": "",
            "locations.DatasetImport.regrouped": "",
            "locations.DatasetImport.returned": "",
            "locations.ImportedRecord.row": "",
            "locations.ImportChange.previous": "",
            "locations.ImportChange.fields": "",
            "locations.ImportChange.conflicts": "",
            "locations.ImportRemark.value": "",
            "locations.ImportRemark.reason": "",
        },
    ),
    Processing(
        rank=9,
        for_visitors=False,
        name="L'espace des partenaires",
        purpose="Savoir qui gère les séances de quelle organisation, et inviter qui les gérera.",
        basis="L'exécution de notre accord avec le partenaire (RGPD, article 6, 1, f).",
        people="Les personnes qui travaillent chez un partenaire.",
        source="La personne du partenaire, ou du réseau, qui invite.",
        recipients="L'équipe du réseau et les autres membres de l'organisation.",
        kept=(
            Kept("Membres", words="tant que la personne gère les séances de l'organisation"),
            Kept("Invitations", "la fin de leur validité", days=30),
        ),
        fields={
            "locations.Membership": ("user",),
            "locations.Invitation": ("email", "invited_by", "token_hash"),
        },
        labels={
            "locations.Membership.user": "compte du membre",
            "locations.Invitation.invited_by": "qui invite",
            "locations.Invitation.token_hash": "empreinte du lien d'invitation",
        },
    ),
)

HARMLESS = {
    "locations.Intercommunalite": ("code", "name", "kind"),
    "locations.Commune": ("code", "name", "search_text", "departement", "region", "parent_code"),
    "locations.Postcode": ("code",),
    "locations.Closure": ("reason",),
    "locations.Dataset": ("name", "address", "etag", "last_modified", "last_error"),
    "locations.DatasetImport": (
        "file_name", "digest", "etag", "last_modified", "encoding", "version", "worker",
    ),
    "locations.ImportedRecord": ("source", "external_id"),
    "locations.ImportRemark": ("column",),
    "locations.Location": (
        "name", "slug", "address", "address_complement", "postcode", "town", "insee_code", "departement",
        "how_to_come", "websites", "booking_url", "acceslibre_url", "opening_hours", "opening_hours_text", "services",
        "audiences", "specific_care", "fees", "programmes", "training_labels", "other_labels", "access_modes",
        "support_modes", "mobility", "kinds", "offers", "offer_conditions", "summary", "description", "body",
        "standard_id", "pivot", "parent_structure", "source", "search_text",
    ),
    "locations.Organisation": ("name", "slug", "summary", "town", "website", "embed_origins", "embed_presets"),
    "locations.FrameViews": ("kind",),
    "locations.FinderPage": ("introduction",),
}  # fmt: skip
