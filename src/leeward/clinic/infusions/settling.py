"""After the end: how much of the bag went in, by the infusion's own record, and what is accounted for with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.people.models import Staff
from leeward.clinic.pharmacy import actions as pharmacy
from leeward.clinic.pharmacy.queries import Unsettled, unsettled, was_drawn
from leeward.dosing.drug_amounts import as_mg, as_ml, micrograms, microlitres
from leeward.infusion.account import Delivered

DONE: Final = "Nothing is left to do: all that was drawn for this infusion is accounted for."


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlePage:
    """What went in, what should be left, and whether it can be settled now."""

    title: str
    given: str
    left: str
    drawn: str
    blocks: str
    disagreement: str


def settle_page(*, person_id: UUID, infusion_id: UUID, now: datetime) -> SettlePage:
    """Return what there is to settle of this infusion; raises Infusion.DoesNotExist."""
    bedside = standing.load(standing.find(person_id=person_id, infusion_id=infusion_id), now=now)
    given, drawn = bedside.given, _drawn(bedside.infusion)
    return SettlePage(
        title=f"Infusion {bedside.infusion.number}, chair {bedside.infusion.chair}",
        given=f"{as_mg(micrograms(given.mg))} mg in {as_ml(microlitres(given.ml))} mL" if given else "nothing",
        left=f"{as_ml(microlitres(given.remaining_ml))} mL" if given else "all of it",
        drawn=drawn.says if drawn else "",
        blocks=_blocks(given, drawn, bedside.infusion.order_id),
        disagreement=(given.disagreement or "") if given else "",
    )


@transaction.atomic
def settle(
    *,
    person_id: UUID,
    infusion_id: UUID,
    left_ml: float,
    reason: str,
    by: Staff,
    witness: Staff,
    at: datetime,
) -> None:
    """Book what went in as given, and waste the rest of bag and vial before a witness. Raises CannotSettle."""
    bedside = standing.load(standing.find(person_id=person_id, infusion_id=infusion_id), now=at)
    given, drawn = bedside.given, _drawn(bedside.infusion)
    blocks = _blocks(given, drawn, bedside.infusion.order_id)
    if blocks or given is None or drawn is None:
        raise pharmacy.CannotSettle(blocks)
    pharmacy.settle(
        preparation_id=drawn.preparation_id,
        delivered_ul=microlitres(given.ml),
        left_ul=microlitres(left_ml),
        by=by,
        witness=witness,
        at=at,
        reason=reason,
    )


def left_ul(*, person_id: UUID, infusion_id: UUID, now: datetime) -> int | None:
    """Return what should be left in the bag by the record, microlitres; None where nothing went in."""
    bedside = standing.load(standing.find(person_id=person_id, infusion_id=infusion_id), now=now)
    return microlitres(bedside.given.remaining_ml) if bedside.given else None


def _drawn(infusion: Infusion) -> Unsettled | None:
    found = unsettled(infusion.person_id)
    return next((each for each in found if each.order_id == infusion.order_id), None)


def _blocks(given: Delivered | None, drawn: Unsettled | None, order_id: UUID | None) -> str:
    """Say why it is not settled now; empty where it can be."""
    if drawn is None:
        return DONE if was_drawn(order_id) else "Nothing was drawn from the stock for this infusion."
    if given is None:
        return "Nothing went in: account for it at its order."
    if given.ended_at is None:
        return "The infusion has not ended: settle it after its end."
    return ""
