"""One Hypothesis profile for every test: the same examples on every machine, and no clock."""

import os
import signal
from contextlib import closing, contextmanager
from itertools import zip_longest

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
    """A worker's database begins as a copy of one that was migrated before (tests/migrated.py, on_postgres.py)."""
    from django.db import connection

    if template := os.environ.get("LEEWARD_TEST_TEMPLATE"):
        connection.settings_dict["TEST"]["TEMPLATE"] = template
        yield
    else:
        with in_memory(connection):
            yield


@contextmanager
def in_memory(connection):
    """Have the database in memory begun with the tables of an empty clinic; it lasts while one connection does."""
    from pysqlite3 import dbapi2

    import migrated

    create, kept = connection.creation._create_test_db, []

    def begun(*arguments, **named):
        name = create(*arguments, **named)
        kept.append(dbapi2.connect(name, uri=True))
        with closing(dbapi2.connect(migrated.empty_clinic())) as empty:
            empty.backup(kept[0])
        return name

    connection.creation._create_test_db = begun
    yield
    for each in kept:
        each.close()


# Servers, browsers and kills: they wait for one another a good part of their time, and some last for minutes.
WAITING = ("tests/faults/", "tests/journeys/", "tests/keeping/", "tests/storage/")
LONGEST = (
    "tests/faults/test_kill_rounds.py",
    "tests/faults/test_clinic_day.py",
    "tests/storage/test_outage.py",
)


def pytest_collection_modifyitems(config, items):
    """Leave out on PostgreSQL what touches no database, and let several workers begin with the long files."""
    if os.environ.get("LEEWARD_TEST_TEMPLATE"):
        apart = {item for item in items if item.nodeid.startswith("tests/clinic/") and not touches_database(item)}
        config.hook.pytest_deselected(items=list(apart))
        items[:] = [item for item in items if item not in apart]
    if hasattr(config, "workerinput"):
        items[:] = by_turns(items)


def touches_database(item):
    """Does it ask for the database? Where it does not, pytest-django keeps it from using one."""
    return bool(item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames))


def by_turns(items):
    """Put the long files first, by turns with those that compute: none is left for the end."""
    files = {}
    for item in items:
        files.setdefault(item.nodeid.partition("::")[0], []).append(item)
    many_first = sorted(files, key=lambda file: (file not in LONGEST, -len(files[file])))
    waiting = [file for file in many_first if file.startswith(WAITING)]
    computing = [file for file in many_first if not file.startswith(WAITING)]
    return [item for pair in zip_longest(waiting, computing) for file in pair if file for item in files[file]]
