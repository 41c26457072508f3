"""« Feuille d'émargement » : names and a place to sign, on A4; no number, no address, no code."""

from typing import Any

from booking.choices import AttendanceStatus
from booking.services.presence import PRESENCES
from booking.staff.participants.rows import by_name, name_of
from booking.staff.participants.screens import ParticipantsScreen

MOST_ROWS = 300
EMPTY_ROWS = 5
"""For who comes without an appointment, at least."""


class SheetView(ParticipantsScreen):
    """Printed from the browser."""

    acts = False
    template_name = "booking/admin/participants_sheet.html"
    page_title = "Feuille d'émargement"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a line to each person who is expected, named or not."""
        held = self.session.attendances.filter(status__in=(*PRESENCES, AttendanceStatus.OFFERED))
        lines: list[str] = []
        for one in by_name(held):
            name = name_of(one)
            lines += [name, *(f"{name}, personne {number}" for number in range(2, one.party_size + 1))]
        empty = max(EMPTY_ROWS, self.session.drop_in_places)
        return super().get_context_data(
            lines=lines[:MOST_ROWS],
            cut=len(lines) > MOST_ROWS,
            empty=range(min(empty, MOST_ROWS)),
            **kwargs,
        )
