"""What an import says to staff: its fields, its values and its state, in words."""

from datetime import date
from typing import Any

from core.fields import CodesField
from locations.choices import ImportStatus
from locations.models import DatasetImport, Location

NOTHING = "(rien)"
TOGETHER = {"latitude", "longitude"}


def field_words(name: str) -> str:
    """The name of a field of a place, as the editing screen says it."""
    return "position" if name in TOGETHER else str(Location._meta.get_field(name).verbose_name)


def value_words(name: str, value: Any) -> str:
    """A value of a field, as it is kept in an import's lines."""
    if value in (None, "", []):
        return NOTHING
    field = Location._meta.get_field(name)
    if isinstance(field, CodesField):
        labels = dict(field.codes)
        return ", ".join(str(labels.get(code, code)) for code in value)
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    if field.get_internal_type() == "DateField":
        return date.fromisoformat(str(value)).strftime("%d/%m/%Y")
    return str(value)


def state_words(run: DatasetImport) -> str:
    """Where an import stands, in a sentence."""
    match run.status:
        case ImportStatus.WAITING:
            return "En attente : le travail commence dans quelques secondes."
        case ImportStatus.RUNNING if not run.todo:
            return "Lecture du fichier."
        case ImportStatus.RUNNING:
            return f"Écriture des lieux : {_number(run.done)} sur {_number(run.todo)}."
        case ImportStatus.UNDOING:
            return f"Annulation : {_number(run.done)} sur {_number(run.todo)}." if run.todo else "Annulation."
        case ImportStatus.TO_CONFIRM:
            return (
                f"Lieux de ce jeu de données qui ne sont plus dans le fichier : {_number(run.gone)}, plus d'un tiers. "
                "Rien n'a été changé : confirmez, ou refusez."
            )
        case ImportStatus.DONE:
            return "L'import est fait."
        case ImportStatus.UNDONE:
            if not run.undone_kept:
                return "L'import a été annulé : les lieux sont comme avant."
            return (
                "L'import a été annulé : les lieux sont comme avant. Ceux qu'il avait créés, et que l'équipe utilise "
                f"ou a modifiés, sont des brouillons : {_number(run.undone_kept)}."
            )
    return run.error or "L'import n'a pas été fait."


def _number(count: int) -> str:
    return f"{count:,}".replace(",", "\u202f")
