from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0003_jobs'),
    ]

    operations = [
        migrations.CreateModel(
            name='Purge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('because', models.CharField(choices=[('night', 'Chaque nuit'), ('hand', 'À la main'), ('request', "À la demande d'une personne")], max_length=10, verbose_name='pourquoi')),
                ('started_at', models.DateTimeField(db_index=True, verbose_name='le')),
                ('counts', models.JSONField(default=dict, verbose_name='ce qui a été effacé')),
                ('completed', models.BooleanField(default=False, verbose_name="allé jusqu'au bout")),
            ],
            options={
                'verbose_name': 'effacement',
                'verbose_name_plural': 'effacements',
                'ordering': ['-started_at', '-pk'],
            },
        ),
    ]
