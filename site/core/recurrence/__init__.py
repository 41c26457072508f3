"""
What repeats: a rule, the days it gives, how it is said, and how it goes out in a calendar.

Pure (no Django, no database, no clock), but for `fields`, the only module that knows django-recurrence.
"""
