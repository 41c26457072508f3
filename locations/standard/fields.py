"""What each column of the national standard means, in plain French, with an example. Pure."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from locations.standard.writer import REQUIRED


@dataclass(frozen=True, slots=True)
class Column:
    """One of the 32. `several`: values joined by ``|``."""

    name: str
    meaning: Promise
    example: str
    several: bool = False

    @property
    def required(self) -> bool:
        """Whether no row goes without it."""
        return self.name in REQUIRED

    @property
    def parts(self) -> list[str]:
        """Return the words of its name, between which a narrow screen may break it."""
        return self.name.split("_")


FIELDS: tuple[Column, ...] = (
    Column("id", _("Le numéro du lieu. Il ne change pas."), "structure-1"),
    Column("pivot", _("Le SIRET ou le RNA de la structure ; quatorze zéros s'il est inconnu."), "43493312300029"),
    Column("nom", _("Le nom du lieu."), "Anonymal"),
    Column("commune", _("La commune, comme dans l'adresse."), "Reims"),
    Column("code_postal", _("Cinq chiffres ; le premier peut être un zéro."), "51100"),
    Column("code_insee", _("Le code officiel de la commune."), "51454"),
    Column("adresse", _("Le numéro et la rue."), "12 BIS RUE DE LECLERCQ"),
    Column("complement_adresse", _("Ce qui aide à trouver : bâtiment, étage."), "Le patio du bois de l'Aulne"),
    Column("latitude", _("En degrés (WGS 84), avec un point."), "43.52609"),
    Column("longitude", _("En degrés (WGS 84), avec un point."), "5.41423"),
    Column("typologie", _("Le genre de lieu, par son code."), "TIERS_LIEUX|ASSO", several=True),
    Column("telephone", _("Avec l'indicatif du pays, sans espaces."), "+33180059880"),
    Column("courriels", _("Les adresses électroniques du lieu."), "contact@exemple.fr", several=True),
    Column("site_web", _("Les adresses de ses sites."), "https://www.exemple.fr/", several=True),
    Column("horaires", _("Les heures d'ouverture, dans la syntaxe d'OpenStreetMap."), "Mo-Fr 09:00-12:00,14:00-18:30"),
    Column("presentation_resume", _("Le lieu en 280 caractères au plus."), "Un atelier pour apprendre à son rythme."),
    Column("presentation_detail", _("Le lieu, raconté plus longuement."), "Nous proposons des ateliers…"),
    Column("source", _("Qui a donné ces informations."), "Hubik"),
    Column("itinerance", _("Si le lieu se déplace, ou non."), "Itinérant", several=True),
    Column("structure_parente", _("De quelle structure le lieu dépend."), "Ville de Reims"),
    Column("date_maj", _("Le jour où ces informations ont été vérifiées."), "2024-04-02"),
    Column("services", _("Ce que l'on y trouve."), "Aide aux démarches administratives", several=True),
    Column("publics_specifiquement_adresses", _("Les publics que le lieu attend."), "Jeunes|Femmes", several=True),
    Column(
        "prise_en_charge_specifique", _("Les besoins que le lieu sait prendre en charge."), "Surdité|Illettrisme",
        several=True,
    ),
    Column("frais_a_charge", _("Gratuit ou payant."), "Gratuit sous condition|Payant", several=True),
    Column(
        "dispositif_programmes_nationaux", _("Les programmes nationaux dont le lieu fait partie."),
        "France Services|Aidants Connect", several=True,
    ),
    Column("formations_labels", _("Les formations et labels de la liste nationale."), "SUD LABS (PACA)", several=True),
    Column("autres_formations_labels", _("Les autres formations et labels."), "Label et la bête", several=True),
    Column("modalites_acces", _("Comment y accéder."), "Se présenter|Téléphoner", several=True),
    Column("modalites_accompagnement", _("Seul, à deux, à plusieurs, ou de loin."), "En autonomie", several=True),
    Column("fiche_acces_libre", _("La page du lieu dans Acceslibre."), "https://acceslibre.beta.gouv.fr/…"),
    Column("prise_rdv", _("Où prendre rendez-vous en ligne."), "https://www.rdv-solidarites.fr/"),
)  # fmt: skip
