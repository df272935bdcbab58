"""One Hypothesis profile for every test: the same examples on every machine, and no clock."""

import os
import signal

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "leeward", derandomize=True, deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("leeward")


@pytest.fixture
def ctrl_c_is_heeded():
    """Tests that a shell started in its background inherit that Ctrl-C is ignored, and hand it on."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """On PostgreSQL a worker's database begins as a copy of one that was migrated before (tests/on_postgres.py)."""
    from django.db import connection

    if template := os.environ.get("LEEWARD_TEST_TEMPLATE"):
        connection.settings_dict["TEST"]["TEMPLATE"] = template
