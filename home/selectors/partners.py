"""Organisations, as the partner directory and the embedding page need them."""

from itertools import groupby

from booking.models import Series
from locations.choices import OrganisationKind
from locations.models import Organisation

KINDS_IN_ORDER = {
    OrganisationKind.AUTHORITY: "Collectivités",
    OrganisationKind.CCAS: "Centres communaux d'action sociale",
    OrganisationKind.ASSOCIATION: "Associations",
    OrganisationKind.EPN: "Espaces publics numériques",
    OrganisationKind.LIBRARY: "Bibliothèques",
    OrganisationKind.COMPANY: "Entreprises",
    OrganisationKind.REUSE: "Réemploi et reconditionnement",
    OrganisationKind.OTHER: "Autres partenaires",
}


def partners_by_kind() -> list[tuple[str, list[Organisation]]]:
    """Return the partner directory: each kind that has organisations, in words, with them."""
    order = list(KINDS_IN_ORDER)
    partners = list(Organisation.objects.in_directory().select_related("logo"))
    partners.sort(key=lambda partner: order.index(OrganisationKind(partner.kind)))  # stable: the model's order within
    return [
        (KINDS_IN_ORDER[OrganisationKind(kind)], list(group)) for kind, group in groupby(partners, lambda p: p.kind)
    ]


def hosts() -> list[Organisation]:
    """Return the organisations that have a calendar: those that host sessions, by name."""
    hosting = Series.objects.filter(active=True).values("host")
    return list(Organisation.objects.filter(pk__in=hosting).order_by("name"))
