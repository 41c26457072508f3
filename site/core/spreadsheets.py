"""Spreadsheets out of the admin's lists: what people typed is text there, never a formula."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

_NEVER_IN_A_CELL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class SafeExportMixin(SpreadsheetExportMixin):
    """
    For a listing of the admin: `sheet` says the headings, in order, and where each cell comes from.

    A text that a spreadsheet would compute is written after an apostrophe in CSV, and as a string in XLSX.
    """

    sheet: Mapping[str, Callable[[Any], Any]] = {}

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Export the columns of the sheet."""
        self.list_export = list(self.sheet)
        super().setup(request, *args, **kwargs)

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """One row, by heading."""
        return {heading: cell(item) for heading, cell in self.sheet.items()}

    def get_heading(self, queryset: Any, field: str) -> str:
        """The headings are the names."""
        return field

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """Take out what no cell may hold, and the power to compute."""
        value = super().preprocess_field_value(field, value, export_format)
        if isinstance(value, str):
            value = inert(value) if export_format == self.FORMAT_CSV else _NEVER_IN_A_CELL.sub("", value)
        return value


def inert(text: str) -> str:
    """Return a text as a cell of a CSV: without what no cell may hold, and after an apostrophe if it would compute."""
    text = _NEVER_IN_A_CELL.sub("", text)
    return f"'{text}" if text.startswith(_FORMULA) else text
