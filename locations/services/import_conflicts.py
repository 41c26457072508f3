"""Fields that an import left as staff wrote them: a person takes the file's value, or keeps ours."""

from datetime import date
from typing import Any

from django.db import transaction

from locations.models import ImportChange, Location
from locations.services.amending import amend
from locations.services.merging import NEVER_EMPTIED, TOGETHER

TAKEN = "locations.taken_from_file"

OURS, THEIRS = "ours", "theirs"


class NothingToDecide(Exception):
    """The conflict is not there, has been decided, or cannot be decided so. The message is for the person."""


@transaction.atomic
def decide(change: ImportChange, name: str, choice: str, *, user: Any) -> None:
    """
    Take the file's value of this field, or keep ours; latitude and longitude go together.

    :raises NothingToDecide: no such choice, or the place was written to since the import.
    """
    change = ImportChange.objects.select_for_update(of=("self",)).select_related("location").get(pk=change.pk)
    names = {name, TOGETHER.get(name, name)}
    conflicts = [one for one in change.conflicts if one["name"] in names and not one["choice"]]
    if not conflicts or choice not in {OURS, THEIRS} or change.undone:
        raise NothingToDecide("Ce choix a déjà été fait.")
    if choice == THEIRS:
        _take(change.location, conflicts, user=user)
    for one in conflicts:
        one["choice"] = choice
    change.save(update_fields=["conflicts"])


def _take(location: Location, conflicts: list[dict[str, Any]], *, user: Any) -> None:
    values = {one["name"]: value_of(one["name"], one["theirs"]) for one in conflicts}
    if any(name in NEVER_EMPTIED and not value for name, value in values.items()):
        raise NothingToDecide("Un lieu publié a un nom et une commune : le fichier n'en donne pas.")
    if any(getattr(location, one["name"]) != value_of(one["name"], one["ours"]) for one in conflicts):
        raise NothingToDecide("Ce lieu a été modifié depuis l'import : modifiez-le dans sa fiche.")
    if values.keys() & TOGETHER.keys():
        both = {name: values.get(name, getattr(location, name)) for name in TOGETHER}
        if (both["latitude"] is None) != (both["longitude"] is None):
            raise NothingToDecide("Le fichier ne donne que la moitié d'une position.")
    amend(location, values, user=user, action=TAKEN)


def value_of(name: str, said: Any) -> Any:
    """A field's value from what JSON keeps of it."""
    is_day = Location._meta.get_field(name).get_internal_type() == "DateField"
    return date.fromisoformat(said) if is_day and isinstance(said, str) else said
