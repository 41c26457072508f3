"""The screen « Participants » : who comes, who waits, in their order."""

from functools import cached_property
from typing import Any

from booking.services.presence import may_be_noted
from booking.staff.participants.access import may_act
from booking.staff.participants.rows import coming, counts_of, gone, in_line, rows_of
from booking.staff.participants.screens import ParticipantsScreen, page_of

GONE_SHOWN = 50


class ParticipantsView(ParticipantsScreen):
    """Who comes, who waits, who comes no more."""

    acts = False
    template_name = "booking/admin/participants.html"

    @cached_property
    def acting(self) -> bool:
        """Whether this person may change something."""
        return may_act(self.request.user, self.session)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the lists, a page of each."""
        session = self.session
        here, line = page_of(self.request, "p", coming(session)), page_of(self.request, "a", in_line(session))
        left = list(gone(session)[: GONE_SHOWN + 1])
        return super().get_context_data(
            **{
                "counts": counts_of(session),
                "room": session.capacity + session.overbooked,
                "here": here,
                "coming": rows_of(here, session),
                "line": line,
                "waiting": rows_of(line, session, first=line.start_index()),
                "gone": rows_of(left[:GONE_SHOWN], session),
                "more_gone": len(left) > GONE_SHOWN,
                "acting": self.acting,
                "is_to_come": session.start > self.now and not session.is_cancelled,
                "may_note": may_be_noted(session, now=self.now) and not session.is_cancelled,
                **kwargs,
            }
        )
