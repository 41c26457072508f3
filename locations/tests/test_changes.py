"""What makes a place's `changed_at` move, and what does not."""

from datetime import timedelta

import pytest
from django.db.models import F

from locations.models import Location
from locations.tests.factories import make_place

pytestmark = pytest.mark.django_db


def moved_by_a_day_first(place: Location) -> None:
    Location.objects.filter(pk=place.pk).update(changed_at=F("changed_at") - timedelta(days=1))
    place.refresh_from_db()


def test_every_way_of_writing_says_when() -> None:
    place = make_place()

    def moves(write: object) -> bool:
        moved_by_a_day_first(place)
        before = place.changed_at
        write()  # type: ignore[operator]
        place.refresh_from_db()
        return place.changed_at - before > timedelta(hours=23)

    assert moves(place.save)
    assert moves(lambda: Location.objects.filter(pk=place.pk).update(name="Autre nom"))
    assert moves(lambda: Location.objects.bulk_update([place], ["name"]))
    assert moves(lambda: place.save_revision().publish())
    assert moves(place.unpublish)
    assert not moves(place.save_revision)  # a draft is nobody's business
