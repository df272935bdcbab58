"""Hundreds of clinic days in simulated time: whatever goes wrong, what must hold does; and each law can be broken."""

import math
import random
from collections import Counter
from datetime import timedelta
from time import monotonic

import pytest

from clinic_day import keeping, laws, watching
from clinic_day.day import NONE, PLACES, Day, Faults, a_day, alarms_of
from clinic_day.gateway import Gateway
from clinic_day.invariants import Invariants
from clinic_day.laws import ALL, Broken
from clinic_day.monitors import TROUBLES
from leeward.devices import intake
from leeward.devices.port import Receipt
from leeward.dosing import ledger
from leeward.infusion import alarms, bed, condition, following, late, machine, pump, signals
from leeward.infusion.unusable import Unusable

FEWEST, LONGEST_S = 100, 30.0
FIRST_SEED = 20_260_000
ONLY_MONITORS = Faults(kills=0, disk=False, wall=False, tablets=False, only_chair=1)
SEARCHED = range(FIRST_SEED, FIRST_SEED + 120)  # so many days are lived at most until a mutant is caught

pytestmark = [
    pytest.mark.hazard("H17 stale vitals shown as live"),
    pytest.mark.hazard("H21 lost alarm"),
    pytest.mark.hazard("H24 network drop in mid-infusion"),
    pytest.mark.hazard("H25 server crash or restart"),
    pytest.mark.hazard("H26 database full or corrupt"),
    pytest.mark.hazard("H27 duplicate and out-of-order samples"),
]


@pytest.fixture(scope="module")
def days():
    """Live days for some seconds; what went wrong in them, and how much was looked at."""
    happened, checks, lived, until = Counter(), 0, 0, monotonic() + LONGEST_S
    while lived < FEWEST or monotonic() < until:
        day = a_day(FIRST_SEED + lived)
        happened += day.world.happened
        checks, lived = checks + day.invariants.checks, lived + 1
    return happened, checks, lived


def test_some_hundred_days_hold_whatever_goes_wrong(days, record_property):
    happened, checks, lived = days
    record_property("days", lived)
    print(f"{lived} days, {checks} checks, {sum(happened.values())} faults and slips")
    assert lived >= FEWEST
    assert checks > 1000 * lived


def test_everything_that_may_go_wrong_did(days):
    happened, _, _ = days
    killed = {f"killed: {process} {place}" for process, places in PLACES.items() for place in places}
    wanted = set(TROUBLES) | killed | {
        "disk full", "commit failed", "answer of the commit lost", "clock set back", "clock set forward",
        "tablet offline", "charted without network", "queue sent twice", "double click", "request or answer lost",
        "wrong vial", "too much booked", "a wrong pump was caught", "an order beyond the fence was refused",
    }  # fmt: skip
    assert not wanted - happened.keys()


def test_a_day_is_the_same_whenever_it_is_lived():
    first, second = (a_day(FIRST_SEED + 1) for _ in range(2))
    assert first.world.steps == second.world.steps
    assert first.digest() == second.digest()
    assert first.disk.journals == second.disk.journals
    assert first.disk.frames.keys() == second.disk.frames.keys()


def lived(seed, faults):
    """Live a day of this kind."""
    return Day(seed, faults).run()


def differs(seed, live=lived):
    """Do the faults of the first chair's monitor change what is raised at the others?"""
    wrong, right = live(seed, ONLY_MONITORS), live(seed, NONE)
    return any(alarms_of(wrong, number) != alarms_of(right, number) for number in range(2, len(right.nurses) + 1))


def test_one_devices_faults_change_no_other_chairs_alarms():
    seeds = [seed for seed in range(FIRST_SEED, FIRST_SEED + 60) if len(Day(seed, NONE).chairs) > 1][:16]
    assert not [seed for seed in seeds if differs(seed)]


# --- each law can be broken: the product is made wrong, and the day says so ------------------------------------


def _says_yes_anyway(self, batch, why, *, now_s):
    self._land(batch)
    return tuple(
        intake.Answer(place.ticket, Receipt(message_id=place.message.message_id, new=1)) for place in batch.places
    )


def _sends_a_command(self, batch, receipts, kept=intake.Intake.kept):
    return tuple((answer, "SetValue rate 0") for answer in kept(self, batch, receipts))


def _says_nothing(*_, **__):
    return ()


def _never_ends(at, _lasting, now):
    return timedelta(0) <= now - at


def _only_raised(changed, *, infusion_id, at, as_events=condition.as_events):
    return tuple(e for e in as_events(changed, infusion_id=infusion_id, at=at) if type(e).__name__ == "AlarmRaised")


def _foresees_nothing(_following, *, now):
    return now + timedelta(days=1)


def _forgets_what_came_late(events):
    return machine.replay(event for event in events if not late.is_late(event))


MUTANTS = {
    laws.KEPT: (intake.Intake, "failed", _says_yes_anyway),
    laws.WATCHED: (following.Following, "_technical", _says_nothing),
    laws.AT_ONCE: (following.Following, "physiological", _says_nothing),
    laws.DELIVERED: (pump, "must_show_volume", _says_nothing),
    laws.LEDGER: (ledger, "_refuse_short", _says_nothing),
    laws.NO_END: (condition, "as_events", _only_raised),
    laws.PAUSE: (signals, "_is_within", _never_ends),
    laws.REPLAY: (late, "state_of", _forgets_what_came_late),
    laws.ORDER: (alarms, "in_order", tuple),
    laws.GAPS: (Gateway, "_write_interruption", _says_nothing),
    laws.COMMANDS: (intake.Intake, "kept", _sends_a_command),
    laws.FORESEEN: (bed, "deadline", _foresees_nothing),
}


@pytest.mark.parametrize("law", MUTANTS)
def test_a_product_that_breaks_the_law_is_caught(law, monkeypatch):
    monkeypatch.setattr(*MUTANTS[law])
    caught = next((why for seed in SEARCHED if (why := broken_by(seed)) is not None and why.invariant == law), None)
    assert caught is not None, f"No day noticed that {law} no longer holds."
    assert "--seed 2026" in str(caught)


def broken_by(seed):
    """Return which law this day breaks; a broken product may also fall over, and then another day is lived."""
    try:
        a_day(seed)
    except Broken as found:
        return found
    except Exception:  # noqa: BLE001 - whatever it is, it is not the law that is looked for
        return None
    return None


def test_beds_that_share_what_they_remember_are_caught(monkeypatch):
    own, shared = following.Following.__init__, [Unusable()]

    def begin(self, *arguments, **named):
        own(self, *arguments, **named)
        self.unusable = shared[0]

    def one_memory_a_day(seed, faults):
        shared[0] = Unusable()
        return lived(seed, faults)

    monkeypatch.setattr(following.Following, "__init__", begin)
    several = [seed for seed in SEARCHED if len(Day(seed, NONE).chairs) > 1]
    assert any(differs(seed, one_memory_a_day) for seed in several)


def all_of_it(monkeypatch):
    """Have every rule look at all that there is after every step, and not at what is new alone."""
    monkeypatch.setattr(keeping, "ONE_IN", 1)
    monkeypatch.setattr(watching, "ONE_IN", 1)
    look = Invariants.step

    def step(self):
        self._silent_s = -math.inf
        look(self)

    monkeypatch.setattr(Invariants, "step", step)


def test_to_look_at_what_is_new_says_what_a_look_at_all_of_it_says(monkeypatch):
    seeds = random.Random(FIRST_SEED).sample(range(10**6), 12)  # noqa: S311 - a simulation, no secret
    quick = [a_day(seed) for seed in seeds]
    all_of_it(monkeypatch)
    for seed, day in zip(seeds, quick, strict=True):
        whole = a_day(seed)
        assert whole.digest() == day.digest()
        assert whole.invariants.checks > day.invariants.checks


# To look at all finds these no sooner: the day's first break is the same one, at the same second.
AT_THE_SAME_STEP = (laws.KEPT, laws.WATCHED, laws.AT_ONCE, laws.DELIVERED, laws.LEDGER, laws.NO_END, laws.COMMANDS)


@pytest.mark.parametrize("law", AT_THE_SAME_STEP)
def test_a_planted_fault_is_found_as_soon_as_by_a_look_at_all_of_it(law, monkeypatch):
    monkeypatch.setattr(*MUTANTS[law])
    seed, caught = next(
        (seed, why) for seed in SEARCHED if (why := broken_by(seed)) is not None and why.invariant == law
    )
    all_of_it(monkeypatch)
    again = broken_by(seed)
    assert (again.invariant, again.s) == (caught.invariant, caught.s)


def test_every_law_has_a_mutant():
    assert set(ALL) == {*MUTANTS, laws.ALONE}
