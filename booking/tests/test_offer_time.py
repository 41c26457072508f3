"""How long an offer lasts, on every clock of France and on the nights when it changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from booking.services.waiting.offer_time import HOURS, LEAST, MARGIN, SHORTEST, offer_lasts
from core.choices import Zone

PARIS = ZoneInfo("Europe/Paris")
ZONES = st.sampled_from([ZoneInfo(name) for name in Zone.values])
MOMENTS = st.timedeltas(timedelta(), timedelta(days=800)).map(lambda after: datetime(2026, 1, 1, tzinfo=UTC) + after)
AHEAD = st.timedeltas(timedelta(minutes=1), timedelta(days=40))
A_MINUTE = timedelta(minutes=1)
WINTER_NIGHT = datetime(2026, 10, 24, 17, 0, tzinfo=UTC)
SUMMER_NIGHT = datetime(2026, 3, 28, 18, 0, tzinfo=UTC)


def at(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("now", "start", "ends"),
    [
        # From four days ahead on: a day and a night, whatever comes in between.
        ("2026-03-02 10:00", "2026-03-20 14:00", "2026-03-03 10:00"),
        ("2026-03-02 22:00", "2026-03-20 14:00", "2026-03-03 20:00"),
        ("2026-03-28 10:00", "2026-04-20 14:00", "2026-03-29 10:00"),
        ("2026-10-24 10:00", "2026-11-20 14:00", "2026-10-25 10:00"),
        # Nearer, a quarter of the daytime that is left: two days are 24 hours, and a quarter of them is 6.
        ("2026-03-02 10:00", "2026-03-04 10:15", "2026-03-02 16:00"),
        ("2026-03-02 17:00", "2026-03-04 17:15", "2026-03-03 11:00"),
        # On the same day, half an hour, then what is left.
        ("2026-03-02 13:00", "2026-03-02 14:30", "2026-03-02 13:30"),
        ("2026-03-02 14:00", "2026-03-02 14:30", "2026-03-02 14:15"),
        # In the evening for the next morning: nobody's time runs out at night.
        ("2026-03-02 19:50", "2026-03-03 09:00", "2026-03-03 08:20"),
    ],
)
def test_examples(now, start, ends) -> None:
    assert (at(now).astimezone(UTC) + offer_lasts(at(start), at(now))).astimezone(PARIS) == at(ends)


@pytest.mark.parametrize(
    ("now", "start"),
    [
        ("2026-03-02 14:00", "2026-03-02 14:24"),
        ("2026-03-02 14:00", "2026-03-02 14:00"),
        ("2026-03-02 15:00", "2026-03-02 14:00"),
        ("2026-03-02 20:30", "2026-03-03 08:20"),
        ("2026-03-02 21:00", "2026-03-03 07:00"),
    ],
)
def test_when_it_is_too_late_nothing_is_offered(now, start) -> None:
    assert offer_lasts(at(start), at(now)) == timedelta()


def test_a_start_without_a_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no zone"):
        offer_lasts(at("2026-03-03 10:00").replace(tzinfo=None), at("2026-03-02 10:00"))


@given(now=MOMENTS, ahead=AHEAD, zone=ZONES)
@example(now=WINTER_NIGHT, ahead=timedelta(hours=15), zone=PARIS)
@example(now=SUMMER_NIGHT, ahead=timedelta(hours=14), zone=PARIS)
def test_it_ends_by_day_and_before_the_start_and_gives_time_to_answer(now, ahead, zone) -> None:
    start = (now + ahead).astimezone(zone)
    lasts = offer_lasts(start, now)
    ends = now + lasts
    assert timedelta() <= lasts <= timedelta(hours=49)
    if not lasts:
        return
    assert lasts >= LEAST
    assert ends <= now + ahead - MARGIN
    morning, evening = HOURS
    assert morning < ends.astimezone(zone).time() <= evening
    if ahead > timedelta(days=1, hours=1):
        assert lasts >= SHORTEST


@given(now=MOMENTS, ahead=AHEAD, later=st.timedeltas(A_MINUTE, timedelta(days=3)), zone=ZONES)
@example(now=WINTER_NIGHT, ahead=timedelta(days=2), later=timedelta(hours=8), zone=PARIS)
@example(now=SUMMER_NIGHT, ahead=timedelta(days=2), later=timedelta(hours=8), zone=PARIS)
def test_an_offer_made_later_never_ends_earlier_nor_one_for_a_later_session(now, ahead, later, zone) -> None:
    start = now + ahead
    first, of_later_session = (
        offer_lasts(start.astimezone(zone), now),
        offer_lasts((start + later).astimezone(zone), now),
    )
    assert first <= of_later_session
    second = offer_lasts(start.astimezone(zone), now + later)
    if second:
        assert now + first <= now + later + second
