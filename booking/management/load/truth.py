"""What must hold of a session, whatever happened to it."""

from django.db.models import Q, Sum

from booking import choices
from booking.models import Attendance, Session


def faults(session_id: int) -> list[str]:
    """Return what is wrong with the counters of a session."""
    session = Session.objects.get(pk=session_id)
    holding = Q(status__in=choices.HOLDING_A_PLACE)
    sums = Attendance.objects.filter(session=session_id).aggregate(
        booked=Sum("party_size", filter=holding, default=0),
        waiting=Sum("party_size", filter=Q(status__in=choices.WAITING_FOR_A_PLACE), default=0),
        referred_booked=Sum("party_size", filter=holding & Q(referred=True), default=0),
    )
    wrong = [
        f"{name}: {getattr(session, name)} counted, {people} in attendances"
        for name, people in sums.items()
        if getattr(session, name) != people
    ]
    if sums["booked"] > session.capacity + session.overbooked:
        wrong.append(f"{sums['booked']} people for {session.capacity} + {session.overbooked} places")
    return wrong
