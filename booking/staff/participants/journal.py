"""What Wagtail's log keeps of it, for ever: the session and the booking's code, never a name."""

from typing import Any

from wagtail.log_actions import LogFormatter, log

from booking.models import Booking, Session
from core.codes import code_words

ACTIONS = {
    "booking.enrolled": ("Inscrire quelqu'un", "Personne inscrite"),
    "booking.cancelled": ("Annuler une place", "Place annulée"),
    "booking.removed": ("Retirer de la liste d'attente", "Retirée de la liste d'attente"),
    "booking.offered": ("Proposer une place", "Place proposée avant son tour"),
    "booking.put_first": ("Mettre en tête", "Mise en tête de la liste d'attente"),
    "booking.presences": ("Noter les présences", "Présences notées"),
    "booking.called_off": ("Annuler la séance", "Séance annulée"),
    "booking.put_back": ("Rétablir la séance", "Séance rétablie"),
}
"""The action, and what the history says."""


class CodesFormatter(LogFormatter):
    """Adds the bookings' codes to what was done."""

    def format_message(self, entry: Any) -> str:
        """Return "Place annulée : K7M2 9PQ4"."""
        _label, words = ACTIONS[entry.action]
        codes = ", ".join(code_words(code) for code in entry.data.get("codes", []))
        return f"{words} : {codes}" if codes else words


def keep(action: str, session: Session, bookings: list[Booking], *, user: Any) -> None:
    """Write it down."""
    log(instance=session, action=action, user=user, data={"codes": [booking.code for booking in bookings]})


def name_actions(actions: Any) -> None:
    """Say in the history of a session what was done with its places."""
    for action, (label, words) in ACTIONS.items():
        formatter = type("Formatter", (CodesFormatter,), {"label": label, "message": words})
        actions.register_action(action)(formatter)
