"""kill -9, two hundred times and more, while monitors send and nurses chart: what was acknowledged is there, once.

What a biomedical engineer may read from it: however the process that takes readings is torn away (power to it cut, the
kernel short of memory, a hand on the wrong key), no reading and no entry that was confirmed is lost or doubled, the
chains of hashes are whole, the next process goes on with the same file, and the page answers.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import migrated
import postgres

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="forks"),
    pytest.mark.hazard("H25 server crash or restart"),
    pytest.mark.hazard("H36 audit tampering"),
]

TESTS = Path(__file__).parents[1]
SEEDS, ROUNDS = (1, 2, 3, 4), 52
ON_POSTGRESQL = 24
EVERYWHERE = 5  # the named places, besides a random instant


def rounds(home, many, seed, **environment):
    """Do so many rounds in a process of their own and return what they told."""
    paths = os.pathsep.join([str(TESTS), str(TESTS.parent / "src")])
    done = subprocess.run(
        [sys.executable, "-m", "faults.kill_rounds", str(many), str(seed)],
        cwd=TESTS, capture_output=True, text=True, timeout=500,
        env={**os.environ, "LEEWARD_HOME": str(home), "PYTHONPATH": paths, **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def holds(told):
    """Was it killed everywhere, was something acknowledged and something under way, and is nothing wrong?"""
    print(told)
    assert told["wrong"] == []
    assert len(told["places"]) == EVERYWHERE + 1
    assert told["acknowledged"] >= told["rounds"]
    assert told["sent"] > told["acknowledged"]
    assert told["charted"] >= told["rounds"] // 2
    assert told["doors_shut"] >= told["rounds"] // 8
    assert set(told["pages"]) == {"answered"}


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_acknowledged_before_a_kill_is_there_once_and_the_chains_are_whole(tmp_path, seed):
    holds(rounds(migrated.lay(tmp_path), ROUNDS, seed))


def test_the_rounds_are_at_least_two_hundred():
    assert len(SEEDS) * ROUNDS >= 200


def test_the_same_on_postgresql(tmp_path):
    with postgres.running(is_careful=True) as cluster:
        told = rounds(tmp_path, ON_POSTGRESQL, 5, LEEWARD_DATABASE_URL=cluster.make("kills"))
    assert told["wrong"] == []
    assert told["acknowledged"] >= ON_POSTGRESQL
    assert set(told["pages"]) == {"answered"}
