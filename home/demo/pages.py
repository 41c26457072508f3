"""The tree of pages, at the addresses that must not change."""

from datetime import datetime

from wagtail.models import Page

from events.models import AgendaPage
from home.demo import agenda, news, texts
from home.demo.tree import hard_spaces, put, root
from home.models import ContactPage, ContentPage, HomePage, NewsIndexPage, PartnersPage
from locations.models import FinderPage


def load(*, now: datetime) -> int:
    """Put the pages that are not there yet, and return how many that was."""
    before: int = Page.objects.count()
    home = root(front_page(), now=now)
    for page in pages():
        put(home, page, now=now)
    news.load(NewsIndexPage.objects.get(), now=now)
    agenda.load(AgendaPage.objects.get(), now=now)
    after: int = Page.objects.count()
    return after - before


def front_page() -> HomePage:
    """Return the front page, not saved."""
    return HomePage(
        slug="accueil",
        title="Trouver de l'aide près de chez moi",
        seo_title="Trouver de l'aide numérique près de chez moi",
        introduction="Téléphone, internet, ordinateur, démarches : des gens vous reçoivent, et vous avancez ensemble.",
        referral_text=(
            "Travailleur social, bibliothécaire, bénévole, voisin : vous connaissez quelqu'un qui n'a pas de connexion "
            "ou qui n'ose pas cliquer. Dites-le-nous, nous trouverons ensemble par où commencer."
        ),
        body=hard_spaces(texts.HOME),
    )


def pages() -> list[Page]:
    """Return the pages below the front page, not saved, in the order of the site map."""
    return [
        FinderPage(
            slug="points-accueil",
            title="Trouver un lieu près de chez moi",
            introduction="Écrivez votre ville ou votre code postal : les lieux les plus proches d'abord.",
            show_in_menus=True,
        ),
        AgendaPage(
            slug="agenda",
            title="Agenda",
            introduction="Ouvertures, forums, ateliers : ce qui se passe dans le réseau et chez ses partenaires.",
            show_in_menus=True,
        ),
        NewsIndexPage(
            slug="actualites",
            title="Actualités",
            introduction="Des nouvelles du réseau et de ses partenaires.",
            show_in_menus=True,
        ),
        PartnersPage(
            slug="partenaires",
            title="Partenaires",
            introduction="Personne ne fait cela seul. Voici avec qui nous travaillons.",
            show_in_menus=True,
        ),
        ContentPage(
            slug="orienter",
            title="Vous accompagnez quelqu'un ?",
            introduction="Voici comment orienter une personne vers un point d'accueil ou une séance.",
            body=hard_spaces(texts.REFERRAL),
        ),
        ContentPage(
            slug="histoire",
            title="Notre histoire",
            introduction="Un programme né sur le terrain en Île-de-France, et qui gagne d'autres villes fin 2013.",
            body=hard_spaces(texts.HISTORY),
        ),
        ContactPage(
            slug="contact",
            title="Pour travailler ensemble",
            introduction="Une question, une idée, un lieu à ouvrir : écrivez-nous.",
        ),
        ContentPage(slug="accessibilite", title="Accessibilité : non conforme", body=hard_spaces(texts.ACCESSIBILITY)),
        ContentPage(slug="mentions-legales", title="Mentions légales", body=hard_spaces(texts.LEGAL)),
        ContentPage(
            slug="donnees-personnelles",
            title="Données personnelles",
            introduction="Ce que nous demandons, pourquoi, et combien de temps nous le gardons.",
            body=hard_spaces(texts.PERSONAL_DATA),
        ),
    ]
