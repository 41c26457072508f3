"""« Imports » in the admin: what was imported, and the data sets that it comes from."""

from typing import Any, ClassVar

from django.urls import path
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import EditView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from locations.models import Dataset, DatasetImport
from locations.staff.import_forms import DatasetForm, UploadForm
from locations.staff.import_views import DecisionView, ImportIndexView, ImportReportView, ProgressView, UploadView


def health(dataset: Dataset) -> str:
    """How the last demand at its address went."""
    if not dataset.address:
        return "Fichiers donnés à la main"
    if dataset.last_error:
        return f"En échec ({dataset.failures}) : {dataset.last_error}"
    return "À jour" if dataset.checked_at else "Jamais demandé"


class DatasetEditView(EditView):
    """A data set, with how its address answers."""

    template_name = "locations/admin/dataset.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add its state and its last imports."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "health": health(self.object),
            "last_imports": self.object.imports.defer("content").order_by("-pk")[:5],
        }


class ImportViewSet(ModelViewSet):
    """« Imports »: nobody edits or deletes one; a file is given, a report is read, a decision is taken."""

    model = DatasetImport
    name = "admin_imports"
    url_prefix = "donnees-ouvertes/imports"
    add_to_reference_index = False
    icon = "history"
    menu_label = "Comptes rendus"
    index_view_class = ImportIndexView
    add_view_class = UploadView
    inspect_view_class = ImportReportView
    inspect_view_enabled = True
    copy_view_enabled = False
    list_filter: ClassVar = ["dataset", "status"]
    list_display: ClassVar = [
        "__str__",
        Column("get_status_display", label="État", sort_key="status"),
        DateColumn("created_at", label="Donné le", sort_key="created_at"),
        Column("created", label="Créés"),
        Column("changed", label="Modifiés"),
        Column("refused", label="Lignes refusées"),
        Column("gone", label="Plus dans le fichier"),
    ]
    list_per_page = 30

    def get_form_class(self, for_update: bool = False) -> type[UploadForm]:
        """The same, whatever the file."""
        return UploadForm

    def get_urlpatterns(self) -> list[Any]:
        """Wagtail's, and what is asked of one import."""
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/avancement/", ProgressView.as_view(), name="progress"),
            path("<int:pk>/decision/", DecisionView.as_view(), name="decide"),
        ]


class DatasetViewSet(ModelViewSet):
    """« Jeux de données »."""

    model = Dataset
    name = "admin_datasets"
    url_prefix = "donnees-ouvertes/jeux"
    add_to_reference_index = False
    icon = "table"
    menu_label = "Jeux de données"
    search_fields: ClassVar = ["name"]
    search_backend_name = None
    edit_view_class = DatasetEditView
    inspect_view_enabled = False
    copy_view_enabled = False
    list_display: ClassVar = [
        "name",
        Column("address", label="Adresse du fichier"),
        Column("health", label="État", accessor=health),
        DateColumn("checked_at", label="Demandé le", sort_key="checked_at"),
    ]

    def get_form_class(self, for_update: bool = False) -> type[DatasetForm]:
        """Ours, which holds the name."""
        return DatasetForm


class OpenDataGroup(ModelViewSetGroup):
    """The menu entry."""

    menu_label = "Imports"
    menu_icon = "table"
    menu_order = 215
    items = (ImportViewSet, DatasetViewSet)
