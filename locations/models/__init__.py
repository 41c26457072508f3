"""Organisations, places and the gazetteer."""

from locations.models.framing import FrameViews
from locations.models.gazetteer import Commune, Intercommunalite, Postcode
from locations.models.hours import Closure, OpenInterval
from locations.models.imports import Dataset, DatasetImport, ImportChange, ImportedRecord, ImportRemark
from locations.models.location import Location
from locations.models.membership import Invitation, Membership
from locations.models.organisation import Organisation
from locations.models.report import PlaceReport

from locations.pages import FinderPage  # isort: skip  (a page is a controller: it needs the models above)

__all__ = [
    "Closure",
    "Commune",
    "Dataset",
    "DatasetImport",
    "FinderPage",
    "FrameViews",
    "ImportChange",
    "ImportRemark",
    "ImportedRecord",
    "Intercommunalite",
    "Invitation",
    "Location",
    "Membership",
    "OpenInterval",
    "Organisation",
    "PlaceReport",
    "Postcode",
]
