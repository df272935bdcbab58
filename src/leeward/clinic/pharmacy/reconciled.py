"""Does what was drawn for an order agree with the ledger: right before it is given, and what was booked after it?"""

from uuid import UUID

from leeward.clinic.pharmacy.models import Discrepancy, Drawing
from leeward.clinic.pharmacy.moving import given_of, left_in
from leeward.dosing.drug_amounts import as_mg, as_ml, drug_in, share
from leeward.protocol.fences import STANDARD_DOSING
from leeward.truth import NO, YES, Truth


def drawn_for(order_id: UUID, *, dose_mg: float) -> tuple[Truth, str]:
    """Return whether the drug in hand for an order is its dose, within 1 %, and no discrepancy of its lot stands."""
    rows = Drawing.objects.filter(order_id=order_id).select_related("vial__receipt")
    held = [(row, left_in(row)) for row in rows]
    in_hand = [(row, amount_ug) for row, amount_ug in held if amount_ug > 0]
    if len(in_hand) != 1:
        return NO, "The ledger holds no single preparation for this order: account for what was drawn."
    row, amount_ug = in_hand[0]
    says = f"{as_mg(amount_ug)} mg drawn from {row.vial} on the ledger, for an order of {dose_mg:g} mg."
    if abs(float(as_mg(amount_ug)) - dose_mg) > STANDARD_DOSING.agreement * dose_mg:
        return NO, f"{says} They differ."
    open_ones = [each for each in _discrepancies() if _is_about(each, row)]
    if open_ones:
        return NO, f"{says} A discrepancy stands: {open_ones[0].says}"
    return YES, says


def booked_otherwise(order_id: UUID, *, delivered_ul: int) -> str:
    """Say where the ledger has another amount as given than went in by the infusion's record; empty where they agree.

    `delivered_ul` is what went in of the bag. What came late to the record can move it after it was settled.
    """
    rows = Drawing.objects.filter(order_id=order_id).select_related("vial__receipt")
    booked = [(row, given_ug) for row in rows if (given_ug := given_of(row))]
    if not booked:
        return f"The ledger has nothing as given, {as_ml(delivered_ul)} mL went in." if delivered_ul else ""
    for row, given_ug in booked:
        drawn_ug = drug_in(row.drawn_ul, row.vial.receipt.strength_ug_per_ml)
        went_in_ug = share(drawn_ug, part_ul=delivered_ul, whole_ul=row.bag_ul)
        if given_ug != went_in_ug:
            return (
                f"The ledger has {as_mg(given_ug)} mg of {row.vial} as given, the record says {as_mg(went_in_ug)} mg: "
                "take back what was booked, and account for it again."
            )
    return ""


def _discrepancies() -> tuple[Discrepancy, ...]:
    rows = Discrepancy.objects.filter(resolution=None)
    return tuple(rows.select_related("line", "drawing__vial__receipt"))


def _is_about(found: Discrepancy, row: Drawing) -> bool:
    """Is it of the same lot or the same drawing? One that names neither is about everything."""
    if found.line is not None:
        return bool(found.line.lot == row.vial.receipt.lot)
    return found.drawing is None or bool(found.drawing.vial.receipt.lot == row.vial.receipt.lot)
