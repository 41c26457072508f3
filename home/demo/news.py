"""News of 2013 and 2014, and one of the day of loading."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.dates import local_day
from home.demo.tree import hard_spaces, put
from home.models import NewsIndexPage, NewsPage
from home.pages.news import Precision
from locations.models import Organisation


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of news; no day means the day of loading."""

    slug: str
    title: str
    introduction: str
    body: str
    day: date | None = None
    partner: str = ""
    precision: Precision = Precision.DAY


NEWS = [
    Item(
        "convention-de-marseille",
        "Marseille : la ville, son CCAS et l'IFAC s'engagent avec nous",
        "La convention signée en novembre 2013 ouvre le programme hors d'Île-de-France.",
        "<p>En novembre 2013, la Ville de Marseille, son centre communal d'action sociale (CCAS) et l'IFAC ont signé "
        "une convention avec le réseau.</p><h2>Ce que cela change</h2><p>Les services sociaux et les associations de "
        "la ville repèrent les personnes en difficulté avec le numérique et les orientent vers un point d'accueil. "
        "Elles y trouvent du matériel, un téléphone, une connexion, et quelqu'un pour apprendre.</p>",
        date(2013, 11, 30),
        "ville-de-marseille",
        Precision.MONTH,
    ),
    Item(
        "permanences-connectees-essai",
        "Les Permanences Connectées à l'essai dans sept lieux de Paris",
        "Quatre espaces publics numériques, deux associations et une bibliothèque essaient ensemble.",
        "<p>L'idée est simple : aller là où les gens vont déjà. Quatre espaces publics numériques (EPN), deux "
        "associations et une bibliothèque de Paris ont accueilli les premières Permanences Connectées.</p><p>Les EPN "
        "et les Cyberbases forment aussi. Nous construisons avec eux des parcours communs.</p>",
        date(2014, 3, 31),
        "ville-de-paris",
        Precision.YEAR,
    ),
    Item(
        "lille-ouvre",
        "Lille ouvre son point d'accueil",
        "Depuis le 22 mai 2014, on peut s'équiper, se connecter et apprendre à Lille.",
        "<p>Après Marseille, Grenoble, Lyon et Saint-Denis, Lille a ouvert son point d'accueil le 22 mai 2014.</p>"
        "<p>Les recharges et des appareils sont donnés par SFR et Huawei. Les ordinateurs, remis en état par Ecodair, "
        "Solidura et ADB, sont vendus à prix solidaire.</p>",
        date(2014, 5, 22),
        "ville-de-lille",
    ),
    Item(
        "mi-2014-en-chiffres",
        "Mi-2014 : sept points d'accueil, plus de 6 000 personnes aidées",
        "Le réseau vise 10 000 personnes pour l'année 2014.",
        "<p>Au milieu de 2014, le réseau compte sept points d'accueil en France et a aidé plus de 6 000 personnes. "
        "L'objectif pour 2014 est de 10 000.</p><p>La plupart sont venues au comptoir, sans rendez-vous, pour leur "
        "téléphone ou leur connexion. Ces passages comptent aussi : c'est souvent là que tout commence.</p><p>Un élu "
        "l'a rappelé : avant le programme, les plus pauvres consacraient plus de 15 % de leurs ressources au téléphone "
        "et à internet. C'est 4 % en moyenne en France.</p>",
        date(2014, 6, 30),
        precision=Precision.YEAR,
    ),
    Item(
        "presse-mairieconseils",
        "On parle de nous : Mairieconseils",
        "Le service d'information des maires consacre un article au programme.",
        "<p>En 2014, Mairieconseils a consacré un article au programme : ce qu'il apporte aux habitants, et comment "
        "une commune peut y prendre part.</p>",
        date(2014, 6, 15),
        precision=Precision.YEAR,
    ),
    Item(
        "presse-hemicycle",
        "On parle de nous : L'Hémicycle et « Connexions solidaires »",
        "Le journal raconte comment nos offres de téléphone gagnent les régions.",
        "<p>« Connexions solidaires » : c'était le nom de nos premières offres de téléphone et d'internet. "
        "L'Hémicycle a raconté, en 2014, comment elles sortaient d'Île-de-France pour gagner les régions.</p>",
        date(2014, 6, 10),
        precision=Precision.YEAR,
    ),
    Item(
        "permanences-chaque-semaine",
        "Sept lieux, une Permanence chaque semaine",
        "À Paris, du lundi au samedi, quelqu'un vous attend. Réservez votre place en une minute.",
        "<p>Bibliothèque, espaces numériques, associations : chaque semaine, sept lieux parisiens tiennent une "
        "Permanence Connectée. On y vient avec sa question et on repart avec une réponse.</p><p>Les lieux et les "
        "séances de cette actualité sont imaginés pour la démonstration.</p>",
    ),
]


def load(index: NewsIndexPage, *, now: datetime) -> int:
    """Put the news that is not there yet, and return how many that was."""
    partners = {organisation.slug: organisation for organisation in Organisation.objects.all()}
    made = 0
    for item in NEWS:
        page = NewsPage(
            slug=item.slug,
            title=item.title,
            introduction=item.introduction,
            precision=item.precision,
            published_on=item.day or local_day(now, ZoneInfo("Europe/Paris")),
            partner=partners.get(item.partner),
            body=[("prose", hard_spaces(item.body))],
        )
        made += put(index, page, now=now) is not None
    return made
