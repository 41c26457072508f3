"""Who books, and how one knows that it is the same person."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from booking import choices
from booking.models import Attendance

TAKEN_BY_SOMEBODY = frozenset({*choices.HOLDING_A_PLACE, *choices.STILL_MEANT})
"""Who holds, waits for or is offered a place asks for no second one."""


@dataclass(frozen=True, slots=True)
class Person:
    """
    Who comes and how to reach them: a first name and at least one contact, both normalised (E.164, lower case).

    `contact_is_helper`: the contact is that of somebody who helps. `needs`: values of `choices.Need`.
    """

    first_name: str
    phone: str = ""
    email: str = ""
    last_name: str = ""
    contact_is_helper: bool = False
    needs: tuple[str, ...] = ()
    companions: str = ""


def attendance_of(person: Person, session_ids: Iterable[int]) -> Attendance | None:
    """Return what the same first name with the same contact holds or waits for there (families share a phone)."""
    contact = Q()
    if person.phone:
        contact |= Q(booking__phone=person.phone)
    if person.email:
        contact |= Q(booking__email=person.email)
    held = Attendance.objects.filter(contact, session__in=session_ids, status__in=TAKEN_BY_SOMEBODY)
    name = folded(person.first_name)
    # Names only: nearly always it is nobody, and every booking asks.
    same = (pk for pk, first_name in held.values_list("pk", "booking__first_name") if folded(first_name) == name)
    pk = next(same, None)
    related = Attendance.objects.select_related("booking", "session__activity", "session__location")
    return None if pk is None else related.get(pk=pk)


def folded(name: str) -> str:
    """Return a name without what people type now and then: accents, capitals, spaces, dashes."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in plain if sign.isalnum()) or name
