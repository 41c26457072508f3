"""
The only module that knows django-recurrence: it stores our rules, and nothing more.

What the package keeps of a rule is its text, with UNTIL in UTC. It reads that in whichever zone Django
has active at that moment, which in the Wagtail admin is the reader's own; here it is always the site's
(TIME_ZONE), so that an end date does not drift from one reader to the next.
"""

from datetime import tzinfo
from typing import Any

import recurrence
from django.utils import timezone
from recurrence.fields import RecurrenceField

from core.recurrence.rule import Frequency, NthWeekday, Rule, UnsupportedRule, Weekday, end_of_day

_FREQUENCIES = {
    Frequency.DAILY: recurrence.DAILY,
    Frequency.WEEKLY: recurrence.WEEKLY,
    Frequency.MONTHLY: recurrence.MONTHLY,
    Frequency.YEARLY: recurrence.YEARLY,
}
_OURS = {theirs: ours for ours, theirs in _FREQUENCIES.items()}
_NOT_OURS = ("byyearday", "byweekno", "byhour", "byminute", "bysecond")


class RuleField(RecurrenceField):
    """A stored rule. The first start is a field of its own, so the rule never counts it by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Keep `include_dtstart` off, whatever the package's form says."""
        kwargs["include_dtstart"] = False
        if args:
            kwargs["verbose_name"], *rest = args
            args = tuple(rest)
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> recurrence.Recurrence | None:
        """Read the stored text, in the site's zone; an object loses what the package's form adds to it."""
        if isinstance(value, recurrence.Recurrence):
            value.include_dtstart = False
            return value
        with timezone.override(timezone.get_default_timezone()):
            read: recurrence.Recurrence | None = super().to_python(value)
        return read

    def get_prep_value(self, value: Any) -> str:
        """Write the text to store, in the site's zone; no rule is an empty text."""
        with timezone.override(timezone.get_default_timezone()):
            return super().get_prep_value(value) or ""


def rule_from_recurrence(stored: recurrence.Recurrence | None, zone: tzinfo) -> Rule | None:
    """
    Our rule out of what is stored, None where nothing repeats. UNTIL becomes the day that ``zone`` has then.

    Dates that the package may hold beside the rule (RDATE, EXDATE) are not read: exceptions are rows of ours.

    :raises UnsupportedRule: several rules, excluding rules, or one that we do not offer.
    :raises InvalidRule: a rule that means nothing.
    """
    if not stored or not (stored.rrules or stored.exrules):
        return None
    if len(stored.rrules) != 1 or stored.exrules:
        raise UnsupportedRule("Une seule règle de répétition est prise en charge.")
    (theirs,) = stored.rrules
    if theirs.freq not in _OURS or any(getattr(theirs, name) for name in _NOT_OURS):
        raise UnsupportedRule("Cette répétition n'est pas prise en charge.")
    days = [recurrence.to_weekday(day) for day in theirs.byday or ()]
    until = theirs.until
    if until is not None:
        if timezone.is_naive(until):
            until = timezone.make_aware(until, timezone.get_default_timezone())
        until = until.astimezone(zone).date()
    return Rule(
        _OURS[theirs.freq],
        interval=int(theirs.interval),
        weekdays=tuple(Weekday(day.number) for day in days if not day.index),
        month_days=tuple(theirs.bymonthday or ()),
        nth_weekdays=tuple(NthWeekday(day.index, Weekday(day.number)) for day in days if day.index),
        months=tuple(theirs.bymonth or ()),
        positions=tuple(theirs.bysetpos or ()),
        # The package writes both and keeps COUNT only.
        until=until if theirs.count is None else None,
        count=theirs.count,
    )


def recurrence_from_rule(rule: Rule | None, zone: tzinfo) -> recurrence.Recurrence:
    """
    What to store for this rule; for None, a recurrence without rules, which is false.

    UNTIL is the last second of its day in ``zone``, naive in the site's zone, as the package expects
    with RECURRENCE_USE_TZ off.
    """
    if rule is None:
        return recurrence.Recurrence(include_dtstart=False)
    until = None
    if rule.until is not None:
        until = timezone.make_naive(end_of_day(rule.until, zone), timezone.get_default_timezone())
    weekdays = [recurrence.base.WEEKDAYS[day] for day in rule.weekdays]
    weekdays += [recurrence.base.WEEKDAYS[day.weekday](day.nth) for day in rule.nth_weekdays]
    theirs = recurrence.Rule(
        _FREQUENCIES[rule.frequency],
        interval=rule.interval,
        count=rule.count,
        until=until,
        byday=weekdays,
        bymonthday=list(rule.month_days),
        bymonth=list(rule.months),
        bysetpos=list(rule.positions),
    )
    return recurrence.Recurrence(rrules=[theirs], include_dtstart=False)
