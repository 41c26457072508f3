"""What the agenda asks the database."""
