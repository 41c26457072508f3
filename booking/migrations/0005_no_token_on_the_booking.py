from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("booking", "0004_links")]
    operations = [migrations.RemoveField(model_name="booking", name="token_hash")]
