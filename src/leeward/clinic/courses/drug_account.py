"""Where the drug went, to a tenth of a millilitre: vial, bag, patient, and what was left."""

from collections.abc import Iterable
from typing import Final

from django.db.models import Q
from django.utils import timezone

from leeward.clinic.courses.infusion_parts import Part, Table, facts
from leeward.clinic.courses.records import Row
from leeward.clinic.infusions.bedside import Bedside
from leeward.clinic.pharmacy.ledger_lines import in_words
from leeward.clinic.pharmacy.models import Drawing, DrugMovement
from leeward.clinic.plans.models import Preparation
from leeward.clinic.web.figure import plain
from leeward.dosing.drug_amounts import as_mg
from leeward.dosing.ledger import Kind

RATES: Final = "the rates in the journal"
REST: Final = "what is left by subtraction"
LEDGER: Final = "From the ledger of controlled drugs"


def account_part(bedside: Bedside, preparation: Preparation | None) -> Part:
    """Return the account of one infusion; the pharmacy's log has the signatures."""
    title = "Drug account"
    if bedside.given is None:
        return Part(key="account", title=title, missing="The infusion was not started: nothing was given.")
    drawing = Drawing.objects.filter(pk=preparation.pk).first() if preparation else None
    rows = (*_drawn(preparation, is_booked=drawing is not None), *_infused(bedside, preparation))
    return Part(key="account", title=title, tables=(facts(rows), *_ledger(drawing)))


def _ledger(drawing: Drawing | None) -> Iterable[Table]:
    """Return the movements of the controlled-drug ledger: who signed, who witnessed, and where the rest went."""
    if drawing is None:
        return
    rest = Q(vial_id=drawing.vial_id, kind=Kind.WASTED.value, preparation_id=None)
    rows = DrugMovement.objects.filter(Q(preparation_id=drawing.pk) | rest).select_related("vial", "by", "witness")
    told = tuple(
        (
            f"{timezone.localtime(row.at):%d-%b-%Y %H:%M}", str(row.vial), in_words(row), f"{as_mg(row.amount_ug)} mg",
            row.by.name, row.witness.name if row.witness else "", row.reason,
        )
        for row in rows.order_by("seq")
    )  # fmt: skip
    yield Table(head=("At", "Vial", "What", "Amount", "By", "Witness", "Why"), rows=told, caption=LEDGER)


def _drawn(preparation: Preparation | None, *, is_booked: bool) -> Iterable[Row]:
    """Yield what was drawn; what is left of the vial only where no ledger tells it (it may have been opened before)."""
    if preparation is None:
        return
    vial, drawn = preparation.vial, preparation.result
    strength = vial["strength_mg_per_ml"]
    origin = f"vial of lot {vial['lot']}, {strength:g} mg/mL"
    yield Row(name="In a full vial", value=_amount(vial["volume_ml"], strength), origin=origin)
    yield Row(name="Drawn from the vial", value=_amount(drawn["drug_ml"], strength), origin="preparation")
    if not is_booked:
        left = vial["volume_ml"] - drawn["drug_ml"]
        yield Row(name="Left in the vial", value=_amount(left, strength), origin=REST)


def _infused(bedside: Bedside, preparation: Preparation | None) -> Iterable[Row]:
    given, per_ml = bedside.given, bedside.order.concentration_mg_per_ml
    if given is None:
        return
    yield Row(name="To the patient", value=_amount(given.ml, per_ml), origin=RATES)
    bag = preparation.result["final_volume_ml"] if preparation else None
    if bag is not None:
        yield Row(name="In the bag", value=_amount(bag, per_ml), origin="preparation")
        yield Row(name="Left in bag and line", value=_amount(bag - given.ml, per_ml), origin=REST)
    else:
        yield Row(name="Of the volume to be infused, left", value=_amount(given.remaining_ml, per_ml), origin=REST)
    if given.disagreement:
        yield Row(name="Pump and journal", value=given.disagreement, origin="the pump’s display, as read")


def _amount(ml: float, mg_per_ml: float) -> str:
    return f"{plain(ml, 2)} mL ({plain(ml * mg_per_ml, 1)} mg)"
