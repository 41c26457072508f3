"""
Where to paste it, tool by tool, in the words that a person reads in that tool.

`read` is what could be read in the tool's own documentation, at `source`; that the rest could not is said to whoever
follows it, and `is_unread` where nothing could.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Guide:
    """How one tool takes it: what to do, in the four ways that the page numbers, and what may go wrong."""

    slug: str
    name: Words
    steps: tuple[Words, ...]
    remark: Words = ""
    read: Words = ""
    source: str = ""
    is_unread: bool = False

    @property
    def source_host(self) -> str:
        """Whose documentation it is."""
        return urlsplit(self.source).netloc


GUIDES = (
    Guide(
        "wordpress",
        "WordPress",
        (
            _("Ouvrez votre page, et placez-vous sur une ligne vide."),
            _("Collez l'adresse de la façon 4, seule sur cette ligne : le calendrier prend sa place."),
            _("Publiez."),
        ),
        _(
            "Si l'adresse reste une adresse, ajoutez un bloc « HTML personnalisé » et collez-y le code de la "
            "façon 3, ou de la façon 2. WordPress n'accepte ce bloc entier que d'un compte administrateur ou éditeur, "
            "et dans un réseau de sites, du seul super-administrateur."
        ),
        _("une adresse collée devient ce qu'elle montre, quel que soit le compte"),
        "https://developer.wordpress.org/reference/hooks/oembed_providers/",
    ),
    Guide(
        "drupal",
        "Drupal",
        (
            _("Modifiez votre page, et choisissez le format de texte « HTML complet » (Full HTML)."),
            _("Dans l'éditeur, appuyez sur « Source », et collez le code de la façon 2."),
            _("Enregistrez."),
        ),
        _(
            "Le format « HTML de base » retire les cadres. Si « HTML complet » ne vous est pas proposé, "
            "demandez-le à qui gère le site. Le média « vidéo distante » ne prend que YouTube et Vimeo."
        ),
        _("le média « vidéo distante » ne prend que YouTube et Vimeo"),
        "https://www.drupal.org/node/2966029",
    ),
    Guide(
        "wix",
        "Wix",
        (
            _("Dans l'éditeur, ajoutez un élément « HTML iframe » (rubrique « Intégrer »)."),
            _("Choisissez « Adresse de site », et collez l'adresse de la façon 4 ; ou « Code », et la façon 2."),
            _("Agrandissez l'élément jusqu'à ce que le calendrier se lise sans défiler, puis publiez."),
        ),
        _(
            "Wix affiche le code depuis des adresses à lui, qui changent : parmi vos sites, cochez « Wix », "
            "et ajoutez le vôtre. Jugez sur le site publié : dans l'éditeur, le cadre peut rester vide. "
            "Nous n'avons pas essayé les articles du blog."
        ),
        _("l'élément HTML montre un site ou un code, dans un cadre isolé"),
        "https://dev.wix.com/docs/velo/api-reference/$w/html-component/introduction",
    ),
    Guide(
        "spip",
        "SPIP",
        (
            _("Modifiez l'article, et collez le code de la façon 2 dans son texte, entre <html> et </html>."),
            _("Enregistrez, et regardez l'article sur le site public : l'espace privé peut montrer le code seul."),
        ),
        _(
            "Depuis sa version 4.4.8, SPIP isole les cadres ou les retire, selon ses réglages. S'il ne reste que le "
            "lien, demandez à qui gère le site d'autoriser notre adresse, ou de l'ajouter au module oEmbed : la "
            "façon 4 suffit alors."
        ),
        _("le module oEmbed transforme l'adresse d'un site qu'il connaît"),
        "https://contrib.spip.net/oEmbed-4407",
    ),
    Guide(
        "joomla",
        "Joomla",
        (
            _("Contenu, Modules du site, Nouveau : choisissez « Wrapper »."),
            _("Collez l'adresse de la façon 4 dans le champ « URL », et donnez une hauteur de 720 pixels."),
            _("Choisissez où le module se voit, et enregistrez."),
        ),
        _("Dans un article, Joomla retire les cadres de qui n'est pas super-utilisateur (Filtres de texte)."),
        _("le module « Wrapper », son adresse et sa hauteur"),
        "https://github.com/joomla/joomla-cms/blob/5.4-dev/modules/mod_wrapper/mod_wrapper.xml",
    ),
    Guide(
        "google-sites",
        "Google Sites",
        (
            _("Dans la colonne de droite, Insérer, puis « Intégrer »."),
            _("Sous « Par URL », collez l'adresse de la façon 4 ; ou sous « Code intégré », la façon 2."),
            _("Agrandissez le cadre, puis publiez."),
        ),
        _(
            "Google affiche le code depuis des adresses à lui, qui changent : parmi vos sites, cochez "
            "« Google Sites ». Si votre site a sa propre adresse, ajoutez-la. Jugez sur le site publié : dans "
            "l'éditeur, le cadre peut rester vide."
        ),
        is_unread=True,
    ),
    Guide(
        "portail",
        _("Portail de bibliothèque : Bokeh, Syracuse, PMB"),
        (
            _("Créez un article ou une page, et passez l'éditeur en mode « source » ou « HTML »."),
            _("Collez le code de la façon 2, et enregistrez."),
            _("S'il ne reste que le lien, envoyez à votre fournisseur le message ci-dessous."),
        ),
        _(
            "Si votre portail lit les agendas ou les fils RSS, donnez-lui plutôt l'adresse iCal ou RSS de la façon 1 : "
            "nos dates entrent alors dans ses propres pages."
        ),
        is_unread=True,
    ),
    Guide(
        "page",
        _("Une page HTML, sans outil"),
        (
            _("Ouvrez le fichier de votre page dans un éditeur de texte."),
            _("Collez le code de la façon 3 là où le calendrier doit se voir, et enregistrez."),
            _("Envoyez le fichier chez votre hébergeur."),
        ),
        _("Si votre site a une Content-Security-Policy, elle doit nous nommer : le message ci-dessous dit comment."),
    ),
)


def request_words(origin: str) -> str:
    """Return a message for whoever runs the partner's site, ready to be sent."""
    return str(
        _(
            "Bonjour,\n\nNous voudrions afficher sur notre site le calendrier de nos séances, "
            "qui vient de %(origin)s.\nPourriez-vous autoriser les cadres (iframe) de cette adresse dans l'éditeur "
            "de pages\u00a0? Si le site a "
            "une Content-Security-Policy, il y faut\u00a0:\n\nframe-src %(origin)s; script-src %(origin)s\n\n"
            "Ces cadres ne posent aucun cookie, ne contiennent aucun formulaire et ne suivent personne\u00a0: "
            "leurs affichages sont comptés par jour.\n\nMerci\u00a0!"
        )
        % {"origin": origin}
    )
