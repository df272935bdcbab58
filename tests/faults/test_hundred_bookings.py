"""A hundred bookings of one chair at once, each on its own connection to a real file: one stands (H13)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import migrated

TESTS = Path(__file__).parents[1]
ASKED = 100


@pytest.mark.hazard("H13 double infusion: a hundred bookings of one chair at once")
def test_of_a_hundred_that_ask_for_one_chair_one_has_it(tmp_path):
    told = [sys.executable, str(TESTS / "faults" / "hundred_bookings.py"), str(ASKED)]
    environment = {**os.environ, "LEEWARD_HOME": str(migrated.lay(tmp_path)), "PYTHONPATH": str(TESTS)}
    done = subprocess.run(told, env=environment, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found == {"made": 1, "refused": ASKED - 1, "others": [], "bookings": 1, "quarters": 10}
