import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0006_sharing"),
        ("locations", "0009_partners"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="privatefeed", name="private_feed_of_one"),
        migrations.AlterField(
            model_name="privatefeed",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="private_feeds",
                to=settings.AUTH_USER_MODEL,
                verbose_name="personne",
            ),
        ),
        migrations.AlterField(
            model_name="privatefeed",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                help_text="Vide : les séances que cette personne anime.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="private_feeds",
                to="locations.organisation",
                verbose_name="organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="privatefeed",
            constraint=models.UniqueConstraint(fields=("user", "organisation"), name="private_feed_once"),
        ),
        migrations.AddConstraint(
            model_name="privatefeed",
            constraint=models.UniqueConstraint(
                condition=Q(("organisation", None)), fields=("user",), name="private_feed_of_facilitator_once"
            ),
        ),
    ]
