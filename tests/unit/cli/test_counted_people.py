"""leeward simulate with more people than memory: what is printed, and what Ctrl-C leaves."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys

import numpy as np
import pytest

from leeward.cli import counted_people
from leeward.cli.__main__ import main

SESSION = ("simulate", "--weight-kg", "70", "--segment", "0.5 mg/kg over 40 min", "--at-min", "0,20,40,80")
ENDLESS = 1_000_000_000


def simulated(capsys, *arguments: str) -> dict[str, object]:
    assert main([*SESSION, *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_counted_bands_are_the_exact_ones_within_the_error_they_state(capsys, monkeypatch):
    exact = simulated(capsys, "--n", "3000")
    monkeypatch.setattr(counted_people, "MOST_NUMBERS", 0)
    counted = simulated(capsys, "--n", "3000")
    assert (exact["quantiles_relative_error"], counted["quantiles_relative_error"]) == (0.0, 1 / 128)
    for name in ("p05", "p50", "p95"):
        truth, found = (told["analytes"]["ketamine"]["quantiles"][name] for told in (exact, counted))
        assert np.allclose(found[1:], truth[1:], rtol=1.5 / 128)


def test_measured_levels_are_counted_with_their_residual_error(capsys, monkeypatch):
    monkeypatch.setattr(counted_people, "MOST_NUMBERS", 0)
    true, measured = simulated(capsys, "--n", "3000"), simulated(capsys, "--n", "3000", "--residual-error")
    ketamine = [told["analytes"]["ketamine"]["quantiles"] for told in (true, measured)]
    assert ketamine[1]["p95"][2] > 1.1 * ketamine[0]["p95"][2]
    assert true["effect_site"] == measured["effect_site"]


def test_too_many_times_are_refused_with_what_to_do(capsys, monkeypatch):
    monkeypatch.setattr(counted_people, "MOST_NUMBERS", 0)
    assert main([*SESSION[:-1], "0:3000:1", "--n", "3000"]) == 2
    assert "ask for 2000 times at most" in capsys.readouterr().err


def test_a_cluster_is_for_people(capsys):
    assert main([*SESSION, "--cluster", "local"]) == 2
    assert "say how many, as in --n 1000000" in capsys.readouterr().err


def test_a_cluster_that_does_not_answer_is_a_sentence(capsys, monkeypatch):
    monkeypatch.setattr("leeward.trials.cluster.PATIENCE", "1 s")
    assert main([*SESSION, "--n", "3000", "--cluster", "tcp://127.0.0.1:9"]) == 1
    assert "No Dask scheduler answers at tcp://127.0.0.1:9" in capsys.readouterr().err


def read_until(terminal: int, pattern: str) -> str:
    """Return what was printed on a terminal until the pattern came; a bar may go on for ever, this does not."""
    seen = ""
    for _ in range(10_000):
        if re.search(pattern, seen):
            break
        ready, _, _ = select.select([terminal], [], [], 60)
        assert ready, f"Nothing more came after {seen[-500:]!r}."
        seen += os.read(terminal, 4096).decode()
    assert re.search(pattern, seen), f"{pattern!r} never came; the end was {seen[-500:]!r}."
    return seen


@pytest.mark.usefixtures("ctrl_c_is_heeded")
def test_ctrl_c_prints_what_was_done_and_exits_130(tmp_path):
    """A real process on a real terminal, and a real SIGINT while its bar counts people that would take hours."""
    told = tmp_path / "told"
    ours, its = pty.openpty()
    command = [sys.executable, "-m", "leeward.cli", *SESSION, "--n", str(ENDLESS), "--json"]
    with told.open("w") as out:
        process = subprocess.Popen(command, stdout=out, stderr=its, start_new_session=True)
    try:
        read_until(ours, rf"[1-9][\d,]* of {ENDLESS:,}")
        os.killpg(process.pid, signal.SIGINT)
        stopped = read_until(ours, rf"Stopped: [\d,]+ virtual people done of {ENDLESS:,} asked for\.")
        assert process.wait(timeout=60) == 130
    finally:
        process.kill()
        process.wait()
        os.close(ours)
        os.close(its)
    found = json.loads(told.read_text())
    assert 0 < found["n"] < found["n_asked"] == ENDLESS
    assert f"Stopped: {found['n']:,} virtual people" in stopped
    assert 100 < found["analytes"]["ketamine"]["quantiles"]["p50"][2] < 250
