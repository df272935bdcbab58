"""The supervisor: a crash now and then is mended, one after the other is not."""

import argparse
import os
import sys

import pytest

from leeward.cli import processes
from leeward.cli.processes import CannotServe, Child, port, refuse_taken, supervise

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


@pytest.mark.parametrize("typed", ["65536", "99999", "-1", "2575x", ""])
def test_what_is_no_port_is_refused_where_it_is_typed_and_never_listened_on_as_another(typed: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="is no port"):
        port(typed)


def test_an_address_of_another_machine_is_not_called_taken() -> None:
    with pytest.raises(CannotServe, match="cannot be listened on"):
        refuse_taken(8099, option="--port", host="192.0.2.1")
