"""Why the site's own pages keep what on people, and what of them is about nobody (see `core.register`)."""

from core.register import Kept, Processing

PROCESSINGS = (
    Processing(
        rank=3,
        name="Vous répondre",
        purpose="Lire ce que vous nous écrivez par le formulaire de contact, et y répondre.",
        basis="Notre intérêt légitime, et le vôtre : vous nous écrivez pour avoir une réponse (RGPD, article 6, 1, f).",
        people="La personne qui écrit.",
        source="Le formulaire de contact.",
        recipients="Les personnes qui relèvent le courrier du réseau.",
        kept=(
            Kept("Message sur le site", "son envoi", setting="MESSAGE_RETENTION_DAYS"),
            Kept("Message dans notre boîte aux lettres", words="le temps de vous répondre, un an au plus"),
        ),
        fields={},
        also=("nom", "organisation", "adresse électronique ou numéro de téléphone", "message"),
    ),
)

HARMLESS = {
    "home.HomePage": ("introduction", "search_help", "referral_text", "body"),
    "home.ContentPage": ("introduction", "body"),
    "home.ContactPage": ("introduction", "thanks"),
    "home.NewsIndexPage": ("introduction",),
    "home.NewsPage": ("introduction", "source_url", "body"),
    "home.PartnersPage": ("introduction",),
    "home.PageText": ("title", "text"),
}
