"""A pharmacist's table of one vial's days: what is moved, before whom, and what the ledger says after it.

A vial of 50 mg/mL, 10 mL holds 500 mg. Amounts are in mg here; the ledger keeps micrograms.
"""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

import pytest

from leeward.dosing.ledger import CannotMove, Kind, Movement, Place, append, reversal, vial_account
from leeward.dosing.ledger_period import period
from leeward.dosing.shelf import CannotDraw, ShelfVial, refuse_to_draw

T0 = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
VIAL = UUID("5f5f5f5f-0000-4000-8000-00000000000a")
BAG = UUID("5f5f5f5f-0000-4000-8000-00000000000b")
WAYS = {
    "received": (Kind.RECEIVED, Place.OUTSIDE, Place.VIAL),
    "drawn": (Kind.DRAWN, Place.VIAL, Place.PREPARATION),
    "given": (Kind.GIVEN, Place.PREPARATION, Place.PATIENT),
    "bag wasted": (Kind.WASTED, Place.PREPARATION, Place.WASTE),
    "vial wasted": (Kind.WASTED, Place.VIAL, Place.WASTE),
    "returned": (Kind.RETURNED, Place.VIAL, Place.RETURNED),
    "destroyed": (Kind.DESTROYED, Place.VIAL, Place.DESTROYED),
    "vial missing": (Kind.MISSED, Place.VIAL, Place.MISSING),
    "bag missing": (Kind.MISSED, Place.PREPARATION, Place.MISSING),
}


def played(*steps):
    """Move (what, mg) one after the other; ("undo", n) takes the n-th movement back."""
    ledger = ()
    for number, (what, mg) in enumerate(steps):
        told = {
            "movement_id": uuid5(VIAL, str(number)), "at": T0 + timedelta(minutes=number), "by": "nurse",
            "witness": "colleague", "reason": "as told",
        }  # fmt: skip
        if what == "undo":
            ledger = append(ledger, reversal(ledger[mg], **told))
            continue
        kind, source, target = WAYS[what]
        bag = BAG if {source, target} & {Place.PREPARATION, Place.PATIENT} else None
        movement = Movement(
            kind=kind, vial=VIAL, source=source, target=target, amount_ug=round(mg * 1000), preparation=bag, **told
        )
        ledger = append(ledger, movement)
    return ledger


ORDINARY = (("received", 500), ("drawn", 35), ("given", 35), ("vial wasted", 465))
STOPPED = (("received", 500), ("drawn", 35), ("given", 20.3), ("bag wasted", 14.7), ("vial wasted", 465))


@pytest.mark.hazard("H35 diversion")
@pytest.mark.parametrize(
    # after these movements     | vial  bag  given wasted back  destr missing
    ("steps", "in_vial", "in_bag", "given", "wasted", "returned", "destroyed", "missing"),
    [
        (ORDINARY[:1],             500,   0,     0,     0,    0,    0,    0),
        (ORDINARY[:2],             465,  35,     0,     0,    0,    0,    0),
        (ORDINARY[:3],             465,   0,    35,     0,    0,    0,    0),
        (ORDINARY,                   0,   0,    35,   465,    0,    0,    0),
        (STOPPED[:4],              465,   0,  20.3,  14.7,    0,    0,    0),
        (STOPPED,                    0,   0,  20.3, 479.7,    0,    0,    0),
        ((("received", 500), ("returned", 500)),   0, 0, 0, 0, 500,   0,   0),
        ((("received", 500), ("destroyed", 500)),  0, 0, 0, 0,   0, 500,   0),
        ((("received", 500), ("vial missing", 500)), 0, 0, 0, 0, 0,   0, 500),
        ((*ORDINARY[:2], ("bag missing", 5)),      465, 30, 0, 0, 0,  0,   5),
        ((*ORDINARY[:2], ("undo", 1)),             500, 0,  0, 0, 0,  0,   0),
        ((*ORDINARY[:3], ("undo", 2)),             465, 35, 0, 0, 0,  0,   0),
        ((*ORDINARY, ("undo", 3), ("vial wasted", 460)),  5, 0, 35, 460, 0, 0, 0),
    ],
)  # fmt: skip
def test_where_the_drug_is(steps, in_vial, in_bag, given, wasted, returned, destroyed, missing):
    account = vial_account(played(*steps), VIAL)
    found = (account.in_vial, account.in_preparations, account.given, account.wasted, account.returned,
             account.destroyed, account.missing)  # fmt: skip
    assert found == tuple(round(mg * 1000) for mg in (in_vial, in_bag, given, wasted, returned, destroyed, missing))
    assert account.received == 500_000 == account.held + account.gone


@pytest.mark.hazard("H35 diversion")
@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ((("drawn", 35),), "There are 0 micrograms in the vial"),
        ((("received", 500), ("drawn", 500.001)), "500001 cannot leave it"),
        ((("received", 500), ("received", 500)), "received once"),
        ((*ORDINARY[:2], ("given", 35.001)), "35000 micrograms in the preparation"),
        ((*ORDINARY, ("given", 1)), "0 micrograms in the preparation"),
        ((*ORDINARY, ("vial wasted", 1)), "0 micrograms in the vial"),
        ((*ORDINARY[:2], ("undo", 0)), "465000 micrograms in the vial"),
        ((*ORDINARY[:3], ("undo", 2), ("undo", 2)), "taken back already"),
        ((*ORDINARY[:3], ("undo", 2), ("undo", 3)), "not taken back: enter what is right"),
        ((("received", 500), ("drawn", 0)), "not an amount"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_look_at(steps, says):
    played(*steps[:-1])
    with pytest.raises(CannotMove, match=says):
        played(*steps)


@pytest.mark.hazard("H35 unwitnessed waste")
@pytest.mark.parametrize(
    ("what", "needs_witness"),
    [
        ("received", False), ("drawn", False), ("given", False), ("bag wasted", True), ("vial wasted", True),
        ("returned", True), ("destroyed", True), ("vial missing", True), ("bag missing", True),
    ],
)  # fmt: skip
def test_who_must_watch(what, needs_witness):
    kind, source, target = WAYS[what]
    ledger = played(*({"received": (), "drawn": ORDINARY[:1]}.get(what, ORDINARY[:2])))
    bag = BAG if {source, target} & {Place.PREPARATION, Place.PATIENT} else None
    told = {"movement_id": uuid5(VIAL, "x"), "kind": kind, "vial": VIAL, "source": source, "target": target}
    told |= {"amount_ug": 1000, "at": T0, "by": "nurse", "preparation": bag, "reason": "why"}
    if needs_witness:
        with pytest.raises(CannotMove, match="before a witness"):
            append(ledger, Movement(**told))
    else:
        append(ledger, Movement(**told))
    with pytest.raises(CannotMove, match="another person"):
        append(ledger, Movement(**told, witness="nurse"))


def test_a_day_balances_though_its_vial_came_the_day_before():
    ledger = played(*STOPPED)
    day = period(ledger, T0 + timedelta(minutes=1), T0 + timedelta(days=1))
    assert (day.opening, day.received, day.administered, day.wasted, day.closing) == (500_000, 0, 20_300, 479_700, 0)
    assert day.is_balanced


@pytest.mark.hazard("H04 ten-fold concentration")
@pytest.mark.parametrize(
    # the vial            | expires     left  opened for, h ago | asked mg | says
    ("expires_on", "left_mg", "opened_for", "hours_ago", "mg", "says"),
    [
        (date(2026, 11, 23), 500, None,    None, 35,  None),
        (date(2026, 11, 22), 500, None,    None, 35,  "expired on 22-Nov-2026: take another vial"),
        (date(2027, 1, 1),   500, None,    None, 501, "holds 500 mg, the order takes 501 mg"),
        (date(2027, 1, 1),   0,   None,    None, 35,  "Nothing is left"),
        (date(2027, 1, 1),   465, "this",  1,    35,  None),
        (date(2027, 1, 1),   465, "this",  4,    35,  None),
        (date(2027, 1, 1),   465, "this",  4.1,  35,  "opened more than 4 h ago: waste the rest"),
        (date(2027, 1, 1),   465, "other", 1,    35,  "one vial serves one patient. Take a sealed vial"),
    ],
)  # fmt: skip
def test_which_vial_is_drawn_from(expires_on, left_mg, opened_for, hours_ago, mg, says):
    orders = {"this": uuid5(VIAL, "this order"), "other": uuid5(VIAL, "another order"), None: None}
    vial = ShelfVial(
        label="V-0007", strength_ug_per_ml=50_000, volume_ul=10_000, lot="A1", expires_on=expires_on,
        received_ug=500_000, in_vial_ug=left_mg * 1000, opened_for=orders[opened_for],
        opened_at=None if hours_ago is None else T0 - timedelta(hours=hours_ago),
    )  # fmt: skip
    told = {"amount_ug": mg * 1000, "order": orders["this"], "on": T0.date(), "at": T0}
    if says is None:
        refuse_to_draw(vial, **told)
        assert vial.is_sealed == (opened_for is None)
    else:
        with pytest.raises(CannotDraw, match=says):
            refuse_to_draw(vial, **told)
