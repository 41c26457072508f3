"""Senders that are killed: what `chaos_outbox` and the tests play."""
