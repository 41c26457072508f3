"""
Waiting lists: a freed place becomes an offer that holds its places, to the oldest group that fits.

The order is `queue_rank`, `queued_at`, `pk`. An offer lasts as long as `offer_lasts` says and never past the start. Who
lets it pass leaves the list, yet a late yes is taken as long as places are left; who declines is not asked again. A
course is one thing: waited for, offered and answered as a whole.
"""

from booking.services.waiting.answering import accept, decline
from booking.services.waiting.ending import expire_offers
from booking.services.waiting.offer_time import offer_lasts
from booking.services.waiting.offering import offer_freed, offer_now, offer_where_free
from booking.services.waiting.order import position, put_first

__all__ = [
    "accept",
    "decline",
    "expire_offers",
    "offer_freed",
    "offer_lasts",
    "offer_now",
    "offer_where_free",
    "position",
    "put_first",
]
