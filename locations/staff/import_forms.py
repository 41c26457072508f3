"""How staff give a file of places, and keep a data set."""

from typing import Any, ClassVar

from django import forms
from django.core.validators import URLValidator
from wagtail.admin.forms import WagtailAdminModelForm

from locations.choices import OPEN_IMPORTS
from locations.models import Dataset, DatasetImport
from locations.standard.files import UnreadableFile, decode

MOST_BYTES = 20_000_000


class UploadForm(WagtailAdminModelForm):
    """A file, and the data set that it is the new state of; the file is read for good in the background."""

    dataset = forms.ModelChoiceField(
        Dataset.objects.all(),
        label="Jeu de données",
        required=False,
        empty_label="Un nouveau jeu de données",
        help_text="Celui dont ce fichier est le nouvel état : les lieux qu'il a déjà donnés sont mis à jour.",
    )
    new_name = forms.CharField(
        label="Nom du nouveau jeu de données",
        max_length=100,
        required=False,
        help_text="Seulement pour un nouveau jeu, par exemple « Lieux de la Somme ».",
    )
    file = forms.FileField(
        label="Fichier",
        help_text="CSV ou JSON au standard national (v1.0.2, ou l'ancienne v0), de 20 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".csv,.json,.txt,text/csv,application/json"}),
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
    )

    class Meta:
        """The rest of an import is not typed."""

        model = DatasetImport
        fields: ClassVar = ["dataset"]

    def clean_file(self) -> Any:
        """:raises ValidationError: too large, or clearly not a text."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("Ce fichier dépasse 20 Mo.")
        try:
            decode(file.read())
        except UnreadableFile as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return file

    def clean(self) -> dict[str, Any]:
        """Ask for one data set, old or new."""
        cleaned: dict[str, Any] = super().clean()
        dataset, name = cleaned.get("dataset"), (cleaned.get("new_name") or "").strip()
        if dataset is None and "dataset" not in self.errors:
            if not name:
                self.add_error("new_name", "Choisissez un jeu de données, ou donnez un nom au nouveau.")
            elif Dataset.objects.filter(name=name).exists():
                self.add_error("new_name", "Ce jeu existe déjà : choisissez-le dans la liste.")
        elif dataset and dataset.imports.filter(status__in=OPEN_IMPORTS).exists():
            self.add_error("dataset", "Un import de ce jeu n'est pas fini. Attendez sa fin, ou décidez de sa suite.")
        return {**cleaned, "new_name": name}


class DatasetForm(WagtailAdminModelForm):
    """A data set's name, which it keeps, and where its file is."""

    address = forms.URLField(
        label="Adresse du fichier",
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text="Si elle est donnée, le fichier est demandé chaque mois.",
        validators=[URLValidator(["https"])],
        error_messages={"invalid": "Donnez une adresse qui commence par https://."},
    )
    refresh_now = forms.BooleanField(
        label="Demander le fichier dès maintenant",
        required=False,
        help_text="Sinon, il est demandé chaque mois. Un fichier qui n'a pas changé n'est pas importé de nouveau.",
    )

    class Meta:
        """What is typed."""

        model = Dataset
        fields: ClassVar = ["name", "address"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Hold the name of one that exists: its places are known by it."""
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["name"].disabled = True

    def save(self, commit: bool = True) -> Dataset:
        """Ask a new address at once, as if nothing was known of it."""
        if "address" in self.changed_data:
            self.instance.etag = self.instance.last_modified = self.instance.last_error = ""
            self.instance.failures = 0
        if "address" in self.changed_data or self.cleaned_data["refresh_now"]:
            self.instance.next_check_at = None
        dataset: Dataset = super().save(commit=commit)
        return dataset
