"""Where the pictures of an organisation are kept, apart from everybody else's."""

from django.db import transaction
from wagtail.models import Collection

from locations.models import Organisation


@transaction.atomic
def ensure_collection(organisation: Organisation) -> Collection:
    """Return the organisation's collection, made below the root where it has none (any more)."""
    root = Collection.objects.select_for_update().get(pk=Collection.get_first_root_node().pk)  # one child at a time
    organisation.refresh_from_db(fields=["collection"])
    if organisation.collection is None:
        organisation.collection = root.add_child(instance=Collection(name=organisation.name))
        organisation.save(update_fields=["collection"])
    return organisation.collection
