"""Our signals beside a reference machine written after BICEPS (ISO/IEEE 11073-10207): condition and signal apart.

BICEPS: a condition is present or not; a signal is on, off, latched (the condition is gone, the signal is not) or
acknowledged. The reference keeps one state for each alarm and moves it event by event; ours is rebuilt from the journal
each time. They never share a line.
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bedside import T0, an_event
from leeward.infusion.condition import Condition
from leeward.infusion.events import AlarmAcknowledged, AlarmCleared, AlarmRaised, AudioPaused
from leeward.infusion.signals import Presence, Reach, signals
from leeward.protocol.alarm_limit import AlarmKind, Priority

KEYS = ("spo2-red", "apnoea", "systolic-amber", "spo2-stale", "spo2-advisory")
OWN = {"spo2-red": Priority.HIGH, "apnoea": Priority.HIGH, "systolic-amber": Priority.MEDIUM,
       "spo2-stale": Priority.MEDIUM, "spo2-advisory": Priority.LOW}  # fmt: skip
PAUSE_S, SECOND_DEVICE_S, EVERYONE_S = 120, 60, 120


@dataclass
class Reference:
    """One alarm: its condition (`is_present`) and its signal (`presence`); times are seconds."""

    priority: Priority
    is_present: bool = False
    presence: str = "off"
    calls_since_s: float = 0.0
    acknowledged_s: float = 0.0
    last_call_s: float = float("-inf")

    def raised(self, now_s, priority):
        is_more_urgent = priority.rank < self.priority.rank
        answered = self.presence in ("acknowledged", "off and answered")
        if answered or is_more_urgent or self.last_call_s == float("-inf"):
            self.last_call_s = now_s  # a new call for a person
        elif self.presence == "off" and now_s - self.last_call_s >= 60:
            self.last_call_s = now_s  # it ended by itself, long enough ago not to be the same call
        self.calls_since_s, self.priority = self.last_call_s, priority
        self.is_present, self.presence = True, "on"

    def cleared(self):
        latches = self.presence == "on" and self.priority is Priority.HIGH
        answered = self.presence == "acknowledged"
        self.is_present = False
        self.presence = "latched" if latches else "off and answered" if answered else "off"

    def acknowledge(self, now_s):
        if self.is_present:
            self.presence, self.acknowledged_s = "acknowledged", now_s
        elif self.last_call_s != float("-inf"):
            self.presence = "off and answered"

    def is_audible(self, now_s, paused_until_s):
        if not self.is_present or self.priority is Priority.LOW or now_s < paused_until_s:
            return False
        return self.presence == "on" or now_s - self.acknowledged_s >= PAUSE_S

    def reach(self, now_s):
        if self.presence == "acknowledged" and now_s - self.acknowledged_s < PAUSE_S:
            return Reach.BEDSIDE
        since = self.acknowledged_s + PAUSE_S if self.presence == "acknowledged" else self.calls_since_s
        if self.priority is not Priority.HIGH or now_s - since < SECOND_DEVICE_S:
            return Reach.BEDSIDE
        return Reach.SECOND_DEVICE if now_s - since < EVERYONE_S else Reach.EVERYONE


SAME = {"on": Presence.ON, "acknowledged": Presence.ACKNOWLEDGED, "latched": Presence.LATCHED}


class BesideTheReference(RuleBasedStateMachine):
    """Whatever happens in whatever order, both tell the same alarms in the same way."""

    def __init__(self):
        super().__init__()
        self.now_s, self.paused_until_s, self.events = 0, 0.0, []
        self.alarms = {key: Reference(priority) for key, priority in OWN.items()}

    @property
    def now(self):
        return T0 + timedelta(seconds=self.now_s)

    def note(self, what, **own):
        self.events.append(an_event(what, self.now, **own))

    @rule(seconds=st.sampled_from([1, 5, 20, 59, 60, 61, 119, 120, 121, 400]))
    def wait(self, seconds):
        self.now_s += seconds

    @rule(key=st.sampled_from(KEYS))
    def begin(self, key):
        if not self.alarms[key].is_present:
            self.tell(key, OWN[key])

    @rule()
    @precondition(lambda self: self.alarms["spo2-stale"].is_present)
    def grow_urgent(self):
        if self.alarms["spo2-stale"].priority is not Priority.HIGH:
            self.tell("spo2-stale", Priority.HIGH)

    def tell(self, key, priority):
        self.note(AlarmRaised, alarm_key=key, kind=AlarmKind.PHYSIOLOGICAL, priority=priority, says="x.")
        self.alarms[key].raised(self.now_s, priority)
        if priority is not Priority.LOW:
            self.paused_until_s = 0.0

    @rule(key=st.sampled_from(KEYS))
    def end(self, key):
        if self.alarms[key].is_present:
            self.note(AlarmCleared, alarm_key=key)
            self.alarms[key].cleared()

    @rule(key=st.sampled_from(KEYS))
    def acknowledge(self, key):
        self.note(AlarmAcknowledged, alarm_key=key, action="looked")
        self.alarms[key].acknowledge(self.now_s)

    @rule(lasting_s=st.sampled_from([10.0, 60.0, 120.0, 900.0]))
    def pause_audio(self, lasting_s):
        self.note(AudioPaused, lasting_s=lasting_s)
        self.paused_until_s = self.now_s + min(lasting_s, PAUSE_S)

    @invariant()
    def both_tell_the_same(self):
        present = tuple(
            Condition(
                key=key, kind=AlarmKind.PHYSIOLOGICAL, priority=one.priority, says="x.",
                since=T0 + timedelta(seconds=one.calls_since_s),
            )
            for key, one in self.alarms.items() if one.is_present
        )  # fmt: skip
        ours = {
            one.condition.key: (one.presence, one.is_audible, one.reach)
            for one in signals(present, self.events, now=self.now)
        }
        theirs = {
            key: (SAME[one.presence], one.is_audible(self.now_s, self.paused_until_s), one.reach(self.now_s))
            for key, one in self.alarms.items()
            if one.presence in SAME
        }
        assert ours == theirs


TestBesideTheReference = BesideTheReference.TestCase
TestBesideTheReference.settings = settings(max_examples=150, stateful_step_count=40)
TestBesideTheReference.pytestmark = [pytest.mark.hazard("H21 lost alarm")]
