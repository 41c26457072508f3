"""Where imported places came from, and what each import did."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from locations.choices import OPEN_IMPORTS, ImportStatus

KEPT = timedelta(days=90)
"""How long an import can be undone, and its lines read."""


class Dataset(models.Model):
    """A source of places; where it has an address, its file is asked for each month."""

    name = models.CharField("nom", max_length=100, unique=True, help_text="Il ne change plus ensuite.")
    address = models.URLField(
        "adresse du fichier",
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["https"], message="Donnez une adresse qui commence par https://.")],
        help_text="Si elle est donnée, le fichier est demandé chaque mois. Une adresse en https.",
    )
    etag = models.CharField(max_length=300, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)
    next_check_at = models.DateTimeField("prochaine demande", null=True, blank=True, editable=False)
    checked_at = models.DateTimeField("dernière demande", null=True, blank=True, editable=False)
    failures = models.PositiveSmallIntegerField("échecs de suite", default=0, editable=False)
    last_error = models.CharField("dernière erreur", max_length=300, blank=True, editable=False)

    class Meta:
        """By name."""

        verbose_name = "jeu de données"
        verbose_name_plural = "jeux de données"
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class DatasetImport(models.Model):
    """
    One import: a dated data set, from the file that is given to what it did.

    `content` is the file, compressed, until the work is done. `worker` is the process at work (`machine:number`) and
    `beat_at` its last sign of life: a run whose process was killed is taken up again. What undoing needs is kept in
    `regrouped` (place, its group's first before and after), `returned` (record, since which import it was gone),
    `ImportChange` and `ImportedRecord.created_with`.
    """

    wagtail_reference_index_ignore = True

    dataset = models.ForeignKey(
        Dataset, on_delete=models.PROTECT, related_name="imports", verbose_name="jeu de données"
    )
    status = models.CharField(
        "état", max_length=12, choices=ImportStatus.choices, default=ImportStatus.WAITING, editable=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="par", null=True, editable=False, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    created_at = models.DateTimeField("donné le", editable=False)
    started_at = models.DateTimeField("commencé le", null=True, editable=False)
    finished_at = models.DateTimeField("fini le", null=True, editable=False)
    confirmed_at = models.DateTimeField("confirmé le", null=True, editable=False)

    file_name = models.CharField("fichier", max_length=500, blank=True, editable=False)
    digest = models.CharField("empreinte SHA-256", max_length=64, editable=False)
    size = models.PositiveBigIntegerField("taille", default=0, editable=False)
    content = models.BinaryField(null=True, editable=False)
    etag = models.CharField(max_length=300, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)
    encoding = models.CharField("encodage", max_length=20, blank=True, editable=False)
    version = models.CharField("version du standard", max_length=10, blank=True, editable=False)

    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    worker = models.CharField(max_length=200, blank=True, editable=False)
    beat_at = models.DateTimeField(null=True, editable=False)
    done = models.PositiveIntegerField(default=0, editable=False)
    todo = models.PositiveIntegerField(default=0, editable=False)
    error = models.TextField("erreur", blank=True, editable=False)

    rows = models.PositiveIntegerField("lignes", default=0, editable=False)
    created = models.PositiveIntegerField("créés", default=0, editable=False)
    changed = models.PositiveIntegerField("modifiés", default=0, editable=False)
    unchanged = models.PositiveIntegerField("inchangés", default=0, editable=False)
    refused = models.PositiveIntegerField("lignes refusées", default=0, editable=False)
    without_coordinates = models.PositiveIntegerField("sans coordonnées", default=0, editable=False)
    drafts = models.PositiveIntegerField("brouillons", default=0, editable=False)
    hours_as_text = models.PositiveIntegerField("horaires en texte", default=0, editable=False)
    duplicates = models.PositiveIntegerField("doublons", default=0, editable=False)
    gone = models.PositiveIntegerField("disparus du fichier", default=0, editable=False)
    conflicts = models.PositiveIntegerField("gardés malgré le fichier", default=0, editable=False)
    undone_kept = models.PositiveIntegerField("gardés en brouillon", default=0, editable=False)
    regrouped = models.JSONField(default=list, editable=False)
    returned = models.JSONField(default=list, editable=False)

    class Meta:
        """Latest first; one at a time for each data set."""

        verbose_name = "import"
        verbose_name_plural = "imports"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dataset"],
                condition=Q(status__in=OPEN_IMPORTS),
                name="one_open_import_a_dataset",
                violation_error_message="Un import de ce jeu de données est déjà en cours.",
            )
        ]

    def __str__(self) -> str:
        """Return the data set and the number."""
        return f"{self.dataset}, import n° {self.pk}"

    def get_absolute_url(self) -> str:
        """Return the path of its report in the admin."""
        return reverse("admin_imports:inspect", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether something is still to come."""
        return self.status in OPEN_IMPORTS

    @property
    def is_moving(self) -> bool:
        """Whether it goes on by itself."""
        return self.is_open and self.status != ImportStatus.TO_CONFIRM

    @property
    def comes_from_address(self) -> bool:
        """Whether its file was asked for at the address of its data set, rather than given."""
        return bool(self.file_name) and self.file_name == self.dataset.address

    @property
    def percent(self) -> int:
        """How far it is, of 100: reading the file counts for the first five."""
        if not self.is_moving:
            return 100
        return 5 + 95 * self.done // self.todo if self.todo else 0

    def may_be_undone(self, *, now: datetime) -> bool:
        """Whether what it did can be taken back: it is the last of its data set that did anything, and recent."""
        if self.status not in {ImportStatus.DONE, ImportStatus.FAILED} or (self.finished_at or now) < now - KEPT:
            return False
        later = DatasetImport.objects.filter(dataset=self.dataset_id, pk__gt=self.pk)
        return not later.exclude(status__in=[ImportStatus.UNDONE, ImportStatus.REFUSED]).exists()


class ImportedRecord(models.Model):
    """The last row imported for a place: what a merge compares with, so that edits by hand live."""

    wagtail_reference_index_ignore = True

    source = models.CharField("source", max_length=100, help_text="Le nom du jeu de données.")
    external_id = models.CharField("identifiant dans la source", max_length=200)
    row = models.JSONField("ligne importée")
    imported_at = models.DateTimeField("importé le")
    location = models.OneToOneField("locations.Location", on_delete=models.CASCADE, related_name="imported_record")
    created_with = models.ForeignKey(
        DatasetImport, verbose_name="créé par l'import", null=True, on_delete=models.SET_NULL, related_name="creations"
    )
    gone_with = models.ForeignKey(
        DatasetImport, verbose_name="disparu avec l'import", null=True, on_delete=models.SET_NULL, related_name="losses"
    )

    class Meta:
        """One record for each identifier of a source."""

        verbose_name = "ligne importée"
        verbose_name_plural = "lignes importées"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "external_id"], name="unique_imported_record")
        ]

    def __str__(self) -> str:
        """Return source and identifier."""
        return f"{self.source} {self.external_id}"


class ImportChange(models.Model):
    """
    What an import changed at a place, and what it left as staff wrote it.

    `previous` holds the cells of the last row that the new one changed (null: the row had none, its import had been
    undone), `fields` `{name, before, after}` and `conflicts` `{name, ours, theirs, choice}` (choice: empty, "theirs" or
    "ours"), in the terms of `Location`.
    """

    wagtail_reference_index_ignore = True

    run = models.ForeignKey(DatasetImport, on_delete=models.CASCADE, related_name="changes")
    location = models.ForeignKey("locations.Location", on_delete=models.CASCADE, related_name="import_changes")
    line = models.PositiveIntegerField("ligne")
    previous = models.JSONField(default=dict)
    previous_imported_at = models.DateTimeField()
    fields = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    conflicts = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    published = models.BooleanField("publié par l'import", default=False)
    undone = models.BooleanField(default=False)

    class Meta:
        """One for each place that an import changed, in the order of the file."""

        verbose_name = "changement"
        verbose_name_plural = "changements"
        ordering: ClassVar = ["line", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "location"], name="unique_import_change")]

    def __str__(self) -> str:
        """Return the line."""
        return f"ligne {self.line}"


class ImportRemark(models.Model):
    """What an import could not read, line by line."""

    run = models.ForeignKey(DatasetImport, on_delete=models.CASCADE, related_name="remarks")
    line = models.PositiveIntegerField("ligne")
    column = models.CharField("colonne", max_length=60)
    value = models.CharField("valeur", max_length=200)
    reason = models.CharField("remarque", max_length=300)
    refuses = models.BooleanField("ligne refusée")

    class Meta:
        """In the order of the file."""

        verbose_name = "remarque"
        verbose_name_plural = "remarques"
        ordering: ClassVar = ["line", "pk"]

    def __str__(self) -> str:
        """Return line and reason."""
        return f"ligne {self.line} : {self.reason}"
