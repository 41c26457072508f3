"""Random rules, dates and exceptions, within what the forms offer."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from core.recurrence.rule import NTH, WORKING_DAYS, Frequency, NthWeekday, Rule, Weekday

ZONES = (
    "Europe/Paris",
    "America/Martinique",
    "America/Cayenne",
    "America/Miquelon",
    "Indian/Reunion",
    "Pacific/Noumea",
    "Pacific/Marquesas",
)
zones = st.sampled_from([ZoneInfo(key) for key in ZONES])

# Around both clock changes of two years, and the 29th of February of one.
DAYS = (date(2027, 3, 1), date(2028, 11, 30))
days = st.dates(*DAYS)
weekdays = st.sampled_from(list(Weekday))
nth_weekdays = st.builds(NthWeekday, st.sampled_from(NTH), weekdays)
month_days = st.one_of(st.integers(1, 31), st.just(-1))

# The days before and of the nights when the clock changes, in Paris and in Saint-Pierre-et-Miquelon.
NIGHTS = [
    date(year, month, day) + timedelta(days=before)
    for year, month, day in [
        (2027, 3, 14), (2027, 3, 28), (2027, 10, 31), (2027, 11, 7),
        (2028, 3, 12), (2028, 3, 26), (2028, 10, 29), (2028, 11, 5),
    ]
    for before in (-1, 0)
]  # fmt: skip

# Any quarter of an hour, those that the clock skips or repeats included.
times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
starts = st.builds(datetime.combine, st.one_of(days, days, st.sampled_from(NIGHTS)), times)


@st.composite
def rules(draw, ends=True):
    frequency = draw(st.sampled_from(list(Frequency)))
    fields = {}
    if frequency is Frequency.WEEKLY:
        fields["weekdays"] = tuple(draw(st.lists(weekdays, max_size=3)))
    if frequency in (Frequency.MONTHLY, Frequency.YEARLY):
        kinds = ["first", "days", "nth", "positions"]
        kind = draw(st.sampled_from(kinds if frequency is Frequency.MONTHLY else kinds[:3]))
        if kind == "days":
            fields["month_days"] = tuple(
                draw(st.lists(st.one_of(st.integers(1, 31), st.just(-1)), min_size=1, max_size=2))
            )
        elif kind == "nth":
            fields["nth_weekdays"] = tuple(draw(st.lists(nth_weekdays, min_size=1, max_size=2)))
        elif kind == "positions":
            fields["weekdays"] = draw(st.one_of(st.just(WORKING_DAYS), st.lists(weekdays, min_size=1, max_size=7)))
            fields["positions"] = draw(st.lists(st.sampled_from(NTH), min_size=1, max_size=2))
        if kind != "first" and frequency is Frequency.YEARLY:
            month = draw(st.integers(1, 12))
            fields["months"] = (month,)
            if kind == "days":
                fields["month_days"] = tuple(min(day, 29) for day in fields["month_days"])
    end = draw(st.sampled_from(["never", "until", "count"])) if ends else "never"
    if end == "until":
        fields["until"] = draw(st.dates(DAYS[0], DAYS[1] + timedelta(days=200)))
    elif end == "count":
        fields["count"] = draw(st.integers(1, 30))
    return Rule(frequency, interval=draw(st.integers(1, 4)), **fields)
