"""Places for tests: complete, published, in Grenoble, unless said otherwise; organisations and their members."""

import csv
import io
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from django.utils import timezone
from wagtail.models import Page, Site

from core.models import User
from locations.models import FinderPage, Location, Organisation
from locations.services.completion import complete
from locations.services.gazetteer import load_gazetteer
from locations.services.members import join
from locations.standard.rows import COLUMNS

DATA = Path(__file__).parent / "data"
_numbers = count(1)


def make_place(**fields: Any) -> Location:
    """A place of the directory, in the middle of Grenoble."""
    number = next(_numbers)
    location = Location(
        **{
            "name": f"Lieu {number}",
            "address": f"{number} rue de la Paix",
            "postcode": "38000",
            "town": "Grenoble",
            "insee_code": "38185",
            "latitude": 45.18423,
            "longitude": 5.71554,
            "phone": "+33476000000",
            "opening_hours": "Mo-Fr 09:00-12:00,14:00-17:30",
            "services": ["aide-aux-demarches-administratives"],
            "standard_id": f"essai-{number}",
            "facts_date": date(2026, 6, 1),
            "source": "Essai",
            **fields,
        }
    )
    complete(location)
    location.save()
    return location


def make_organisation(**fields: Any) -> Organisation:
    """A partner, with a name of its own."""
    number = next(_numbers)
    return Organisation.objects.create(**{"name": f"Organisation {number}", "slug": f"organisation-{number}", **fields})


def make_member(*organisations: Organisation, **fields: Any) -> User:
    """Somebody who manages these organisations, and nothing else."""
    number = next(_numbers)
    user = User.objects.create_user(
        **{"username": f"membre-{number}", "email": f"membre-{number}@exemple.invalid", **fields}
    )
    for organisation in organisations:
        join(user=user, organisation=organisation, now=timezone.now())
    return user


def make_finder() -> FinderPage:
    """The finder at `/points-accueil/`, under a bare front page."""
    home = Page.get_first_root_node().add_child(instance=Page(title="Accueil", slug="accueil-essai"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "testserver", "port": 80, "root_page": home, "site_name": "Essai"}
    )
    return home.add_child(
        instance=FinderPage(title="Trouver un lieu", slug="points-accueil", introduction="Écrivez votre ville.")
    )


def load_some_towns() -> None:
    """Thirty-odd communes, with homonyms, districts and former names."""
    load_gazetteer(DATA / "gazetteer")


ROW = {
    "id": "lieu-1",
    "pivot": "43493312300029",
    "nom": "Médiathèque de l’Été",
    "commune": "Reims",
    "code_postal": "51100",
    "code_insee": "51454",
    "adresse": "12 bis rue de la Paix",
    "latitude": "49.25",
    "longitude": "4.03",
    "telephone": "03 26 00 00 00",
    "horaires": "Mo-Fr 09:00-12:00",
    "date_maj": "2024-04-02",
    "services": "Aide aux démarches administratives|Accès internet et matériel informatique",
    "frais_a_charge": "Gratuit",
}
"""A row of the national standard."""


def csv_text(*rows: dict[str, str], columns: tuple[str, ...] = COLUMNS, delimiter: str = ",") -> str:
    """A file of the national standard."""
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()
