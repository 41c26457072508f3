"""Writing messages, and getting them out: what other apps call."""

from outbox.services.sending import Round, send_due
from outbox.services.upkeep import purge, sweep
from outbox.services.writing import Call, enqueue, enqueue_calls

__all__ = ["Call", "Round", "enqueue", "enqueue_calls", "purge", "send_due", "sweep"]
