"""The network, its partners of 2013 and 2014, and the invented hosts of the living agenda."""

from typing import Any

from locations.choices import OrganisationKind as Kind
from locations.models import Organisation

NETWORK = "emmaus-connect"

LIBRARY = "http://127.0.0.1:8001"
"""The invented library's own site (`manage.py partner_site`), which each host has registered."""

PARTNERS: list[dict[str, Any]] = [
    {
        "slug": NETWORK,
        "name": "Emmaüs Connect",
        "kind": Kind.ASSOCIATION,
        "summary": "Le réseau : des lieux où l'on s'équipe, où l'on se connecte et où l'on apprend.",
        "website": "https://emmaus-connect.org/",
        "phone": "+33180059880",
        "sort_order": 1,
        "in_directory": False,
        "embed_origins": [LIBRARY],
    },
    {
        "slug": "ville-de-marseille",
        "name": "Ville de Marseille et son CCAS",
        "kind": Kind.AUTHORITY,
        "town": "Marseille",
        "summary": "Signataires, avec l'IFAC, de la convention de novembre 2013.",
        "sort_order": 10,
    },
    {
        "slug": "ville-de-grenoble",
        "name": "Ville de Grenoble",
        "kind": Kind.AUTHORITY,
        "town": "Grenoble",
        "summary": "Elle soutient le point d'accueil ouvert dans la ville.",
        "sort_order": 11,
    },
    {
        "slug": "ville-de-saint-denis",
        "name": "Ville de Saint-Denis et son CCAS",
        "kind": Kind.AUTHORITY,
        "town": "Saint-Denis",
        "summary": "Ils orientent les habitants vers le point d'accueil de la ville.",
        "sort_order": 12,
    },
    {
        "slug": "ville-de-lille",
        "name": "Ville de Lille et son CCAS",
        "kind": Kind.AUTHORITY,
        "town": "Lille",
        "summary": "Le point d'accueil de Lille a ouvert le 22 mai 2014.",
        "sort_order": 13,
    },
    {
        "slug": "ville-de-paris",
        "name": "Ville de Paris et son CCAS",
        "kind": Kind.AUTHORITY,
        "town": "Paris",
        "summary": "Trois points d'accueil et les premières Permanences Connectées.",
        "sort_order": 14,
    },
    {
        "slug": "departement-de-l-isere",
        "name": "Département de l'Isère",
        "kind": Kind.AUTHORITY,
        "summary": "Ses services sociaux orientent des personnes vers le point d'accueil de Grenoble.",
        "sort_order": 15,
    },
    {
        "slug": "plaine-commune",
        "name": "Plaine Commune",
        "kind": Kind.AUTHORITY,
        "town": "Saint-Denis",
        "summary": "La communauté d'agglomération autour de Saint-Denis.",
        "sort_order": 16,
    },
    {
        "slug": "grenoble-alpes-metropole",
        "name": "Grenoble-Alpes Métropole",
        "kind": Kind.AUTHORITY,
        "town": "Grenoble",
        "summary": "L'agglomération de Grenoble.",
        "sort_order": 17,
    },
    {
        "slug": "ccas-de-grenoble",
        "name": "CCAS de Grenoble",
        "kind": Kind.CCAS,
        "town": "Grenoble",
        "summary": "Il a tenu avec nous le Forum du numérique, le 18 juin 2014.",
        "sort_order": 20,
    },
    {
        "slug": "ifac",
        "name": "IFAC",
        "kind": Kind.ASSOCIATION,
        "town": "Marseille",
        "summary": "Notre partenaire à Marseille depuis la convention de novembre 2013.",
        "sort_order": 30,
    },
    {
        "slug": "sfr",
        "name": "SFR",
        "kind": Kind.COMPANY,
        "summary": "L'opérateur donne des recharges de téléphone et d'internet.",
        "sort_order": 60,
    },
    {
        "slug": "huawei",
        "name": "Huawei",
        "kind": Kind.COMPANY,
        "summary": "Le constructeur donne des appareils.",
        "sort_order": 61,
    },
    {
        "slug": "ecodair",
        "name": "Ecodair",
        "kind": Kind.REUSE,
        "summary": "Ordinateurs remis en état, vendus à prix solidaire.",
        "sort_order": 70,
    },
    {
        "slug": "solidura",
        "name": "Solidura",
        "kind": Kind.REUSE,
        "summary": "Ordinateurs remis en état, vendus à prix solidaire.",
        "sort_order": 71,
    },
    {
        "slug": "adb",
        "name": "ADB",
        "kind": Kind.REUSE,
        "summary": "Matériel remis en état, vendu à prix solidaire.",
        "sort_order": 72,
    },
]

HOSTS: list[dict[str, Any]] = [
    {
        "slug": "espace-numerique-du-canal",
        "name": "Espace numérique du Canal",
        "kind": Kind.EPN,
        "summary": "Dix postes au bord de l'eau, et une Permanence chaque semaine.",
    },
    {"slug": "espace-numerique-des-epinettes", "name": "Espace numérique des Épinettes", "kind": Kind.EPN},
    {"slug": "espace-numerique-de-la-colline", "name": "Espace numérique de la Colline", "kind": Kind.EPN},
    {"slug": "espace-numerique-des-peupliers", "name": "Espace numérique des Peupliers", "kind": Kind.EPN},
    {
        "slug": "les-fenetres-ouvertes",
        "name": "Les Fenêtres ouvertes",
        "kind": Kind.ASSOCIATION,
        "summary": "Une association de quartier : accueil, écrivain public, ordinateurs.",
    },
    {"slug": "un-mot-apres-l-autre", "name": "Un mot après l'autre", "kind": Kind.ASSOCIATION},
    {
        "slug": "bibliotheque-du-moulin",
        "name": "Bibliothèque du Moulin",
        "kind": Kind.LIBRARY,
        "summary": "Une bibliothèque de quartier qui reçoit une Permanence et deux formations.",
        "embed_origins": ["https://bibliotheque-du-moulin.example", LIBRARY],
    },
]


def load() -> int:
    """Make the organisations that are not there yet, and return how many that was."""
    known = set(Organisation.objects.values_list("slug", flat=True))
    hosts = [{"town": "Paris", "sort_order": 80, "embed_origins": [LIBRARY], **host} for host in HOSTS]
    new = [Organisation(**values) for values in [*PARTNERS, *hosts] if values["slug"] not in known]
    Organisation.objects.bulk_create(new)
    return len(new)
