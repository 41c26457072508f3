"""One event as its own page says it."""
