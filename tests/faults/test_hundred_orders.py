"""A hundred approvals of one person's order at once, each on its own connection to a real file: one is made (H13)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import migrated

TESTS = Path(__file__).parents[1]
ASKED = 100


def asked_at_once(home: Path) -> dict[str, object]:
    """Let a hundred threads approve that have all looked already and found no order: only the database is left."""
    told = [sys.executable, str(TESTS / "faults" / "hundred_orders.py"), str(ASKED)]
    environment = {**os.environ, "LEEWARD_HOME": str(migrated.lay(home)), "PYTHONPATH": str(TESTS)}
    done = subprocess.run(told, env=environment, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.hazard("H13 double infusion: a hundred approvals at once")
def test_of_a_hundred_that_saw_no_order_the_database_lets_one_make_it(tmp_path):
    found = asked_at_once(tmp_path)
    assert found["made"] == 1
    assert found["refused"] == ASKED - 1
    assert found["orders"] == 1
    assert found["others"] == []
