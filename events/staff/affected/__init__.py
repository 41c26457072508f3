"""What happens in a place that closes or moves: the sessions and events that it hits, called off or moved."""
