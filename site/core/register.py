"""
The register of processing (GDPR, article 30), drawn from the models.

Each app says in its `personal_data.py` why it keeps what on whom (`PROCESSINGS`), and which of its columns are about
nobody (`HARMLESS`). A column that can hold words, or that names a user, stands in one or the other: a system check
refuses what nobody has thought about. What the register says of durations, the purge obeys: the settings are the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import Error
from django.core.exceptions import FieldDoesNotExist
from django.utils.module_loading import module_has_submodule
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

HOLDING_WORDS = frozenset(
    "BinaryField CharField EmailField FileField FilePathField GenericIPAddressField ImageField JSONField SlugField "
    "TextField URLField".split()
)


@dataclass(frozen=True, slots=True)
class Kept:
    """
    How long one kind of data is kept: so many days (those of a setting, or fixed) after something; or in words.

    `after` completes "… jours après": "la séance".
    """

    what: str
    after: str = ""
    setting: str = ""
    days: int = 0
    words: str = ""

    def __str__(self) -> str:
        """Say it in words."""
        return f"{self.what} : {self.duration}"

    @property
    def duration(self) -> str:
        """The duration alone; where the setting is 0, there is none."""
        if self.words:
            return self.words
        days = getattr(settings, self.setting) if self.setting else self.days
        if not days:
            return _("sans limite de durée")
        said = {"days": days, "after": self.after}
        return ngettext("%(days)s jour après %(after)s", "%(days)s jours après %(after)s", days) % said


@dataclass(frozen=True, slots=True)
class Processing:
    """
    One reason to keep data on people, in plain French.

    `fields` are columns by model (`"booking.Booking": ("first_name", …)`), told by their own labels, or by `labels`
    (`"booking.Booking.first_name"`), where an empty one leaves the column out; `also` is what stands in no column of
    its own. `recipients`: who sees them. `source`: who gives them. `for_visitors`: it concerns whoever comes by.
    """

    rank: int
    name: str
    purpose: str
    basis: str
    people: str
    source: str
    recipients: str
    kept: tuple[Kept, ...]
    fields: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    for_visitors: bool = True

    @property
    def data(self) -> list[str]:
        """What is kept, each kind once, in the order of the declaration."""
        columns = [
            self.labels.get(f"{model}.{name}", str(_column(model, name).verbose_name))
            for model, names in self.fields.items()
            for name in names
        ]
        return [words for words in dict.fromkeys([*self.also, *columns]) if words]

    @property
    def data_words(self) -> str:
        """The same in one line."""
        return capfirst(", ".join(self.data))

    @property
    def kept_words(self) -> str:
        """How long, in sentences."""
        return " ".join(f"{kept}." for kept in self.kept)


def register() -> list[Processing]:
    """Return all that is done with people's data, what concerns most people first."""
    found = [processing for module in _declarations() for processing in module.PROCESSINGS]
    return sorted(found, key=lambda processing: processing.rank)


def undeclared() -> Iterator[tuple[type[Any], Any]]:
    """Give the columns of our models that can hold something about a person, and that no declaration names."""
    known = declared()
    for config in _ours():
        for model in config.get_models():
            names = known.get(model._meta.label, set())
            for column in [*model._meta.local_fields, *model._meta.local_many_to_many]:
                if may_be_personal(column) and column.name not in names:
                    yield model, column


def may_be_personal(column: Any) -> bool:
    """Whether a column can hold words that are not out of a list, or names a user."""
    if column.is_relation:
        return column.related_model is apps.get_model(settings.AUTH_USER_MODEL)
    return column.get_internal_type() in HOLDING_WORDS and not column.choices


def declared() -> dict[str, set[str]]:
    """Return the columns that the declarations name, by model."""
    names: dict[str, set[str]] = {}
    for module in _declarations():
        for fields in [module.HARMLESS, *(processing.fields for processing in module.PROCESSINGS)]:
            for model, columns in fields.items():
                names.setdefault(model, set()).update(columns)
    return names


def faults() -> list[Error]:
    """Return what the declarations forget, and what they name that is not there."""
    forgotten = [
        Error(
            f"{model.__name__}.{column.name} n'est déclaré nulle part.",
            hint=f"Dites dans {model._meta.app_label}/personal_data.py si c'est une donnée personnelle, ou non.",
            obj=model,
            id="core.E002",
        )
        for model, column in undeclared()
    ]
    unknown = [
        Error(f"{model}.{name} est déclaré, et n'existe pas.", id="core.E003")
        for model, names in declared().items()
        for name in sorted(names)
        if not _exists(model, name)
    ]
    return forgotten + unknown


def _column(model: str, name: str) -> Any:
    return apps.get_model(model)._meta.get_field(name)


def _exists(model: str, name: str) -> bool:
    try:
        _column(model, name)
    except (LookupError, FieldDoesNotExist):
        return False
    return True


def _ours() -> list[AppConfig]:
    """Return the apps that lie in the project's own folders."""
    return [
        config
        for config in apps.get_app_configs()
        if (path := Path(config.path)).is_relative_to(settings.BASE_DIR) and "site-packages" not in path.parts
    ]


def _declarations() -> list[ModuleType]:
    return [
        import_module(f"{config.name}.personal_data")
        for config in _ours()
        if module_has_submodule(config.module, "personal_data")
    ]
