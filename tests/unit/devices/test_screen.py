"""The screen names exactly the beds whose deadline has come."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from leeward.devices.screen import Screen

times = st.floats(-1e6, 1e6)


class AgainstADict(RuleBasedStateMachine):
    """Whatever is added, dropped and put: the same as a dictionary of deadlines."""

    def __init__(self):
        super().__init__()
        self.screen, self.due = Screen(), {}

    @rule(when=times)
    def add(self, when):
        bed = self.screen.add(due_s=when)
        assert bed not in self.due
        self.due[bed] = when

    @rule(n=st.integers(1, 200))
    def add_many(self, n):
        for _ in range(n):
            self.due[self.screen.add()] = float("-inf")

    @rule(data=st.data())
    def drop(self, data):
        if self.due:
            bed = data.draw(st.sampled_from(sorted(self.due)))
            self.screen.drop(bed)
            del self.due[bed]

    @rule(data=st.data(), when=times)
    def put(self, data, when):
        if self.due:
            bed = data.draw(st.sampled_from(sorted(self.due)))
            self.screen.put(bed, when)
            self.due[bed] = when

    @rule(now=times)
    def tick(self, now):
        assert self.screen.tick(now) == sorted(bed for bed, when in self.due.items() if when <= now)


TestAgainstADict = AgainstADict.TestCase


def test_a_bed_that_was_never_added_is_refused():
    with pytest.raises(IndexError, match="There is no bed 0"):
        Screen().put(0, 1.0)
