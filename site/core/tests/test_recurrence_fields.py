# ruff: noqa: DTZ001 -- the clock on the wall is naive by contract
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import recurrence
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core.recurrence.fields import RuleField, recurrence_from_rule, rule_from_recurrence
from core.recurrence.rule import WORKING_DAYS, Frequency, NthWeekday, Rule, UnsupportedRule, Weekday
from core.tests.strategies import ZONES, rules, zones

PARIS = ZoneInfo("Europe/Paris")
FIELD = RuleField(blank=True, default="")
WEDNESDAYS = Rule(Frequency.WEEKLY, weekdays=(Weekday.WEDNESDAY,), until=date(2026, 12, 16))


def test_a_rule_is_stored_as_text():
    assert FIELD.get_prep_value(recurrence_from_rule(WEDNESDAYS, PARIS)) == (
        "RRULE:FREQ=WEEKLY;UNTIL=20261216T225959Z;BYDAY=WE"
    )


def test_no_rule_is_an_empty_text():
    assert FIELD.get_prep_value(recurrence_from_rule(None, PARIS)) == ""
    assert FIELD.get_prep_value(None) == ""
    assert rule_from_recurrence(FIELD.to_python(""), PARIS) is None
    assert rule_from_recurrence(None, PARIS) is None


@given(rule=rules(), zone=zones, writer=st.sampled_from(ZONES), reader=st.sampled_from(ZONES))
def test_a_rule_is_read_back_whoever_reads_it(rule, zone, writer, reader):
    """Wagtail's admin runs in the zone of the person who is signed in."""
    with timezone.override(writer):
        text = FIELD.get_prep_value(recurrence_from_rule(rule, zone))
    with timezone.override(reader):
        assert rule_from_recurrence(FIELD.to_python(text), zone) == rule


def test_the_last_session_of_the_last_day_is_kept_by_the_package_too():
    stored = FIELD.to_python(FIELD.get_prep_value(recurrence_from_rule(WEDNESDAYS, PARIS)))
    found = stored.between(datetime(2026, 12, 1), datetime(2027, 2, 1), dtstart=datetime(2026, 12, 2, 14), inc=True)
    assert found == [datetime(2026, 12, 2, 14), datetime(2026, 12, 9, 14), datetime(2026, 12, 16, 14)]


def test_the_first_start_is_never_counted_by_itself():
    by_form = recurrence.Recurrence(rrules=[recurrence.Rule(recurrence.DAILY)], include_dtstart=True)
    assert FIELD.to_python(by_form).include_dtstart is False
    assert FIELD.to_python("RRULE:FREQ=DAILY").include_dtstart is False


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("RRULE:FREQ=MONTHLY;BYDAY=-1FR", Rule(Frequency.MONTHLY, nth_weekdays=(NthWeekday(-1, Weekday.FRIDAY),))),
        ("RRULE:FREQ=YEARLY;COUNT=3", Rule(Frequency.YEARLY, count=3)),
        (
            "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            Rule(Frequency.MONTHLY, weekdays=WORKING_DAYS, positions=(-1,)),
        ),
        # Dates beside the rule are not ours to read.
        ("RRULE:FREQ=DAILY\nEXDATE:20261225T000000Z\nRDATE:20270101T130000Z", Rule(Frequency.DAILY)),
    ],
)
def test_what_others_stored_is_read(text, rule):
    assert rule_from_recurrence(FIELD.to_python(text), PARIS) == rule


@pytest.mark.parametrize(
    "text",
    [
        "RRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY",
        "RRULE:FREQ=DAILY\nEXRULE:FREQ=WEEKLY",
        "RRULE:FREQ=HOURLY",
        "RRULE:FREQ=DAILY;BYHOUR=9",
    ],
)
def test_what_we_do_not_offer_is_named(text):
    with pytest.raises(UnsupportedRule):
        rule_from_recurrence(FIELD.to_python(text), PARIS)
