"""How often a partner's calendar was seen on its own site: invented numbers, so that its screen shows something."""

from datetime import datetime, timedelta

from core.dates import local_day
from home.demo.living.event import PARIS
from locations.choices import FrameKind
from locations.models import FrameViews, Organisation

PARTNER = "bibliotheque-du-moulin"
DAYS = 200
WEEK = (14, 22, 19, 31, 27, 38, 6)
"""Views of the list from Monday to Sunday."""


def load(*, now: datetime) -> int:
    """Count the days before this one, unless some are counted, and return how many."""
    partner = Organisation.objects.get(slug=PARTNER)
    if FrameViews.objects.filter(organisation=partner).exists():
        return 0
    today = local_day(now, PARIS)
    days = [today - timedelta(days=back) for back in range(1, DAYS + 1)]
    views = [
        FrameViews(organisation=partner, day=day, kind=kind, views=count)
        for rank, day in enumerate(days)
        for kind, count in ((FrameKind.LIST, WEEK[day.weekday()] + rank % 5), (FrameKind.MAP, 2 + rank % 3))
    ]
    return len(FrameViews.objects.bulk_create(views))
