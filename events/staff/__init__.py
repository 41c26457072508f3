"""What the Wagtail admin shows of the agenda: its list, its month, and what is to be completed."""
