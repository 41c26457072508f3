"""What booking means, in plain Python: lists and sums, no database, no locks. The model test holds the engine to it."""

from collections import Counter
from dataclasses import dataclass, field

HOLDING = {"confirmed", "offered"}
MEANT = {"confirmed", "offered", "waiting"}


@dataclass(eq=False)
class Group:
    """Some people's places in one session; `key` is the attendance's id, which also orders who waits."""

    key: int
    name: str
    session: str
    size: int
    status: str
    referred: bool
    queued: int = 0
    offered: int = 0


@dataclass
class Reference:
    """
    Sessions by name, and the groups in them. `kept`: whether places kept for referred people still are; `added`: the
    places that staff added; `moment`: rises with time, and orders offers.

    Every method returns what the service should: a status, or the name of a refusal.
    """

    capacity: dict[str, int]
    waiting_capacity: dict[str, int]
    referred_places: dict[str, int]
    kept: bool = True
    moment: int = 0
    added: Counter[str] = field(default_factory=Counter)
    groups: dict[int, Group] = field(default_factory=dict)
    turn: int = 0

    def sum(self, session: str, statuses: set[str], *, referred_only: bool = False) -> int:
        return sum(
            group.size
            for group in self.groups.values()
            if group.session == session and group.status in statuses and (group.referred or not referred_only)
        )

    def free(self, session: str) -> int:
        return max(0, self.capacity[session] + self.added[session] - self.sum(session, HOLDING))

    def left(self, session: str, *, referred: bool) -> int:
        left = self.free(session)
        if referred or not self.kept:
            return left
        kept = max(0, self.referred_places[session] - self.sum(session, HOLDING, referred_only=True))
        return max(0, left - kept)

    def waiting_left(self, session: str) -> int:
        return max(0, self.waiting_capacity[session] - self.sum(session, {"waiting"}))

    def book(self, name: str, session: str, size: int, *, referred: bool, wait: bool) -> str:
        if self.has(name, session):
            return "AlreadyBooked"
        if self.left(session, referred=referred) >= size:
            return "confirmed"
        if not wait:
            return "SessionFull"
        return "waiting" if self.waiting_left(session) >= size else "WaitingListFull"

    def has(self, name: str, session: str) -> bool:
        return any(
            group.name == name and group.session == session and group.status in MEANT for group in self.groups.values()
        )

    def add(self, group: Group) -> None:
        self.turn += 1
        group.queued = self.turn
        self.groups[group.key] = group

    def cancel(self, group: Group) -> bool:
        if group.status not in MEANT:
            return False
        group.status = "cancelled"
        self.freed(group.session)
        return True

    def resize(self, group: Group, size: int) -> str:
        if group.status not in MEANT:
            return "NoLongerMeant"
        if size == group.size:
            return "NothingToChange"
        waits, more = group.status == "waiting", size - group.size
        left = self.waiting_left(group.session) if waits else self.left(group.session, referred=group.referred)
        if more > left:
            return "NoMorePlaces"
        group.size = size
        if more < 0:
            self.freed(group.session)
        return ""

    def move(self, group: Group, to: str) -> str:
        if group.status not in MEANT:
            return "NoLongerMeant"
        if group.session == to:
            return "NothingToChange"
        if self.left(to, referred=group.referred) < group.size:
            return "SessionFull"
        if self.has(group.name, to):
            return "AlreadyBooked"
        former, group.session, group.status = group.session, to, "confirmed"
        self.freed(former)
        return ""

    def accept(self, group: Group) -> str:
        if group.status == "offered":
            group.status = "confirmed"
        elif group.status in {"declined", "expired"}:
            if self.left(group.session, referred=group.referred) < group.size:
                return "OfferGone"
            group.status = "confirmed"
        elif group.status != "confirmed":
            return "OfferGone"
        return ""

    def decline(self, group: Group) -> bool:
        if group.status != "offered":
            return False
        group.status = "declined"
        self.freed(group.session)
        return True

    def squeeze_in(self, session: str, size: int) -> None:
        """Staff add the places that are missing."""
        self.added[session] += max(0, size - self.free(session))

    def offer_now(self, group: Group) -> bool:
        if group.status != "waiting":
            return False
        self.squeeze_in(group.session, group.size)
        group.status, group.offered = "offered", self.moment
        return True

    def expire(self) -> None:
        offered = [group for group in self.groups.values() if group.status == "offered"]
        for group in sorted(offered, key=lambda one: (one.offered, one.key)):
            group.status = "expired"
            self.freed(group.session)
        for session in self.capacity:
            self.offer(session)

    def freed(self, session: str) -> None:
        """What staff had added goes first; what is free then is offered."""
        beyond = self.sum(session, HOLDING) - self.capacity[session]
        self.added[session] = max(0, min(self.added[session], beyond))
        self.offer(session)

    def offer(self, session: str) -> None:
        """Offer to the oldest group that fits, again while one fits."""
        queue = [group for group in self.groups.values() if (group.session, group.status) == (session, "waiting")]
        for group in sorted(queue, key=lambda one: (one.queued, one.key)):
            if self.left(session, referred=group.referred) >= group.size:
                group.status, group.offered = "offered", self.moment
