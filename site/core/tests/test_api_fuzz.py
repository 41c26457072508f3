"""
The whole API under schemathesis: what its own description allows, and what it forbids, never ends in a fault of ours.

Every answer has the form that the description tells, and what it forbids is refused. What it allows may still be
refused: no description says which codes exist, or which moments are near.
"""

from collections.abc import Iterator
from contextlib import nullcontext, suppress
from datetime import timedelta

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance
from schemathesis.specs.openapi.schemas import APIOperation

from config.api import api
from core.recurrence.rule import Frequency, Rule
from events.tests.factories import make_event, make_external_date, make_session
from locations.tests.factories import load_some_towns, make_place

pytestmark = pytest.mark.django_db

SCHEMA = schemathesis.openapi.from_dict(dict(api.get_openapi_schema(path_prefix="/api/v1/")))
SCHEMA.app = get_wsgi_application()
OPERATIONS: list[APIOperation] = [found.ok() for found in SCHEMA.get_all_operations()]


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Keep the test's own connection, which a real server would close after each request."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.path)
def test_no_question_ends_in_a_fault_of_ours(operation: APIOperation, mode: GenerationMode) -> None:
    load_some_towns()
    make_place(name="Médiathèque")
    make_place(network="emmaus", opening_hours="du lundi au vendredi", latitude=None, longitude=None)
    if operation.path.endswith(("/agenda", "/seances")):
        tomorrow = timezone.now() + timedelta(days=1)
        make_session(start=tomorrow)
        make_external_date(start=tomorrow, end=tomorrow)
        make_event(rule=Rule(Frequency.DAILY, count=70), first_day=tomorrow.date(), publish_at=timezone.now())

    @settings(
        max_examples=12,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate(excluded_checks=[positive_data_acceptance])

    # A path takes any text: nothing could be wrong with it.
    with suppress(Unsatisfiable) if mode is GenerationMode.NEGATIVE else nullcontext():
        ask()
