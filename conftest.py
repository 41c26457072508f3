"""What every test has at hand: see the modules named here, one a subject."""

import os

from hypothesis import settings

pytest_plugins = [
    "core.tests.fixtures.browser",
    "core.tests.fixtures.database",
    "core.tests.fixtures.elsewhere",
    "core.tests.fixtures.servers",
    "core.tests.fixtures.staff",
    "core.tests.fixtures.strictness",
]

# The same examples each time by default; HYPOTHESIS_PROFILE=thorough looks further, at random.
settings.register_profile("default", derandomize=True, max_examples=50, deadline=None, database=None)
settings.register_profile("thorough", max_examples=2_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
