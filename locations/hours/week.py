"""
The usual week that the rules of a string make: openings that add up, as rows and tables need them. Pure.

In the syntax a later rule replaces the earlier ones on its days; here nothing replaces anything any more. The library
stays the judge: tests hold this reading against it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from locations.hours.rules import MIDNIGHT, MINUTES_OF_DAY, DaySelector, Group, Rule, Stretch, Untold

HOLIDAY = -1
"""Stands for public holidays where a weekday's number stands."""

EVERY_WEEK, ODD, EVEN = "all", "odd", "even"
_WEEKS = {"": EVERY_WEEK, "01-53/2": ODD, "02-52/2": EVEN, "02-53/2": EVEN}
_OTHER_WEEKS = {ODD: EVEN, EVEN: ODD}
_EVERY_RANK = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening of one weekday (or of public holidays): of each week or some, of each month's days or some."""

    day: int
    stretch: Stretch
    weeks: str = EVERY_WEEK
    nth: tuple[int, ...] = ()
    comment: str = ""
    unknown: bool = False
    group: int = field(default=0, compare=False)  # Which rule of the string says it


def usual_week(groups: Sequence[Group]) -> tuple[list[Opening], int]:
    """What the first rules open in a usual week, and how many rules that tells: as many as can be told together."""
    for told in range(len(groups), 0, -1):
        try:
            return openings_of(groups[:told]), told
        except Untold:
            continue
    return [], 0


def openings_of(groups: Sequence[Group]) -> list[Opening]:
    """
    What these rules open, together.

    :raises Untold: it cannot be said as openings that add up: seasons and dates, "PH off", a day's last hour left open…
    """
    openings: list[Opening] = []
    for index, group in enumerate(groups):
        if group.rules is None:
            raise Untold
        for rule in group.rules:
            found = [replace(opening, group=index) for opening in _opened(rule)]
            if rule.additional:
                _check_adds(rule, found, openings)
            else:
                openings = [part for opening in openings for part in _left_of(opening, rule)]
                openings = [_cut_by_later(opening, rule) for opening in openings]
                found = [_cut_by_earlier(opening, openings) for opening in found]
            openings += found
            if rule.days and rule.holidays and any(opening.stretch.crosses_midnight for opening in openings):
                raise Untold  # Together, a holiday's night goes on; apart, it is cut.
    return openings


def _opened(rule: Rule) -> list[Opening]:
    """What one rule opens. :raises Untold: no usual week can hold it."""
    if rule.dates or "SH" in rule.holidays or rule.weeks not in _WEEKS or (rule.weeks and rule.holidays):
        raise Untold
    if rule.state == "closed":
        # "PH off" opens nothing, nor do hours at which a place that is else open shuts.
        if rule.holidays or rule.times or rule.additional or rule.comment:
            raise Untold
        return []
    if any(rank not in (*_EVERY_RANK, -1) for selector in rule.days for rank in selector.nth):
        raise Untold
    return [
        Opening(selector.day, stretch, _WEEKS[rule.weeks], selector.nth, rule.comment, rule.state == "unknown")
        for selector in _days_of(rule)
        for stretch in rule.stretches
    ]


def _days_of(rule: Rule) -> tuple[DaySelector, ...]:
    holiday = (DaySelector(HOLIDAY),) if "PH" in rule.holidays else ()
    return (*rule.days, *holiday) or tuple(DaySelector(day) for day in range(7))


def _check_adds(rule: Rule, found: list[Opening], before: list[Opening]) -> None:
    """:raises Untold: adding this is not what adding up means here."""
    holidays = any(opening.day == HOLIDAY for opening in before)
    if holidays != bool(rule.holidays) or (rule.holidays and rule.days):
        raise Untold  # A holiday's hours stand in the place of the weekday's.
    for opening in found:
        for other in before:
            # Where two say of one hour what differs the later counts; openings say the plain ones first.
            if (other.comment or other.unknown) and _differ(other, opening) and _overlap(other, opening):
                raise Untold


def _differ(one: Opening, other: Opening) -> bool:
    return (one.comment, one.unknown) != (other.comment, other.unknown)


def _overlap(one: Opening, other: Opening) -> bool:
    if HOLIDAY in {one.day, other.day} and one.day != other.day:
        return False
    starts, ends = one.stretch.minutes
    other_starts, other_ends = other.stretch.minutes
    apart = (other.day - one.day) % 7
    return any(
        starts < other_ends + shift and other_starts + shift < ends
        for shift in (apart * MINUTES_OF_DAY, (apart - 7) * MINUTES_OF_DAY)
    )


def _left_of(opening: Opening, rule: Rule) -> list[Opening]:
    """What a later rule leaves of an opening."""
    left = [opening]
    for selector in _days_of(rule):
        left = [part for whole in left for part in _subtract(whole, selector, _WEEKS[rule.weeks])]
    if left != [opening] and opening.stretch.crosses_midnight:
        raise Untold  # The library takes the evening away and leaves what follows midnight.
    return left


def _subtract(opening: Opening, selector: DaySelector, weeks: str) -> list[Opening]:
    if selector.day != opening.day:
        if opening.day == HOLIDAY:
            raise Untold  # A weekday's rule after the holidays' replaces some of them.
        return [opening]
    if weeks != EVERY_WEEK and opening.weeks not in {EVERY_WEEK, weeks}:
        return [opening]
    parts = []
    if weeks != EVERY_WEEK and opening.weeks == EVERY_WEEK:
        parts.append(replace(opening, weeks=_OTHER_WEEKS[weeks]))
        opening = replace(opening, weeks=weeks)
    if not selector.nth or (opening.nth and set(opening.nth) <= set(selector.nth)):
        return parts
    if -1 in selector.nth or -1 in opening.nth:
        raise Untold  # The last may be the 4th or the 5th.
    kept = tuple(rank for rank in opening.nth or _EVERY_RANK if rank not in selector.nth)
    return [*parts, replace(opening, nth=kept)] if kept else parts


def _cut_by_earlier(night: Opening, before: list[Opening]) -> Opening:
    """An opening past midnight, which the library cuts where an earlier rule opens the next day."""
    if not night.stretch.crosses_midnight or night.day == HOLIDAY:
        return night
    next_day = [opening for opening in before if opening.day == (night.day + 1) % 7]
    if not next_day:
        return night
    if any(opening.weeks == EVERY_WEEK and not opening.nth for opening in next_day):
        return _cut(night)
    raise Untold


def _cut_by_later(night: Opening, rule: Rule) -> Opening:
    """The same, where a later rule opens or closes the next day."""
    if not night.stretch.crosses_midnight or night.day == HOLIDAY:
        return night
    selectors = [selector for selector in _days_of(rule) if selector.day == (night.day + 1) % 7]
    if not selectors:
        return night
    if not rule.weeks and any(not selector.nth for selector in selectors):
        return _cut(night)
    raise Untold


def _cut(night: Opening) -> Opening:
    return replace(night, stretch=replace(night.stretch, end=MIDNIGHT))
