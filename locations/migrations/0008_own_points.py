"""Find the network's own points by their index."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_jobs"),
        ("locations", "0007_duplicates"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="location",
            index=models.Index(fields=["network"], name="location_network"),
        ),
    ]
