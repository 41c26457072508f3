"""What hangs on places that is not an import's own: sessions, events, closures, reports, pages that name them."""

from collections.abc import Collection
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import ReferenceIndex

from locations.models import Location

OURS = {"open_intervals", "imported_record", "import_changes", "duplicates"}
"""What an import itself makes of a place, and takes back with it."""


def with_something(places: Collection[int]) -> set[int]:
    """Those of these places (primary keys) on which something hangs; a handful of queries, whatever their number."""
    found: set[int] = set()
    for relation in Location._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.is_relation) or relation.name in OURS or relation.concrete:
            continue
        field = relation.field.name
        rows: Any = relation.related_model._base_manager.filter(**{f"{field}__in": places})
        found.update(rows.values_list(field, flat=True))
    named = ReferenceIndex.objects.filter(**in_reference_index("to_", places)).values_list("to_object_id", flat=True)
    return found | {int(pk) for pk in named}


def in_reference_index(prefix: str, places: Collection[int]) -> dict[str, Any]:
    """How Wagtail's index of references names these places, as its subject (no prefix) or its object (``to_``)."""
    content_type = ContentType.objects.get_for_model(Location)
    return {f"{prefix}content_type": content_type, f"{prefix}object_id__in": [str(pk) for pk in places]}
