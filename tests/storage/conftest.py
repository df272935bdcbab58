"""What several processes at once may do to the records: on PostgreSQL, by `python tests/on_postgres.py`."""

import os

from clinic.conftest import *  # noqa: F403 - the same staff, person and writer as in tests/clinic

# Collected in the second run of `./run test` only: SQLite in memory has one connection, and one process has one file.
collect_ignore_glob = [] if os.environ.get("LEEWARD_DATABASE_URL") else ["test_*.py"]
