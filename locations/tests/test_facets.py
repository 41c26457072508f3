"""One bit a value: what a place says, and what a search wants."""

from datetime import UTC, datetime

import pytest

from locations.finder.facets import BITS, CAN_BE_CALLED, HAS_HOURS, Wanted, facets_of, mask
from locations.models import Location
from locations.services.completion import complete, derive_again
from locations.services.importing import import_places
from locations.tests.factories import ROW, csv_text, make_place


def facets(**fields: object) -> int:
    return facets_of(Location(network="annuaire", **fields))


DIRECTORY = BITS["reseau"]["annuaire"]


def test_bits_stand_where_they_stood() -> None:
    firsts = {name: (next(iter(bits.values())), len(bits)) for name, bits in BITS.items()}
    assert firsts == {
        "service": (1 << 0, 9),
        "public": (1 << 14, 5),
        "reseau": (1 << 22, 3),
        "frais": (1 << 26, 3),
        "rdv": (1 << 30, 2),
        "fauteuil": (1 << 32, 1),
        "soin": (1 << 34, 7),
        "offre": (1 << 46, 3),
    }


def test_no_two_values_share_a_bit_and_all_fit_the_column() -> None:
    every = [bit for bits in BITS.values() for bit in bits.values()] + [CAN_BE_CALLED, HAS_HOURS]
    assert len(set(every)) == len(every)
    assert sum(every) < 1 << 63


def test_a_place_has_the_bits_of_what_it_says() -> None:
    place = facets(
        services=["loisirs-et-creations-numeriques", "gone-from-the-list"], audiences=["seniors"], fees=["gratuit"],
        specific_care=["surdite"], offers=["recharges"], step_free=True, phone="+33476000000",
    )  # fmt: skip
    assert place == (
        DIRECTORY
        | BITS["service"]["loisirs-et-creations-numeriques"]
        | BITS["public"]["seniors"]
        | BITS["frais"]["gratuit"]
        | BITS["soin"]["surdite"]
        | BITS["offre"]["recharges"]
        | BITS["fauteuil"]["oui"]
        | CAN_BE_CALLED
    )
    assert facets() == facets(step_free=False) == DIRECTORY


WITH, WITHOUT = BITS["rdv"]["avec"], BITS["rdv"]["sans"]


@pytest.mark.parametrize(
    ("fields", "bits"),
    [
        ({}, 0),
        ({"opening_hours": "Mo-Fr 09:00-12:00"}, WITHOUT),
        ({"opening_hours": 'Mo-Fr 09:00-12:00 "sur rendez-vous"'}, WITH),
        ({"opening_hours": 'Mo 09:00-12:00; Tu 14:00-17:00 "sur rendez-vous"; PH off'}, WITH | WITHOUT),
        ({"opening_hours": "PH off"}, 0),
        ({"opening_hours": "Mo-Fr 09:00-12:00", "access_modes": ["telephoner"]}, 0),
        ({"access_modes": ["se-presenter", "prendre-un-rdv-en-ligne"]}, WITH | WITHOUT),
        ({"booking_url": "https://exemple.fr/"}, WITH),
    ],
)
def test_appointments(fields: dict[str, object], bits: int) -> None:
    assert facets(**fields) & mask("rdv", ["avec", "sans"]) == bits


def test_what_is_wanted_becomes_one_mask_a_filter() -> None:
    wanted = Wanted(services=("loisirs-et-creations-numeriques",), fees=("gratuit", "payant"), step_free=("oui",))
    assert wanted.masks() == {"service": 1 << 5, "frais": (1 << 26) | (1 << 28), "fauteuil": 1 << 32}
    assert not Wanted()
    assert Wanted(departement="38")


@pytest.mark.django_db
def test_no_writer_forgets_the_facets() -> None:
    """By hand, by a first import, by a second one that changes a row, and by a draft that is published."""
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    make_place(fees=["payant"])
    import_places(csv_text(ROW).encode(), source="essai", now=now)
    import_places(csv_text(ROW | {"frais_a_charge": "Payant", "telephone": ""}).encode(), source="essai", now=now)
    edited = make_place()
    edited.audiences = ["seniors"]
    complete(edited)
    edited.save_revision().publish()
    rows = Location.objects.all()
    assert [row.facets for row in rows] == [facets_of(row) for row in rows]
    assert sum(bool(row.facets & BITS["frais"]["payant"]) for row in rows) == 2


@pytest.mark.django_db
def test_the_night_repairs_facets_that_went_astray() -> None:
    place = make_place(fees=["payant"])
    Location.objects.update(facets=0)
    derive_again()
    place.refresh_from_db()
    assert place.facets == facets_of(place)
