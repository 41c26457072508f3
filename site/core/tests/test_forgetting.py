"""The loop that forgets: batch by batch, as far as it got, and never twice."""

from datetime import UTC, datetime, timedelta

import pytest

from core.forgetting import Rule, count_due, forget_due, purge
from core.models import Purge, ThrottleCount
from core.throttle import old_counts

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OLD = Rule("Compteurs", old_counts, batch=2)


def make_counts(number: int) -> None:
    windows = [NOW - timedelta(days=3, hours=hour) for hour in range(number)]
    ThrottleCount.objects.bulk_create(ThrottleCount(key="essai", window=window) for window in windows)


def test_what_is_due_goes_and_nothing_else() -> None:
    make_counts(5)
    kept = ThrottleCount.objects.create(key="essai", window=NOW)
    assert count_due([OLD], now=NOW) == {"Compteurs": 5}
    assert ThrottleCount.objects.count() == 6
    assert forget_due(OLD, now=NOW) == 5
    assert list(ThrottleCount.objects.all()) == [kept]
    assert forget_due(OLD, now=NOW) == 0


def test_a_batch_costs_the_same_however_many_rows(django_assert_num_queries) -> None:
    make_counts(7)
    with django_assert_num_queries(4 + 1):  # two keys; BEGIN, DELETE, END… then no more keys
        forget_due(Rule("Compteurs", old_counts, batch=100), now=NOW)


def test_a_run_that_is_stopped_has_done_what_its_proof_says_and_the_next_goes_on() -> None:
    make_counts(5)

    def delete_one_batch(keys, now):
        if ThrottleCount.objects.filter(pk__in=keys).delete()[0] and ThrottleCount.objects.count() < 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        purge([Rule("Compteurs", old_counts, delete_one_batch, batch=2)], because=Purge.Because.NIGHT, now=NOW)
    stopped = Purge.objects.get()
    assert (stopped.counts, stopped.completed, ThrottleCount.objects.count()) == ({"Compteurs": 2}, False, 3)

    proof = purge([OLD], because=Purge.Because.HAND, now=NOW)
    assert (proof.counts, proof.completed, ThrottleCount.objects.count()) == ({"Compteurs": 3}, True, 0)
    assert proof.counts_words() == "Compteurs : 3"
    assert purge([OLD], because=Purge.Because.HAND, now=NOW).counts_words() == "Rien : rien n'avait fait son temps."


def test_a_row_that_stays_due_is_met_once() -> None:
    make_counts(5)
    assert forget_due(Rule("Compteurs", old_counts, lambda keys, now: None, batch=2), now=NOW) == 5
