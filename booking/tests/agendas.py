"""A person's calendar, as RFC 5546 says that one follows what comes by mail."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import icalendar


@dataclass(frozen=True, order=True)
class Version:
    """What tells the newer of two messages about one entry (RFC 5546 §2.1.5)."""

    sequence: int
    stamp: datetime


@dataclass
class Agenda:
    """
    Applies messages by METHOD, UID, SEQUENCE and DTSTAMP, in whatever order they come.

    What is older than what is known changes nothing; what was cancelled is remembered, so that a late REQUEST does not
    bring it back.
    """

    entries: dict[str, Any] = field(default_factory=dict)
    known: dict[str, Version] = field(default_factory=dict)

    def receive(self, body: str | bytes) -> None:
        calendar = icalendar.Calendar.from_ical(body)
        method = str(calendar["METHOD"])
        events = calendar.walk("VEVENT")
        uids = {str(event["UID"]) for event in events}
        assert method in {"REQUEST", "CANCEL", "PUBLISH"}
        assert method == "PUBLISH" or len(uids) == 1, "a message that asks is about one UID (§3.2.2, §3.2.5)"
        for event in events:
            assert "ORGANIZER" in event
            assert ("ATTENDEE" in event) == (method != "PUBLISH"), "§3.2.1.1, §3.2.2.1"
            self._apply(event, cancelled=method == "CANCEL" or str(event.get("STATUS")) == "CANCELLED")

    def _apply(self, event: Any, *, cancelled: bool) -> None:
        uid, version = str(event["UID"]), Version(int(event["SEQUENCE"]), event["DTSTAMP"].dt)
        if uid in self.known and version < self.known[uid]:
            return
        self.known[uid] = version
        if cancelled:
            self.entries.pop(uid, None)
        else:
            self.entries[uid] = event

    def starts(self) -> list[datetime]:
        return sorted(event["DTSTART"].dt for event in self.entries.values())
