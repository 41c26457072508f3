"""Places for other programmes."""
