"""The only module that knows django-recurrence: it stores our rules, and nothing more."""

from typing import Any

from recurrence.fields import RecurrenceField


class RuleField(RecurrenceField):
    """A stored rule. The first start is a field of its own, so the rule never counts it by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Keep `include_dtstart` off, whatever the package's form says."""
        kwargs["include_dtstart"] = False
        if args:
            kwargs["verbose_name"], *rest = args
            args = tuple(rest)
        super().__init__(*args, **kwargs)
