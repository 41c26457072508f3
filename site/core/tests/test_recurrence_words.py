# ruff: noqa: DTZ001 -- the clock on the wall is naive by contract
from datetime import date, datetime

import pytest

from core.recurrence.rule import WORKING_DAYS, Frequency, NthWeekday, Rule, Weekday
from core.recurrence.words import rule_words

MONDAY, TUESDAY, THURSDAY = Weekday.MONDAY, Weekday.TUESDAY, Weekday.THURSDAY
FIRST = datetime(2026, 9, 1, 14)  # a Tuesday


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (
            Rule(Frequency.WEEKLY, weekdays=(TUESDAY, THURSDAY), until=date(2027, 6, 30)),
            "tous les mardis et jeudis à 14 h, jusqu'au mercredi 30 juin 2027",
        ),
        (Rule(Frequency.WEEKLY), "tous les mardis à 14 h"),
        (Rule(Frequency.WEEKLY, interval=2, weekdays=(MONDAY,)), "toutes les deux semaines, le lundi à 14 h"),
        (
            Rule(Frequency.WEEKLY, interval=3, weekdays=(MONDAY, THURSDAY)),
            "toutes les trois semaines, le lundi et le jeudi à 14 h",
        ),
        (Rule(Frequency.WEEKLY, weekdays=tuple(Weekday)[:5]), "du lundi au vendredi à 14 h"),
        (Rule(Frequency.WEEKLY, weekdays=tuple(Weekday)), "tous les jours à 14 h"),
        (Rule(Frequency.DAILY, count=5), "tous les jours à 14 h, 5 fois"),
        (Rule(Frequency.DAILY, interval=15, count=1), "tous les 15 jours à 14 h, une seule fois"),
        (Rule(Frequency.MONTHLY, nth_weekdays=(NthWeekday(2, TUESDAY),)), "le 2e mardi du mois à 14 h"),
        (
            Rule(Frequency.MONTHLY, nth_weekdays=(NthWeekday(-1, TUESDAY), NthWeekday(1, TUESDAY))),
            "le 1er mardi et le dernier mardi du mois à 14 h",
        ),
        (Rule(Frequency.MONTHLY, weekdays=WORKING_DAYS, positions=(1,)), "le 1er jour ouvré du mois à 14 h"),
        (
            Rule(Frequency.MONTHLY, interval=2, weekdays=WORKING_DAYS, positions=(-1, 1)),
            "tous les deux mois, le 1er et le dernier jour ouvré à 14 h",
        ),
        (
            Rule(Frequency.MONTHLY, weekdays=tuple(Weekday)[:6], positions=(2,)),
            "le 2e jour ouvrable du mois à 14 h",
        ),
        (
            Rule(Frequency.MONTHLY, weekdays=(Weekday.SATURDAY, Weekday.SUNDAY), positions=(1,)),
            "le 1er jour de week-end du mois à 14 h",
        ),
        (Rule(Frequency.MONTHLY, weekdays=(TUESDAY, THURSDAY), positions=(1,)), "le 1er mardi ou jeudi du mois à 14 h"),
        (Rule(Frequency.MONTHLY), "le 1er de chaque mois à 14 h"),
        (Rule(Frequency.MONTHLY, month_days=(15, -1)), "le 15 et le dernier jour de chaque mois à 14 h"),
        (Rule(Frequency.MONTHLY, interval=2, month_days=(15,)), "tous les deux mois, le 15 à 14 h"),
        (Rule(Frequency.YEARLY), "tous les ans, le 1er septembre à 14 h"),
        (
            Rule(Frequency.YEARLY, interval=2, nth_weekdays=(NthWeekday(2, TUESDAY),), months=(10,)),
            "tous les deux ans, le 2e mardi d'octobre à 14 h",
        ),
        (
            Rule(Frequency.YEARLY, month_days=(3,), months=(3, 9)),
            "tous les ans, le 3 mars et le 3 septembre à 14 h",
        ),
    ],
)
def test_a_rule_is_said_in_french(rule, words):
    assert rule_words(rule, FIRST) == words


def test_whole_days_have_no_hour():
    assert rule_words(Rule(Frequency.WEEKLY), FIRST, all_day=True) == "tous les mardis"
