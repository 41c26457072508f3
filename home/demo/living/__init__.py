"""What comes round the day of loading: between them, these events show all that an event can be. They are invented."""

from collections.abc import Callable
from datetime import date, datetime

from events.models import AgendaPage
from home.demo.living import once, parted, repeating
from home.demo.living.event import Living, page_of
from home.demo.tree import put
from locations.models import Organisation

EVENTS: list[Callable[[date], Living]] = [
    repeating.forum,
    repeating.questions,
    repeating.partners,
    repeating.homework,
    repeating.bills,
    once.open_doors,
    repeating.meeting_online,
    once.postponed,
    once.three_days,
    repeating.overseas,
    parted.repairs_before,
    parted.repairs_after,
]


def load(agenda: AgendaPage, today: date, *, now: datetime) -> int:
    """Put those that are not there yet, and return how many that was."""
    organisations = {organisation.slug: organisation for organisation in Organisation.objects.all()}
    made = 0
    for build in EVENTS:
        living = build(today)
        if not agenda.get_children().filter(slug=living.fields["slug"]).exists():
            put(agenda, page_of(living, organisations), now=now)
            made += 1
    return made
