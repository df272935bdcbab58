"""The synthetic clinic's stock: vials received, counted, drawn from, and accounted for."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from leeward.clinic.infusions import settling as of_infusions
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.people.models import Staff
from leeward.clinic.pharmacy import actions, counting, queries
from leeward.clinic.pharmacy.models import StockCount
from leeward.dosing.drug_amounts import UL_PER_ML

MINUTE: Final = timedelta(minutes=1)
DAY: Final = timedelta(days=1)
VIALS: Final = "50x10"
FEW: Final = 2
BOX: Final = 10


def fill(*, by: Staff, now: datetime) -> None:
    """Receive what the story needs, and a lot that has expired since."""
    _receive(VIALS, "DEMO-1", by=by, at=now - 24 * DAY, expires_in=424 * DAY, quantity=BOX)
    _receive("10x20", "OLD-7", by=by, at=now - 24 * DAY, expires_in=21 * DAY, quantity=FEW)
    _receive("100x5", "STRONG-3", by=by, at=now - 20 * DAY, expires_in=300 * DAY, quantity=FEW)


def _receive(key: str, lot: str, *, by: Staff, at: datetime, expires_in: timedelta, quantity: int) -> None:
    actions.receive(
        receipt_id=uuid4(),
        vial_key=key,
        lot=lot,
        expires_on=(at + expires_in).date(),
        quantity=quantity,
        supplier="Made-up Wholesale",
        invoice=f"DEMO-{lot}",
        by=by,
        at=at,
    )


def receive_one(*, by: Staff, at: datetime) -> None:
    """Receive the vial of an infusion long ago: it expires first, so it is the one that is drawn from."""
    _receive(VIALS, f"DEMO-{at:%y%m%d}", by=by, at=at, expires_in=120 * DAY, quantity=1)


def a_vial(order_id: UUID, *, by: Staff, now: datetime) -> UUID:
    """Return the vial of the usual strength that expires first; receive another box where few are left."""
    usual = [key for key, label in queries.vials_to_draw(order_id, now=now) if "50 mg/mL" in label]
    if len(usual) <= FEW:
        _receive(VIALS, f"DEMO-{now:%y%m%d}", by=by, at=now, expires_in=400 * DAY, quantity=BOX)
        return a_vial(order_id, by=by, now=now)
    return UUID(usual[0])


def count(*, by: Staff, at: datetime) -> None:
    """Count the start of the day: everything is there."""
    lines = counting.lines_to_count()
    counting.record_count(
        count_id=uuid4(),
        occasion=StockCount.Occasion.START,
        counted={line.key: line.expected for line in lines},
        also_found="",
        by=by,
        at=at,
    )


def settle(infusion_id: UUID, *, by: Staff, witness: Staff, at: datetime) -> None:
    """Account for the drug of an infusion that ended: what its record says went in, and the rest to waste."""
    infusion = Infusion.objects.get(pk=infusion_id)
    drawn = [each for each in queries.unsettled(infusion.person_id) if each.order_id == infusion.order_id]
    if not drawn:
        return
    left_ul = of_infusions.left_ul(person_id=infusion.person_id, infusion_id=infusion_id, now=at)
    if left_ul is None:
        actions.waste_unused(
            preparation_id=drawn[0].preparation_id,
            reason="not given",
            keeps_vial=False,
            by=by,
            witness=witness,
            at=at,
        )
        return
    of_infusions.settle(
        person_id=infusion.person_id,
        infusion_id=infusion_id,
        left_ml=left_ul / UL_PER_ML,
        reason="",
        by=by,
        witness=witness,
        at=at,
    )
