"""How two versions of our own kinds of fields are compared in the admin: in words, not in codes."""

from typing import Any

from django.db.models import JSONField
from wagtail.admin.compare import TextFieldComparison, register_comparison_class

from core.fields import CodesField


class CodesComparison(TextFieldComparison):
    """Two lists of codes, by their labels."""

    def __init__(self, field: Any, obj_a: Any, obj_b: Any) -> None:
        """Put the labels where the codes were."""
        super().__init__(field, obj_a, obj_b)
        labels = {str(code): str(label) for code, label in field.codes}
        self.val_a: str = _labelled(field.value_from_object(obj_a), labels)
        self.val_b: str = _labelled(field.value_from_object(obj_b), labels)


class LinesComparison(TextFieldComparison):
    """Two lists of texts (or any JSON), as one line."""

    def __init__(self, field: Any, obj_a: Any, obj_b: Any) -> None:
        """Join the lists."""
        super().__init__(field, obj_a, obj_b)
        self.val_a: str = _line(field.value_from_object(obj_a))
        self.val_b: str = _line(field.value_from_object(obj_b))


def register_comparisons() -> None:
    """Let every screen of the admin that compares use them."""
    register_comparison_class(CodesField, comparison_class=CodesComparison)
    register_comparison_class(JSONField, comparison_class=LinesComparison)


def _labelled(codes: list[str] | None, labels: dict[str, str]) -> str:
    return ", ".join(labels.get(code, code) for code in codes or [])


def _line(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
