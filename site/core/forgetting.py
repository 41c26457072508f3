"""
Forgetting: the one loop that erases what has been kept long enough, and the proof that it leaves.

Each app says in rules what it keeps and until when. A rule is applied batch by batch, each in a transaction of its own
with its count in the proof: a run that is stopped half-way has done what the proof says, and the next one goes on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from core.models import Purge

BATCH = 200
"""Rows in one transaction: nobody waits long for its locks."""

Due = Callable[[datetime], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Rule:
    """
    What is erased once its time has come. `name` is for staff, in plain words.

    `due` gives the rows (none where the setting keeps for ever), which must no longer be due once they are forgotten;
    `forget` makes a batch of them (their keys) say nothing any more, inside a transaction; by default they are deleted.
    """

    name: str
    due: Due
    forget: Callable[[Sequence[Any], datetime], object] | None = None
    batch: int = BATCH


def forget_due(rule: Rule, *, now: datetime, proof: Purge | None = None) -> int:
    """Apply a rule until nothing is due, and return to how many rows; each batch is added to the proof with it."""
    forgotten, after = 0, None
    while keys := _next(rule, after, now):
        after = keys[-1]
        with transaction.atomic():
            if rule.forget is None:
                # What has changed since the keys were read may be due no more.
                rule.due(now).filter(pk__in=keys).delete()
            else:
                rule.forget(keys, now)
            forgotten += len(keys)
            if proof is not None:
                proof.counts[rule.name] = proof.counts.get(rule.name, 0) + len(keys)
                proof.save(update_fields=["counts"])
    return forgotten


def count_due(rules: Sequence[Rule], *, now: datetime) -> dict[str, int]:
    """Return how many rows each rule would forget now; nothing is written."""
    return {rule.name: rule.due(now).count() for rule in rules}


def purge(rules: Sequence[Rule], *, because: str, now: datetime) -> Purge:
    """Apply all rules, and return the proof: what was forgotten, by name and number, nobody named."""
    proof = Purge.objects.create(because=because, started_at=now)
    for rule in rules:
        forget_due(rule, now=now, proof=proof)
    proof.completed = True
    proof.save(update_fields=["completed"])
    return proof


def prove(counts: Mapping[str, int], *, because: str, now: datetime) -> None:
    """Leave the proof of what was forgotten otherwise, in the caller's transaction."""
    Purge.objects.create(because=because, started_at=now, counts=dict(counts), completed=True)


def days_before(now: datetime, days: int) -> datetime | None:
    """Return the moment so many days ago; None where 0 keeps for ever."""
    return now - timedelta(days=days) if days else None


def _next(rule: Rule, after: Any, now: datetime) -> list[Any]:
    """Return the keys of the next batch: beyond the last, so that a row that stays due is not met for ever."""
    due = rule.due(now).order_by("pk")
    return list((due.filter(pk__gt=after) if after is not None else due).values_list("pk", flat=True)[: rule.batch])
