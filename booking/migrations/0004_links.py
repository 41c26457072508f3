from django.db import migrations


def move_links(apps, schema_editor):
    """The link of a booking that is nobody's opens nothing: it does not move."""
    Booking = apps.get_model("booking", "Booking")
    BookingLink = apps.get_model("booking", "BookingLink")
    rows = Booking.objects.filter(anonymised_at=None).values_list("pk", "token_hash", "created_at")
    links = [BookingLink(booking_id=pk, token_hash=digest, created_at=made) for pk, digest, made in rows.iterator()]
    BookingLink.objects.bulk_create(links, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("booking", "0003_booking_engine")]
    operations = [migrations.RunPython(move_links, migrations.RunPython.noop, elidable=True)]
