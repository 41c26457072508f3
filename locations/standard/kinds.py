"""
Kinds of places (`typologie`) in words. Pure.

The standard takes the codes of data·inclusion (npm ``@gouvfr-anct/lieux-de-mediation-numerique`` 2.3.0, MIT), whose
labels name networks ("Centres communaux d'action sociale"): here each is said of one place. Producers also write words
of their own, which are shown, and codes of their own, which are not.
"""

import re

KIND_WORDS = {
    "ACI": "Atelier et chantier d'insertion",
    "ACIPHC": "Chantier d'insertion « premières heures »",
    "AFPA": "Agence pour la formation professionnelle des adultes (Afpa)",
    "AI": "Association intermédiaire",
    "ASE": "Aide sociale à l'enfance",
    "ASSO": "Association",
    "ASSO_CHOMEUR": "Association de personnes au chômage",
    "AVIP": "Crèche à vocation d'insertion professionnelle",
    "BIB": "Bibliothèque ou médiathèque",
    "CAARUD": "Centre d'accueil pour usagers de drogues (Caarud)",
    "CADA": "Centre d'accueil de demandeurs d'asile",
    "CAF": "Caisse d'allocations familiales (CAF)",
    "CAP_EMPLOI": "Cap emploi",
    "CAVA": "Centre d'adaptation à la vie active",
    "CC": "Communauté de communes",
    "CCAS": "Centre communal d'action sociale (CCAS)",
    "CCONS": "Chambre consulaire",
    "CD": "Conseil départemental",
    "CDAS": "Centre départemental d'action sociale",
    "CFP": "Centre des finances publiques",
    "CHRS": "Centre d'hébergement et de réinsertion sociale",
    "CHU": "Centre d'hébergement d'urgence",
    "CIAS": "Centre intercommunal d'action sociale",
    "CIDFF": "Centre d'information sur les droits des femmes et des familles",
    "CITMET": "Cité des métiers",
    "CMP": "Centre médico-psychologique",
    "CMS": "Centre médico-social",
    "CPAM": "Assurance maladie (CPAM)",
    "CPH": "Centre provisoire d'hébergement",
    "CS": "Centre social",
    "CSAPA": "Centre de soins et de prévention en addictologie",
    "CSC": "Centre socioculturel",
    "DEETS": "Direction de l'économie, de l'emploi, du travail et des solidarités",
    "DEPT": "Service social du département",
    "DIPLP": "Délégation à la lutte contre la pauvreté",
    "E2C": "École de la deuxième chance",
    "EA": "Entreprise adaptée",
    "EATT": "Entreprise adaptée de travail temporaire",
    "EI": "Entreprise d'insertion",
    "EITI": "Entreprise d'insertion par le travail indépendant",
    "ENM": "Espace numérique mobile",
    "EPCI": "Intercommunalité",
    "EPI": "Espace public internet",
    "EPIDE": "Établissement pour l'insertion dans l'emploi (Épide)",
    "EPN": "Espace public numérique",
    "ES": "Épicerie solidaire",
    "ESAT": "Établissement d'aide par le travail (Ésat)",
    "ESS": "Entreprise de l'économie sociale et solidaire",
    "ETTI": "Entreprise de travail temporaire d'insertion",
    "EVS": "Espace de vie sociale",
    "FABLAB": "Atelier de fabrication (fablab)",
    "FABRIQUE": "Fabrique de territoire",
    "FAIS": "Fédération d'acteurs de la solidarité",
    "FT": "France Travail",
    "GEIQ": "Groupement d'employeurs pour l'insertion et la qualification",
    "HUDA": "Hébergement d'urgence pour demandeurs d'asile",
    "LA_POSTE": "La Poste",
    "MDE": "Maison de l'emploi",
    "MDEF": "Maison de l'emploi et de la formation",
    "MDH": "Maison des habitants",
    "MDPH": "Maison des personnes handicapées (MDPH)",
    "MDS": "Maison des solidarités",
    "MJC": "Maison des jeunes et de la culture (MJC)",
    "ML": "Mission locale",
    "MQ": "Maison de quartier",
    "MSA": "Mutualité sociale agricole (MSA)",
    "MSAP": "Maison de services au public",
    "MUNI": "Mairie ou service de la ville",
    "OACAS": "Organisme d'accueil communautaire et d'activités solidaires",
    "ODC": "Organisme délégué par le département",
    "OF": "Organisme de formation",
    "OIL": "Opérateur d'intermédiation locative",
    "OPCS": "Organisme de la clause sociale",
    "PAD": "Point d'accès au droit",
    "PE": "France Travail",
    "PENSION": "Pension de famille",
    "PI": "Point info",
    "PIJ_BIJ": "Information jeunesse",
    "PIMMS": "Pimms Médiation",
    "PJJ": "Protection judiciaire de la jeunesse",
    "PLIE": "Plan local pour l'insertion et l'emploi",
    "PREF": "Préfecture ou sous-préfecture",
    "PREVENTION": "Service ou club de prévention",
    "REG": "Région",
    "RELAIS_LECTURE": "Relais lecture",
    "RESSOURCERIE": "Ressourcerie",
    "RFS": "France Services",
    "RS_FJT": "Foyer de jeunes travailleurs",
    "SCP": "Service ou club de prévention",
    "SPIP": "Service pénitentiaire d'insertion et de probation",
    "TIERS_LIEUX": "Tiers-lieu",
    "UDAF": "Union des associations familiales (Udaf)",
}

_A_CODE = re.compile(r"[A-Z0-9_]{1,12}")
_NOT_SAID = {"autre", ""}


def kinds_words(kinds: list[str]) -> list[str]:
    """What kind of place this is, each once: ``["RFS", "Bibliothèque", "XYZ"]`` → France Services, Bibliothèque."""
    words = []
    for kind in kinds:
        said = KIND_WORDS.get(kind.strip(), "" if _A_CODE.fullmatch(kind.strip()) else kind.strip())
        if said.casefold() not in _NOT_SAID:
            words.append(said)
    return list({word.casefold(): word for word in words}.values())
