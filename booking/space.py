"""What booking adds to the space of an organisation (`locations.space`)."""

from booking.kit.screens import KIT, STATISTICS
from booking.planning.screens import SCREEN as PLANNING
from booking.staff.calls import SCREEN as CALLS
from booking.webhooks.screens import SCREEN as WEBHOOKS

SCREENS = (CALLS, KIT, STATISTICS, PLANNING, WEBHOOKS)
