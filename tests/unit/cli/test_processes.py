"""The supervisor: a crash now and then is mended, one after the other is not."""

import os
import sys

import pytest

from leeward.cli import processes
from leeward.cli.processes import Child, supervise

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals")
FALLS = Child("falls", ("sys",))  # `python -m sys` ends at once, with an error


class Clock:
    """Time that leaps at each look."""

    def __init__(self, leap_s):
        self.now_s, self.leap_s = 0.0, leap_s

    def monotonic(self):
        self.now_s += self.leap_s
        return self.now_s


@pytest.fixture
def started(monkeypatch):
    """Let children fall at once, without a process; after twenty of them a user stops us."""
    told = []

    class Fallen:
        returncode = 1

        def poll(self):
            return 1

    class Stop:
        def set(self):
            self.is_set = True

        def wait(self, _seconds):
            return getattr(self, "is_set", False) or len(told) >= 20

    monkeypatch.setattr(processes, "_start", lambda *_: told.append(1) or Fallen())
    monkeypatch.setattr(processes.threading, "Event", Stop)
    monkeypatch.setattr(processes.signal, "signal", lambda *_: None)
    return told


@pytest.mark.parametrize(("leap_s", "status", "starts"), [(1.0, 1, 6), (3600.0, 0, 20)])
def test_only_crashes_close_to_each_other_stop_the_clinic(monkeypatch, started, leap_s, status, starts):
    monkeypatch.setattr(processes, "time", Clock(leap_s))
    assert supervise((FALLS,), environment=os.environ) == status
    assert len(started) == starts
