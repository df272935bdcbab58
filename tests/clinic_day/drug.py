"""What becomes of the ketamine of one chair: drawn, checked by a second person, given, wasted before a witness."""

from collections.abc import Generator
from typing import Any
from uuid import UUID

from clinic_day.forms import Form
from leeward.dosing.drug_amounts import micrograms, microlitres, share
from leeward.dosing.ledger import Kind, Movement, Place
from leeward.dosing.second_person import Found, disagreements
from leeward.protocol import STANDARD

PHARMACY, WITNESS = "pharmacist", "second nurse"
AGREEMENT = STANDARD.dosing.agreement
Act = Generator[Any, Any, Any]


def draw_up(nurse: Any) -> Act:
    """Receive a vial, draw from it; a wrong vial is caught by the second person, wasted, and drawn again."""
    made, chance = nurse.chair.preparation, nurse.chance
    for tries in range(3):
        vial, bag = UUID(int=chance.getrandbits(128)), UUID(int=chance.getrandbits(128))
        nurse.vial, nurse.bag, nurse.bag_ug = vial, bag, micrograms(made.dose_mg)
        strength = made.vial.strength_mg_per_ml
        is_wrong = not tries and chance.random() < 0.1
        taken = 100.0 if is_wrong and strength != 100.0 else strength
        nurse.vial_ug = micrograms(taken * (5.0 if is_wrong else made.vial.volume_ml))
        yield from moves(nurse, Kind.RECEIVED, Place.OUTSIDE, Place.VIAL, nurse.vial_ug, by=PHARMACY)
        yield from moves(nurse, Kind.DRAWN, Place.VIAL, Place.PREPARATION, nurse.bag_ug, bag=bag)
        found = Found(
            lot=made.vial.lot, strength_mg_per_ml=taken, drug_ml=made.drug_ml, rate_ml_per_h=made.rate_ml_per_h
        )
        differ = disagreements(
            made.vial, drug_ml=made.drug_ml, rate_ml_per_h=made.rate_ml_per_h, found=found, agreement=AGREEMENT
        )
        if not differ:
            return True
        nurse.world.fault("wrong vial", f"nurse {nurse.chair.number}")
        yield from waste_all(nurse)
    return False


def account_for(nurse: Any) -> Act:
    """Book what went in by the pump's display, and waste the rest; an entry of too much is refused."""
    made, chair = nurse.chair.preparation, nurse.chair
    given_ug = share(
        nurse.bag_ug, part_ul=microlitres(round(chair.pump.given_ml, 1)), whole_ul=microlitres(made.vtbi_ml)
    )
    if nurse.chance.random() < 0.15:
        nurse.world.fault("too much booked", f"nurse {chair.number}")
        yield from moves(nurse, Kind.GIVEN, Place.PREPARATION, Place.PATIENT, nurse.bag_ug * 2, bag=nurse.bag)
    yield from moves(nurse, Kind.GIVEN, Place.PREPARATION, Place.PATIENT, given_ug, bag=nurse.bag)
    nurse.bag_ug -= given_ug
    yield from waste_all(nurse)


def waste_all(nurse: Any) -> Act:
    """Waste what is left in the bag and in the vial, before a witness."""
    yield from moves(nurse, Kind.WASTED, Place.PREPARATION, Place.WASTE, nurse.bag_ug, bag=nurse.bag, witness=WITNESS)
    left_ug = nurse.vial_ug - micrograms(nurse.chair.preparation.dose_mg)
    yield from moves(nurse, Kind.WASTED, Place.VIAL, Place.WASTE, left_ug, witness=WITNESS)


def moves(
    nurse: Any, kind: Kind, source: Place, target: Place, amount_ug: int, *, by: str = "", witness: str = "",
    bag: UUID | None = None,
) -> Act:  # fmt: skip
    """Send one movement until it is kept or refused; the same form is the same movement."""
    if amount_ug <= 0:
        return
    movement_id = UUID(int=nurse.chance.getrandbits(128))
    movement = Movement(
        movement_id=movement_id, kind=kind, vial=nurse.vial, source=source, target=target, amount_ug=amount_ug,
        at=nurse.world.now, by=by or f"nurse {nurse.chair.number}", witness=witness, preparation=bag,
    )  # fmt: skip
    form = Form(movement_id, nurse.chair.infusion_id, "move drug", movement.by, {"movement": movement})
    for _ in range(40):
        answer = yield nurse.tablet.post(form)
        if answer.became in ("kept", "refused"):
            return
        yield 15.0
