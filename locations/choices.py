"""
Vocabulary of places: our own, and the national standard's to the letter (schema v1.0.2, licence etalab-2.0).

A code is the standard's label slugified, as the addresses use it; the label is the standard's.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """What an organisation is."""

    EPN = "epn", "Espace public numérique"
    LIBRARY = "bibliotheque", "Bibliothèque"
    ASSOCIATION = "association", "Association"
    CCAS = "ccas", "Centre communal d'action sociale"
    AUTHORITY = "collectivite", "Collectivité"
    COMPANY = "entreprise", "Entreprise"
    REUSE = "reemploi", "Réemploi et reconditionnement"
    OTHER = "autre", "Autre"


class Network(models.TextChoices):
    """What a place is to the network; the values are those of the address (`reseau=`)."""

    ACCESS_POINT = "emmaus", "Point d'accueil"
    PARTNER = "partenaire", "Lieu partenaire"
    DIRECTORY = "annuaire", "Autre lieu d'aide"


class OpeningStatus(models.TextChoices):
    """Whether a place receives people."""

    OPEN = "open", "Ouvert"
    SOON = "soon", "Ouvre bientôt"
    CLOSED = "closed", "Fermé définitivement"
    MOVED = "moved", "A déménagé"


class SolidarityOffer(models.TextChoices):
    """What a point sells or lends at a solidarity price."""

    RECHARGES = "recharges", "Recharges de téléphone et d'internet"
    EQUIPMENT = "materiel", "Matériel reconditionné"
    INTERNET = "internet", "Accès à internet"


class Service(models.TextChoices):
    """`services` of the standard."""

    PAPERWORK = "aide-aux-demarches-administratives", "Aide aux démarches administratives"
    EVERYDAY_TOOLS = "maitrise-des-outils-numeriques-du-quotidien", "Maîtrise des outils numériques du quotidien"
    JOBS = "insertion-professionnelle-via-le-numerique", "Insertion professionnelle via le numérique"
    SAFETY = "utilisation-securisee-du-numerique", "Utilisation sécurisée du numérique"
    PARENTING = "parentalite-et-education-avec-le-numerique", "Parentalité et éducation avec le numérique"
    LEISURE = "loisirs-et-creations-numeriques", "Loisirs et créations numériques"
    CULTURE = "comprehension-du-monde-numerique", "Compréhension du monde numérique"
    ACCESS = "acces-internet-et-materiel-informatique", "Accès internet et matériel informatique"
    EQUIPMENT = (
        "acquisition-de-materiel-informatique-a-prix-solidaire",
        "Acquisition de matériel informatique à prix solidaire",
    )


SERVICE_WORDS: dict[str, str] = {
    Service.PAPERWORK: "Démarches",
    Service.EVERYDAY_TOOLS: "Apprendre les bases",
    Service.JOBS: "Emploi",
    Service.SAFETY: "Sécurité en ligne",
    Service.PARENTING: "Parents et enfants",
    Service.LEISURE: "Loisirs et création",
    Service.CULTURE: "Comprendre internet",
    Service.ACCESS: "Accès internet",
    Service.EQUIPMENT: "Matériel solidaire",
}
"""Each service in three words at most, for lists; a place's own page keeps the standard's label."""


class Audience(models.TextChoices):
    """`publics_specifiquement_adresses` of the standard."""

    YOUTH = "jeunes", "Jeunes"
    STUDENTS = "etudiants", "Étudiants"
    FAMILIES = "familles-etou-enfants", "Familles et/ou enfants"
    SENIORS = "seniors", "Seniors"
    WOMEN = "femmes", "Femmes"


class SpecificCare(models.TextChoices):
    """`prise_en_charge_specifique` of the standard."""

    DEAFNESS = "surdite", "Surdité"
    MOTOR = "handicaps-moteurs", "Handicaps moteurs"
    MENTAL = "handicaps-mentaux", "Handicaps mentaux"
    LITERACY = "illettrisme", "Illettrisme"
    ENGLISH = "langues-etrangeres-anglais", "Langues étrangères (anglais)"
    LANGUAGES = "langues-etrangeres-autres", "Langues étrangères (autres)"
    SIGHT = "deficience-visuelle", "Déficience visuelle"


class Fee(models.TextChoices):
    """`frais_a_charge` of the standard."""

    FREE = "gratuit", "Gratuit"
    CONDITIONAL = "gratuit-sous-condition", "Gratuit sous condition"
    PAID = "payant", "Payant"


class Programme(models.TextChoices):
    """`dispositif_programmes_nationaux` of the standard."""

    AIDANTS_CONNECT = "aidants-connect", "Aidants Connect"
    LIBRARIES = "bibliotheques-numerique-de-reference", "Bibliothèques numérique de référence"
    PIX = "certification-pix", "Certification PIX"
    ADVISERS = "conseillers-numeriques", "Conseillers numériques"
    EMMAUS = "emmaus-connect", "Emmaüs Connect"
    FRANCE_SERVICES = "france-services", "France Services"
    GEN = "grande-ecole-du-numerique", "Grande école du numérique"
    RED_CROSS = "la-croix-rouge", "La Croix Rouge"
    CAF = "point-dacces-numerique-caf", "Point d'accès numérique CAF"
    PROMENEURS = "promeneurs-du-net", "Promeneurs du net"
    RELAY = "relais-numerique-emmaus-connect", "Relais numérique (Emmaüs Connect)"


class TrainingLabel(models.TextChoices):
    """`formations_labels` of the standard (as its pattern reads: « Étapes numériques(La Poste) » has no space)."""

    MON_ESPACE_SANTE = "forme-a-mon-espace-sante", "Formé à « Mon Espace Santé »"
    DUPLEX = "forme-a-duplex-illettrisme", "Formé à « DUPLEX » (illettrisme)"
    ARNIA = "arniamednum-bfc-bourgogne-franche-comte", "Arnia/MedNum BFC (Bourgogne-Franche-Comté)"
    NORMANDY = (
        "collectif-ressources-et-acteurs-reemploi-normandie",
        "Collectif ressources et acteurs réemploi (Normandie)",
    )
    LA_POSTE = "etapes-numeriquesla-poste", "Étapes numériques(La Poste)"
    FABRIQUES = "fabriques-de-territoire", "Fabriques de Territoire"
    ECLAIREURS = "les-eclaireurs-du-numerique-drome", "Les Éclaireurs du numérique (Drôme)"
    MES_PAPIERS = "mes-papiers-metropole-de-lyon", "Mes Papiers (Métropole de Lyon)"
    ORDI = "ordi-30", "ORDI 3.0"
    SUD_LABS = "sud-labs-paca", "SUD LABS (PACA)"


class AccessMode(models.TextChoices):
    """`modalites_acces` of the standard."""

    COME = "se-presenter", "Se présenter"
    PHONE = "telephoner", "Téléphoner"
    MAIL = "contacter-par-mail", "Contacter par mail"
    ONLINE = "prendre-un-rdv-en-ligne", "Prendre un RDV en ligne"
    NO_PUBLIC = "ce-lieu-naccueille-pas-de-public", "Ce lieu n'accueille pas de public"
    REFERRAL = (
        "envoyer-un-mail-avec-une-fiche-de-prescription",
        "Envoyer un mail avec une fiche de prescription",
    )


class SupportMode(models.TextChoices):
    """`modalites_accompagnement` of the standard."""

    ALONE = "en-autonomie", "En autonomie"
    INDIVIDUAL = "accompagnement-individuel", "Accompagnement individuel"
    GROUP = "dans-un-atelier-collectif", "Dans un atelier collectif"
    REMOTE = "a-distance", "À distance"


class Mobility(models.TextChoices):
    """`itinerance` of the standard."""

    MOBILE = "itinerant", "Itinérant"
    FIXED = "fixe", "Fixe"


class ReportKind(models.TextChoices):
    """What a person may find wrong about a place."""

    HOURS = "horaires", _("Les horaires")
    CLOSED = "ferme", _("Ce lieu est fermé pour toujours, ou n'existe pas")
    ADDRESS = "adresse", _("L'adresse, ou le point sur la carte")
    PHONE = "telephone", _("Le téléphone, ou l'adresse électronique")
    SERVICES = "services", _("Ce que l'on y trouve")
    OTHER = "autre", _("Autre chose")


class CommuneKind(models.TextChoices):
    """Kinds of the official geographic code."""

    CURRENT = "commune-actuelle", "Commune"
    DISTRICT = "arrondissement-municipal", "Arrondissement"
    DELEGATED = "commune-deleguee", "Commune déléguée"
    ASSOCIATED = "commune-associee", "Commune associée"


class ImportStatus(models.TextChoices):
    """Where an import stands."""

    WAITING = "waiting", "En attente"
    RUNNING = "running", "En cours"
    TO_CONFIRM = "to_confirm", "À confirmer"
    DONE = "done", "Faite"
    REFUSED = "refused", "Refusée"
    FAILED = "failed", "Échouée"
    UNDOING = "undoing", "Annulation en cours"
    UNDONE = "undone", "Annulée"


OPEN_IMPORTS = [ImportStatus.WAITING, ImportStatus.RUNNING, ImportStatus.TO_CONFIRM, ImportStatus.UNDOING]
"""Those of which something is still to come."""


class FrameKind(models.TextChoices):
    """What a partner's site shows of ours."""

    LIST = "liste", "Liste"
    WEEK = "semaine", "Semaine"
    MONTH = "mois", "Mois"
    CARD = "seance", "Une séance"
    MAP = "carte", "Carte des lieux"
