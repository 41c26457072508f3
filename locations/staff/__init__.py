"""What the Wagtail admin shows of places: its lists, its editing screen and what is done to several at once."""
