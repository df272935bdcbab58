"""The drug ledger, whatever is done to it: nothing is made, nothing is lost, nothing falls below zero."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import UUID, uuid5

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from leeward.dosing.ledger import (
    ROUTES,
    CannotMove,
    Kind,
    Movement,
    Place,
    append,
    balances,
    reversal,
    vial_account,
)
from leeward.dosing.ledger_chain import BEGINNING, seal, verify
from leeward.dosing.ledger_period import period

T0 = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SPACE = UUID("5f5f5f5f-0000-4000-8000-000000000000")
VIALS = [uuid5(SPACE, f"vial {n}") for n in range(3)]
BAGS = [uuid5(SPACE, f"bag {n}") for n in range(3)]
CONTENT_UG = 500_000
amounts = st.integers(min_value=1, max_value=600_000)
ways = st.sampled_from([(kind, *route) for kind in ROUTES for route in sorted(ROUTES[kind], key=str)])


def moved(number, kind, vial, source, target, amount_ug, bag=None, **changes):
    on_the_way = {source, target} & {Place.PREPARATION, Place.PATIENT}
    told = {
        "movement_id": uuid5(SPACE, f"movement {number}"), "kind": kind, "vial": vial, "source": source,
        "target": target, "amount_ug": amount_ug, "at": T0 + timedelta(minutes=number), "by": "nurse",
        "witness": "nurse2", "preparation": bag if on_the_way else None, "reason": "because",
    } | changes  # fmt: skip
    return Movement(**told)


class Cabinet(RuleBasedStateMachine):
    """Vials, bags and patients, moved at random and corrected at random; the model is one number for each place."""

    def __init__(self):
        super().__init__()
        self.ledger, self.model, self.number, self.open = (), Counter(), 0, []

    @initialize()
    def fill(self):
        for vial in VIALS:
            self.do(moved(self.number, Kind.RECEIVED, vial, Place.OUTSIDE, Place.VIAL, CONTENT_UG))

    def do(self, movement):
        before = self.ledger
        self.number += 1
        try:
            self.ledger = append(before, movement)
        except CannotMove:
            assert self.ledger == before
            return False
        keep = movement.preparation
        self.model[
            movement.vial, movement.source, keep if movement.source in (Place.PREPARATION, Place.PATIENT) else None
        ] -= movement.amount_ug
        self.model[
            movement.vial, movement.target, keep if movement.target in (Place.PREPARATION, Place.PATIENT) else None
        ] += movement.amount_ug
        return True

    @rule(way=ways, vial=st.sampled_from(VIALS), bag=st.sampled_from(BAGS), amount=amounts)
    def move(self, way, vial, bag, amount):
        self.do(moved(self.number, way[0], vial, way[1], way[2], amount, bag))

    @precondition(lambda self: self.ledger)
    @rule(place=st.integers(min_value=0))
    def correct(self, place):
        wrong = self.ledger[place % len(self.ledger)]
        back = reversal(
            wrong, movement_id=uuid5(SPACE, f"movement {self.number}"), at=T0 + timedelta(minutes=self.number),
            by="nurse", witness="nurse2", reason="wrong vial",
        )  # fmt: skip
        if self.do(back):
            assert not self.do(replace(back, movement_id=uuid5(SPACE, "twice"))), "nothing is taken back twice"

    @precondition(lambda self: self.ledger)
    @rule(place=st.integers(min_value=0))
    def send_again(self, place):
        assert append(self.ledger, self.ledger[place % len(self.ledger)]) == self.ledger

    @invariant()
    def balances_are_the_sum_of_the_movements(self):
        found = {(a.vial, a.place, a.preparation): n for a, n in balances(self.ledger).items() if n}
        assert found == {key: n for key, n in self.model.items() if n}

    @invariant()
    def nothing_is_made_and_nothing_is_lost(self):
        assert sum(balances(self.ledger).values()) == 0
        for vial in VIALS:
            account = vial_account(self.ledger, vial)
            assert account.received == account.held + account.gone
            assert account.received >= 0

    @invariant()
    def nothing_is_below_zero_but_the_world_outside(self):
        assert all(n >= 0 for a, n in balances(self.ledger).items() if a.place is not Place.OUTSIDE)

    @invariant()
    def every_stretch_of_time_balances(self):
        for vial in VIALS:
            own = [each for each in self.ledger if each.vial == vial]
            for cut in (0, self.number // 2, self.number):
                assert period(own, T0, T0 + timedelta(minutes=cut)).is_balanced
                assert period(own, T0 + timedelta(minutes=cut), T0 + timedelta(days=9)).is_balanced


TestCabinet = pytest.mark.hazard("H35 diversion")(Cabinet.TestCase)
TestCabinet.settings = settings(max_examples=40, stateful_step_count=30, suppress_health_check=[HealthCheck.too_slow])


def a_day(vial, bag, first):
    """A vial received, drawn, given in part, and the rest wasted."""
    return [
        moved(first, Kind.RECEIVED, vial, Place.OUTSIDE, Place.VIAL, CONTENT_UG),
        moved(first + 1, Kind.DRAWN, vial, Place.VIAL, Place.PREPARATION, 35_000, bag),
        moved(first + 2, Kind.GIVEN, vial, Place.PREPARATION, Place.PATIENT, 20_000, bag),
        moved(first + 3, Kind.WASTED, vial, Place.PREPARATION, Place.WASTE, 15_000, bag),
        moved(first + 4, Kind.WASTED, vial, Place.VIAL, Place.WASTE, 465_000),
    ]


def played(movements):
    ledger = ()
    for movement in movements:
        ledger = append(ledger, movement)
    return ledger


@given(order=st.permutations([0] * 5 + [1] * 5))
def test_the_order_of_movements_of_different_vials_changes_no_balance(order):
    days = [iter(a_day(VIALS[0], BAGS[0], 0)), iter(a_day(VIALS[1], BAGS[1], 10))]
    mixed = played([next(days[which]) for which in order])
    straight = played(a_day(VIALS[0], BAGS[0], 0) + a_day(VIALS[1], BAGS[1], 10))
    assert balances(mixed) == balances(straight)


def test_movements_of_one_vial_in_an_impossible_order_are_refused():
    possible = 0
    for order in permutations(a_day(VIALS[0], BAGS[0], 0)):
        try:
            ledger = played(order)
        except CannotMove:
            continue
        possible += 1
        assert balances(ledger) == balances(played(a_day(VIALS[0], BAGS[0], 0)))
    assert 0 < possible < 120


@given(amount=st.one_of(st.integers(max_value=0), st.floats(), st.booleans(), st.none(), st.text()))
def test_only_whole_micrograms_above_zero_are_moved(amount):
    with pytest.raises(CannotMove, match="not an amount"):
        append((), moved(0, Kind.RECEIVED, VIALS[0], Place.OUTSIDE, Place.VIAL, amount))


@pytest.mark.hazard("H36 audit tampering")
@given(place=st.integers(0, 4), field=st.sampled_from(["amount_ug", "by", "witness", "reason", "at"]))
def test_a_movement_changed_in_one_field_breaks_the_chain_there(place, field):
    chain, before = [], BEGINNING
    for number, movement in enumerate(a_day(VIALS[0], BAGS[0], 0), 1):
        chain.append(seal(movement, seq=number, previous_hash=before))
        before = chain[-1].hash
    assert verify(chain) is None
    old = getattr(chain[place].movement, field)
    new = old + 1 if field == "amount_ug" else old + timedelta(seconds=1) if field == "at" else old + "x"
    chain[place] = replace(chain[place], movement=replace(chain[place].movement, **{field: new}))
    assert verify(chain) == place + 1
    del chain[place]
    assert verify(chain) == (place + 1 if place < 4 else None), "a cut-off end is seen by the last hash only"
