"""Nothing more comes: whoever looks only when it was foreseen misses no change that time alone brings."""

from datetime import timedelta

import pytest

from bedside import BASELINE, a_reading, at
from leeward.infusion.alarms import watch
from leeward.infusion.deadline import deadline
from leeward.infusion.following import Following
from leeward.infusion.vitals import Validity, VitalKind
from leeward.protocol.alarms import LIMITS

SECOND = timedelta(seconds=1)
CALM = {VitalKind.SPO2: 97.0, VitalKind.HEART_RATE: 70.0}


def cuff(when, **own):
    return [a_reading(VitalKind.SYSTOLIC, 122.0, when, **own), a_reading(VitalKind.DIASTOLIC, 78.0, when, **own)]


def calm(when, *, late_s=0):
    measured = when - late_s * SECOND
    return [a_reading(kind, value, measured, received_at=when) for kind, value in CALM.items()]


# What came, when the pump ended, and a key that comes or goes by time alone with the instant after which it does.
CASES = {
    "early recovery ends, and the cuff may be older": (cuff(at(40)), at(0), "nibp-stale", at(60)),
    "what could not be used is itself too old": (
        [*cuff(at(1)), *cuff(at(3), validity=Validity.INVALID)], None, "nibp-no-signal", at(10)
    ),
    "the last that was news is a minute old": (
        [*calm(at(0)), *calm(at(s=40), late_s=20)], None, "clock-behind", at(1)
    ),
    "the whole device is silent for a minute": ([*calm(at(0))], None, "disconnected", at(s=10)),
}  # fmt: skip


@pytest.mark.hazard("H17 stale vitals shown as live")
@pytest.mark.hazard("H21 lost alarm")
@pytest.mark.parametrize("case", CASES)
def test_no_change_that_time_alone_brings_is_missed(case):
    readings, ended_at, key, changes_at = CASES[case]
    following = Following(LIMITS, BASELINE, running=ended_at is None, ended_at=ended_at)
    following.take_all(readings)
    now, due, told, stood = changes_at - 90 * SECOND, None, {}, []
    now = max(now, readings[-1].received_at)
    while now < changes_at + 90 * SECOND:
        since_end = {} if ended_at is None else {"since_end": now - ended_at}
        right = watch(readings, BASELINE, LIMITS, now=now, running=ended_at is None, **since_end)
        if due is None or due <= now:
            told, due = keys(following.conditions(now)), deadline(following, now=now)
        assert told == keys(right), f"nobody looked at {now}"
        stood.append(key in told)
        now += SECOND
    place = int((changes_at - (now - len(stood) * SECOND)) / SECOND)
    assert stood[place] != stood[place + 1], "what the case is about did not happen"


def keys(conditions):
    return {one.key: one.priority for one in conditions}
