"""Writing messages, and getting them out: what other apps call."""

from outbox.services.sending import Round, send_due
from outbox.services.upkeep import purge, sweep
from outbox.services.writing import enqueue

__all__ = ["Round", "enqueue", "purge", "send_due", "sweep"]
