"""Opening hours: what they say, in states and in words. Pure: no database, no clock."""
