"""A bed with its fast way: calm messages change nothing, time is foreseen, and it says what `watch` says."""

import random
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from uuid import UUID

import pytest

from bedside import BASELINE, T0, a_reading
from leeward.infusion.alarms import watch
from leeward.infusion.bed import Bed
from leeward.infusion.following import Following
from leeward.infusion.vitals import BY_HAND, GenerationMode, Reading, Validity, VitalKind
from leeward.protocol.alarms import LIMITS

CALM = {VitalKind.SPO2: (96, 99), VitalKind.HEART_RATE: (68, 75), VitalKind.PULSE_RATE: (68, 75),
        VitalKind.RESPIRATORY_RATE: (13, 16)}  # fmt: skip
CUFF = {VitalKind.SYSTOLIC: (118, 126), VitalKind.DIASTOLIC: (74, 80)}
BEYOND = {VitalKind.SPO2: [92, 88, 79], VitalKind.HEART_RATE: [112, 125, 44], VitalKind.PULSE_RATE: [125],
          VitalKind.RESPIRATORY_RATE: [9, 0, 26], VitalKind.SYSTOLIC: [165, 185],
          VitalKind.DIASTOLIC: [104]}  # fmt: skip
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Message:
    readings: tuple[Reading, ...]
    received_at: object

    @property
    def rows(self):
        return self.readings


def a_message(readings, now):
    return Message(tuple(readings), now)


class Patient:
    """What a monitor sends each second: calm, with stretches of trouble, chosen by the seed."""

    def __init__(self, seed, *, trouble=0.02, every=(1,), still=False, cuff="every frame"):
        self.rng = random.Random(seed)  # noqa: S311 - a simulated patient, no secret
        self.numbers, self.trouble, self.every = count(1), trouble, every
        self.still, self.cuff, self.now = still, cuff, T0
        self.beyond, self.last_cuff, self.kept = {}, (T0, {}), []

    def frames(self, n):
        for number in range(n):
            self.now += SECOND * self.rng.choice(self.every)
            if self.rng.random() < self.trouble / 4:
                self.now += SECOND * self.rng.choice([5, 11, 30, 75])
            readings = self.one(number)
            fate = self.rng.random() / self.trouble
            if fate < 0.15:
                self.kept.append(readings)
                continue
            if fate < 0.3 and self.kept:
                old = self.kept.pop(self.rng.randrange(len(self.kept)))
                yield a_message([replace(one, received_at=self.now) for one in old], self.now)
            yield a_message(readings, self.now)
            if fate > 1 - self.trouble:
                yield a_message(readings, self.now)

    def one(self, number):
        found = [self.value(kind, span) for kind, span in CALM.items()]
        if self.cuff == "every frame" or number % 60 == 0:
            when, values = self.last_cuff
            if not values or self.now - when > 120 * SECOND or self.cuff == "anew":
                values = {kind: self.pick(kind, span) for kind, span in CUFF.items()}
                self.last_cuff = (self.now, values)
            found += [self.row(kind, value, at=self.last_cuff[0]) for kind, value in self.last_cuff[1].items()]
        return found

    def pick(self, kind, span):
        if kind in self.beyond:
            value, until = self.beyond[kind]
            if self.now < until:
                return value
            del self.beyond[kind]
        if self.rng.random() < self.trouble / 6:
            self.beyond[kind] = (
                float(self.rng.choice(BEYOND[kind])), self.now + SECOND * self.rng.choice([0, 3, 17, 40])
            )  # fmt: skip
            return self.beyond[kind][0]
        return float(span[0]) if self.still else float(self.rng.randint(*span))

    def value(self, kind, span):
        return self.row(kind, self.pick(kind, span))

    def row(self, kind, value, **own):
        if self.rng.random() < self.trouble / 10:
            own |= self.rng.choice(
                [
                    {"validity": Validity.INVALID}, {"mode": GenerationMode.DEMO}, {"device": "mon-2"},
                    {"source": BY_HAND}, {"at": self.now + 7 * SECOND}, {"at": self.now - 6 * SECOND},
                    {"at": self.now - 100 * SECOND},
                ]
            )  # fmt: skip
        when = own.pop("at", self.now)
        return a_reading(kind, value, when, reading_id=UUID(int=next(self.numbers) * 7919), received_at=self.now, **own)


def keys(conditions):
    return {one.key: one.priority for one in conditions}


def told_of(conditions):
    """Everything that is told; of one inflation that a monitor repeats any copy may be the one that is named."""
    return [
        (replace(one, reading=None), one.reading and (one.reading.kind, one.reading.at, one.reading.value))
        for one in conditions
    ]


def fresh():
    return Bed(Following(LIMITS, BASELINE, running=True))


def look(taken, now):
    return watch(taken, BASELINE, LIMITS, now=now, running=True)


def lived(patient, frames, *, whole_each=7):
    """Attend as the gateway does: look when the bed says so or is due at a tick; compare with `watch` all the while."""
    bed, taken, ids, told, looks = fresh(), [], set(), {}, 0
    before, due = T0, None  # the deadline as a screen holds it: moved after a look, and when the bed says so
    for number, message in enumerate(patient.frames(frames)):
        tick = before + SECOND
        while tick < message.received_at:
            if due is None or due <= tick:
                if bed.due is None or bed.due <= tick:
                    told = keys(bed.conditions(tick))
                    looks += 1
                due = bed.due
            assert told == keys(look(taken, tick)), f"nobody was called at the tick {tick}"
            tick += SECOND
        before = message.received_at
        stirs = bed.take(message)
        taken += [one for one in message.readings if one.reading_id not in ids]  # the first copy is the one on disk
        ids |= {one.reading_id for one in message.readings}
        if bed.has_later_due:
            due = bed.due
        if stirs or due is None or due <= message.received_at:
            found = bed.conditions(message.received_at)
            due = bed.due
            looks += 1
            assert told_of(found) == told_of(look(taken, message.received_at))
            told = keys(found)
        elif number % whole_each == 0:
            assert told == keys(look(taken, message.received_at)), f"a message passed for calm at {before}"
    end = before + 3 * SECOND
    assert told_of(bed.conditions(end)) == told_of(look(taken, end))
    return looks


@pytest.mark.hazard("H21 lost alarm")
@pytest.mark.parametrize("cuff", ["every frame", "now and then", "anew"])
@pytest.mark.parametrize("trouble", [0.02, 0.2])
@pytest.mark.parametrize("seed", range(5))
def test_whatever_a_monitor_sends_the_bed_says_what_watch_says(seed, trouble, cuff):
    lived(Patient(seed, trouble=trouble, cuff=cuff), 90)


@pytest.mark.hazard("H21 lost alarm")
@pytest.mark.parametrize("every", [(1, 2), (4, 9), (9,), (2, 15)])
@pytest.mark.parametrize("seed", range(5))
def test_however_seldom_it_sends(seed, every):
    lived(Patient(seed, trouble=0.1, every=every), 60)


@pytest.mark.parametrize("seed", range(2))
def test_a_monitor_that_stands_still_is_told(seed):
    lived(Patient(seed, trouble=0.005, still=True), 300, whole_each=20)


def test_a_calm_bed_is_looked_at_seldom():
    """Not once in a hundred messages; most of a monitor's messages are calm, and that is what makes them cheap."""
    assert lived(Patient(3, trouble=1e-9), 300, whole_each=50) <= 3


ODD = {
    "invalid": {"validity": Validity.INVALID}, "questionable": {"validity": Validity.QUESTIONABLE},
    "of another mode": {"mode": GenerationMode.DEMO}, "of another device": {"device": "mon-2"},
    "by hand": {"source": BY_HAND}, "without a value": {"value": None}, "beyond": {"value": 60.0},
    "ahead": {"late_s": -7}, "late": {"late_s": 7}, "of minutes ago": {"late_s": 100}, "a sentinel": {"value": -999.0},
}  # fmt: skip


class Odd(Patient):
    """Calm for half a minute, then some messages whose saturation is odd in one way, then calm again."""

    def __init__(self, own, lasts):
        super().__init__(5, trouble=1e-9)
        self.own, self.lasts, self.number = own, lasts, 0

    def row(self, kind, value, **own):
        if kind is not VitalKind.SPO2:
            return super().row(kind, value, **own)
        self.number += 1
        odd = dict(self.own) if 30 <= self.number < 30 + self.lasts else {}
        when = self.now - SECOND * odd.pop("late_s", 0)
        return super().row(kind, odd.pop("value", value), at=when, **odd)


@pytest.mark.hazard("H28 artefact accepted as physiology")
@pytest.mark.parametrize("lasts", [1, 14])
@pytest.mark.parametrize("odd", ODD)
def test_no_odd_value_passes_for_calm(odd, lasts):
    lived(Odd(ODD[odd], lasts), 30 + lasts + 8, whole_each=1)


class Again(Patient):
    """Hears no answer: whatever it sent comes again, in pairs, some messages later."""

    def frames(self, n):
        sent = []
        for message in super().frames(n):
            sent.append(message)
            yield message
            for old in sent[-6:-4]:
                yield a_message([replace(one, received_at=self.now) for one in old.readings], self.now)


@pytest.mark.hazard("H27 duplicate and out-of-order samples")
@pytest.mark.parametrize("trouble", [0.02, 0.2])
@pytest.mark.parametrize("seed", range(3))
def test_what_is_sent_again_changes_nothing(seed, trouble):
    lived(Again(seed, trouble=trouble), 60)


def test_a_calm_bed_is_looked_at_no_more_often_for_what_is_sent_again():
    assert lived(Again(3, trouble=1e-9), 150, whole_each=50) <= 3
