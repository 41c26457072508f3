"""Why accounts and security keep what on people, and what else here is about nobody (see `core.register`)."""

from core.register import Kept, Processing
from core.throttle import KEPT

PROCESSINGS = (
    Processing(
        rank=7,
        for_visitors=False,
        name="Les comptes de l'équipe et des partenaires",
        purpose="Savoir qui peut faire quoi sur le site, et qui a changé quoi.",
        basis="Le travail de ces personnes, et notre intérêt légitime à protéger le site (RGPD, article 6, 1, b et f).",
        people="Les personnes qui ont un compte : équipe, médiation, partenaires.",
        source="La personne qui ouvre le compte.",
        recipients="Les personnes qui administrent le site.",
        kept=(
            Kept("Compte", words="tant que la personne en a besoin"),
            Kept("Compte qui n'ouvre plus rien", "la dernière connexion", setting="STAFF_LOG_RETENTION_DAYS"),
            Kept("Qui a fait quoi", "l'acte", setting="STAFF_LOG_RETENTION_DAYS"),
        ),
        fields={
            "core.User": ("username", "first_name", "last_name", "email", "password"),
            "core.Image": ("uploaded_by_user",),
            "core.Document": ("uploaded_by_user",),
            "wagtailcore.ModelLogEntry": ("user", "label", "data"),
            "wagtailcore.PageLogEntry": ("user", "label", "data"),
        },
        labels={
            "core.User.password": "empreinte du mot de passe",
            "core.Image.uploaded_by_user": "",
            "core.Document.uploaded_by_user": "",
            "wagtailcore.ModelLogEntry.user": "journal de qui a changé quoi",
            "wagtailcore.ModelLogEntry.label": "",
            "wagtailcore.ModelLogEntry.data": "",
            "wagtailcore.PageLogEntry.user": "",
            "wagtailcore.PageLogEntry.label": "",
            "wagtailcore.PageLogEntry.data": "",
        },
    ),
    Processing(
        rank=8,
        name="Protéger le site",
        purpose="Empêcher qu'on devine les codes, qu'on essaie des mots de passe ou qu'on envoie mille messages.",
        basis="Notre intérêt légitime à protéger le site et les données qu'il garde (RGPD, article 6, 1, f).",
        people="Les personnes qui envoient un formulaire ou se connectent.",
        source="Votre appareil. L'adresse réseau n'est gardée que sous forme d'empreinte, sauf pour qui se connecte.",
        recipients="Les personnes qui administrent le site.",
        kept=(
            Kept("Compteurs et essais de connexion", "l'envoi", days=KEPT.days),
            Kept("Connexion de l'équipe", words="12 heures"),
        ),
        fields={
            "core.ThrottleCount": ("key",),
            "axes.AccessAttempt": ("ip_address", "username", "user_agent", "get_data", "post_data"),
            "sessions.Session": ("session_data",),
        },
        labels={
            "core.ThrottleCount.key": "empreinte de l'adresse réseau et nombre d'envois",
            "axes.AccessAttempt.ip_address": "compte et adresse réseau après un mauvais mot de passe",
            "axes.AccessAttempt.username": "",
            "axes.AccessAttempt.user_agent": "",
            "axes.AccessAttempt.get_data": "",
            "axes.AccessAttempt.post_data": "",
            "sessions.Session.session_data": "connexion en cours",
        },
    ),
)

HARMLESS = {
    "core.Image": ("title", "file", "description", "file_hash", "credit"),
    "core.Rendition": ("filter_spec", "file", "focal_point_key"),
    "core.Document": ("title", "file", "file_hash"),
    "core.JobRun": ("name", "last_error"),
    "core.Purge": ("counts",),
}
