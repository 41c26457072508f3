"""Taking places, changing one's mind, and giving them back: what a person or staff can do with a booking."""

from booking.services.booking.changing import cancel, cancel_booking, change_party, move
from booking.services.booking.person import Person
from booking.services.booking.taking import book, enrol
from booking.services.windows import why_not

__all__ = ["Person", "book", "cancel", "cancel_booking", "change_party", "enrol", "move", "why_not"]
