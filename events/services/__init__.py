"""What changes the agenda."""
