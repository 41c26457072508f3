"""One index that answers a search near a point, and the facets of the places that were there before."""

from typing import Any

from django.conf import settings
from django.db import migrations, models

from locations.finder.facets import facets_of

BATCH = 500


def fill(apps: Any, schema_editor: Any) -> None:
    """Write the facets of every place."""
    location = apps.get_model("locations", "Location")
    changed = []
    for place in location.objects.iterator(BATCH):
        place.facets = facets_of(place)
        changed.append(place)
        if len(changed) == BATCH:
            location.objects.bulk_update(changed, ["facets"])
            changed = []
    location.objects.bulk_update(changed, ["facets"])


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_jobs"),
        ("locations", "0005_datasets"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="location", name="location_coordinates"),
        migrations.AddIndex(
            model_name="location",
            index=models.Index(
                fields=["latitude", "longitude", "live", "status", "duplicate_of", "departement", "facets", "id"],
                name="location_coordinates_facets",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
