"""A rule said back in French, to the person who made it and to the public."""

from datetime import datetime

from core.dates import MONTHS, WEEKDAYS, day_words, time_words
from core.recurrence.rule import WORKING_DAYS, Frequency, NthWeekday, Rule, Weekday
from core.words import listing

_NUMBERS = ("", "", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze")


def rule_words(rule: Rule, first: datetime, *, all_day: bool = False) -> str:
    """
    The rule in words, with the hour of its first start (naive, local).

    "tous les mardis et jeudis à 14 h, jusqu'au mercredi 30 juin 2027"; "le 2e mardi du mois à 9 h 30";
    "toutes les deux semaines, le lundi à 14 h, 10 fois".
    """
    hour = "" if all_day else f" à {time_words(first)}"
    return f"{_days(rule, first)}{hour}{_end(rule)}"


def _days(rule: Rule, first: datetime) -> str:
    match rule.frequency:
        case Frequency.DAILY:
            return "tous les jours" if rule.interval == 1 else f"tous les {_number(rule.interval)} jours"
        case Frequency.WEEKLY:
            return _weekly(rule, first)
        case Frequency.MONTHLY:
            return _monthly(rule, first)
        case Frequency.YEARLY:
            return _yearly(rule, first)


def _weekly(rule: Rule, first: datetime) -> str:
    weekdays = rule.weekdays or (Weekday(first.weekday()),)
    if rule.interval > 1:
        days = listing([f"le {WEEKDAYS[day]}" for day in weekdays])
        return f"toutes les {_number(rule.interval)} semaines, {days}"
    if len(weekdays) == 7:
        return "tous les jours"
    if weekdays == WORKING_DAYS:
        return "du lundi au vendredi"
    return f"tous les {listing([f'{WEEKDAYS[day]}s' for day in weekdays])}"


def _monthly(rule: Rule, first: datetime) -> str:
    days = _in_month(rule, first)
    if rule.interval == 1:
        return f"{days} de chaque mois" if _is_dated(rule) else f"{days} du mois"
    return f"tous les {_number(rule.interval)} mois, {days}"


def _yearly(rule: Rule, first: datetime) -> str:
    within = _in_month(rule, first)
    days = listing([f"{within}{_of_month(rule, month)}" for month in rule.months or (first.month,)])
    if rule.interval == 1:
        return f"tous les ans, {days}"
    return f"tous les {_number(rule.interval)} ans, {days}"


def _of_month(rule: Rule, month: int) -> str:
    name = MONTHS[month - 1]
    if _is_dated(rule):
        return f" {name}"
    return f" d'{name}" if name[0] in "ao" else f" de {name}"


def _is_dated(rule: Rule) -> bool:
    """Whether the days of its months are numbered (the 15th), not ranked (the 2nd Tuesday)."""
    return not (rule.nth_weekdays or rule.positions)


def _in_month(rule: Rule, first: datetime) -> str:
    if rule.positions:
        ranks = [f"le {_rank(position)}" for position in sorted(rule.positions, key=lambda each: (each < 0, each))]
        return f"{listing(ranks)} {_kind_of_day(rule.weekdays)}"
    if rule.nth_weekdays:
        return listing([_nth(day) for day in sorted(rule.nth_weekdays, key=_last_at_the_end)])
    numbers = rule.month_days or (first.day,)
    days = [_month_day(day) for day in numbers if day > 0]
    days += ["le dernier jour" for day in numbers if day < 0]
    return listing(days)


def _last_at_the_end(day: NthWeekday) -> tuple[bool, int, int]:
    return (day.nth < 0, day.nth, day.weekday)


def _nth(day: NthWeekday) -> str:
    return f"le {_rank(day.nth)} {WEEKDAYS[day.weekday]}"


def _rank(nth: int) -> str:
    return "dernier" if nth < 0 else "1er" if nth == 1 else f"{nth}e"


def _kind_of_day(weekdays: tuple[Weekday, ...]) -> str:
    """What these days of the week are called together; any two or three, by their names."""
    if weekdays == WORKING_DAYS:
        return "jour ouvré"
    if weekdays == (*WORKING_DAYS, Weekday.SATURDAY):
        return "jour ouvrable"
    if weekdays == (Weekday.SATURDAY, Weekday.SUNDAY):
        return "jour de week-end"
    return listing([WEEKDAYS[day] for day in weekdays], last="ou")


def _month_day(day: int) -> str:
    return "le 1er" if day == 1 else f"le {day}"


def _end(rule: Rule) -> str:
    if rule.count is not None:
        return ", une seule fois" if rule.count == 1 else f", {rule.count} fois"
    return f", jusqu'au {day_words(rule.until)}" if rule.until is not None else ""


def _number(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)
