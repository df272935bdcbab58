"""One monitor floods the gateway: the others keep their alarm times and their answers, and memory does not grow."""

from datetime import timedelta

import pytest

from bedside import BASELINE, T0
from leeward.devices.intake import WAITING_PER_DEVICE, Intake
from leeward.devices.port import DeviceMessage, Receipt, Row
from leeward.infusion.bed import Bed
from leeward.infusion.following import Following
from leeward.infusion.vitals import GenerationMode, Validity, VitalKind
from leeward.protocol.alarms import LIMITS

pytestmark = [pytest.mark.hazard("H22 alarm flood"), pytest.mark.hazard("H21 lost alarm")]

BEDS, SECONDS, FLOOD = 12, 40, 1000  # a thousand messages each second from one of them
FALLS_AT_S = 20
TICKS = 20  # of the loop in a second


def message(bed, number, at, spo2):
    name = f"mon-{bed}"
    rows = (
        Row(VitalKind.SPO2, spo2, at, "m", name, Validity.VALID, GenerationMode.REAL, f"{name} {number} s"),
        Row(VitalKind.HEART_RATE, 70.0 + number % 4, at, "m", name, Validity.VALID, GenerationMode.REAL,
            f"{name} {number} h"),
    )  # fmt: skip
    return DeviceMessage(
        message_id=f"{name}-{number}", device_id=name, mode=GenerationMode.REAL, rows=rows, problems=(), sent_at=at,
        received_at=at, peer=name,
    )  # fmt: skip


class Gateway:
    """The intake and the beds; what is kept is answered, and it is noted when each bed first called."""

    def __init__(self):
        self.intake = Intake()
        self.beds = [Bed(Following(LIMITS, BASELINE, running=True)) for _ in range(BEDS)]
        self.called_at_s, self.answered, self.most_waiting = {}, {}, 0

    def hear(self, bed, one, now, now_s):
        if self.intake.offer(one, (bed, now_s), now_s=now_s) is not None:
            return
        self.most_waiting = max(self.most_waiting, self.intake.waiting)
        if self.beds[bed].take(one) and any(c.key == "spo2-desaturation" for c in self.beds[bed].conditions(now)):
            self.called_at_s.setdefault(bed, now_s)

    def keep(self, now_s):
        batch = self.intake.due(now_s=now_s)
        if batch is None:
            return
        for answer in self.intake.kept(batch, [Receipt(message_id=m.message_id, new=2) for m in batch.messages]):
            bed, sent_s = answer.ticket
            self.answered.setdefault(bed, []).append(now_s - sent_s)


def a_minute(*, flooding):
    """Let every bed send each second; the last one sends a thousand."""
    gateway = Gateway()
    for tick in range(SECONDS * TICKS):
        now_s, now = tick / TICKS, T0 + timedelta(seconds=tick / TICKS)
        if tick % TICKS == 0:
            for bed in range(BEDS):
                spo2 = 78.0 if now_s >= FALLS_AT_S + bed else 97.0
                gateway.hear(bed, message(bed, tick, now, spo2), now, now_s)
        if flooding:
            for n in range(FLOOD // TICKS):
                gateway.hear(BEDS - 1, message(BEDS - 1, 1_000_000 + tick * FLOOD + n, now, 97.0), now, now_s)
        gateway.keep(now_s)
    return gateway


@pytest.fixture(scope="module")
def quiet():
    return a_minute(flooding=False)


@pytest.fixture(scope="module")
def flooded():
    return a_minute(flooding=True)


def test_the_others_call_at_the_very_same_instants(quiet, flooded):
    others = range(BEDS - 1)
    assert [flooded.called_at_s[bed] for bed in others] == [quiet.called_at_s[bed] for bed in others]
    assert [quiet.called_at_s[bed] for bed in others] == [FALLS_AT_S + bed for bed in others]


def test_the_others_are_answered_as_soon(quiet, flooded):
    for bed in range(BEDS - 1):
        assert len(flooded.answered[bed]) == len(quiet.answered[bed]) == SECONDS
        assert all(now <= then for now, then in zip(flooded.answered[bed], quiet.answered[bed], strict=True))


def test_the_flooding_monitor_is_named_and_told_to_send_again(quiet, flooded):
    assert flooded.intake.flooding(now_s=SECONDS) == (f"mon-{BEDS - 1}",)
    assert quiet.intake.flooding(now_s=SECONDS) == ()
    assert flooded.intake.told.again > FLOOD * SECONDS / 2


def test_what_waits_is_bounded(flooded):
    assert flooded.most_waiting <= BEDS - 1 + WAITING_PER_DEVICE
