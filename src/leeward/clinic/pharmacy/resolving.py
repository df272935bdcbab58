"""What two persons make of a difference between the shelf and the ledger."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from leeward.clinic.people.models import Staff
from leeward.clinic.pharmacy import shelf
from leeward.clinic.pharmacy.mapping import batch_of
from leeward.clinic.pharmacy.models import CountLine, Discrepancy, Drawing, Resolution, Vial
from leeward.clinic.pharmacy.moving import left_in, left_in_vial, move
from leeward.dosing.drug_amounts import as_mg, as_ml, drug_in, microlitres, volume_of
from leeward.dosing.ledger import Kind, Place
from leeward.protocol.drug_stock import Counting

Outcome = Resolution.Outcome


class CannotResolve(ValueError):
    """The difference still stands; the sentence says what to do first."""


@transaction.atomic
def resolve(
    *,
    discrepancy_id: UUID,
    recounted: int | None,
    is_lost: bool,
    explanation: str,
    by: Staff,
    witness: Staff,
    at: datetime,
) -> Outcome:
    """Resolve a discrepancy before a witness. `recounted` is in vials, or in microlitres of an opened vial.

    Raises CannotResolve while what is there and what the ledger says still differ and nobody calls it lost.
    """
    row = Discrepancy.objects.select_related("line__vial__receipt", "drawing__vial").get(pk=discrepancy_id)
    if Resolution.objects.filter(discrepancy=row).exists():
        raise CannotResolve("This discrepancy is resolved already.")
    if not explanation.strip():
        raise CannotResolve("Write what you found, and how it came about.")
    told = _Two(by=by, witness=witness, at=at, explanation=explanation.strip())
    if row.drawing is not None:
        outcome = _bag(row.drawing, is_lost, told)
    elif row.line is None:
        outcome = Outcome.EXPLAINED
    elif recounted is None:
        raise CannotResolve("Count it again, both of you, and enter what is there.")
    elif row.line.vial is not None:
        outcome = _opened(row.line.vial, recounted, is_lost, told)
    else:
        outcome = _sealed(row.line, recounted, is_lost, told)
    Resolution.objects.create(
        discrepancy=row, outcome=outcome, explanation=told.explanation, at=at, by=by, witness=witness
    )
    return outcome


class _Two:
    """The two persons, when, and what they say."""

    def __init__(self, *, by: Staff, witness: Staff, at: datetime, explanation: str) -> None:
        self.by, self.witness, self.at, self.explanation = by, witness, at, explanation

    def miss(self, vial: Vial, amount_ug: int) -> None:
        """Book an amount that is not there."""
        move(
            Kind.MISSED, Place.VIAL, Place.MISSING,
            vial=vial, amount_ug=amount_ug, by=self.by, witness=self.witness, at=self.at, reason=self.explanation,
        )  # fmt: skip


def _sealed(line: CountLine, recounted: int, is_lost: bool, told: _Two) -> Outcome:
    alike = [each for each in shelf.on_shelf() if each.shelf.is_sealed and each.batch == batch_of(line)]
    _refuse_more(recounted > len(alike), f"{recounted} vials", f"{len(alike)}")
    if recounted == len(alike):
        return Outcome.AGREES
    _refuse_found(is_lost, f"{len(alike) - recounted} vials are missing")
    for each in alike[recounted:]:
        told.miss(each.vial, each.shelf.in_vial_ug)
    return Outcome.LOST


def _opened(vial: Vial, recounted_ul: int, is_lost: bool, told: _Two) -> Outcome:
    left_ug, strength = left_in_vial(vial), vial.receipt.strength_ug_per_ml
    expected_ul, slack_ul = volume_of(left_ug, strength), microlitres(Counting.opened_vial.to("mL"))
    _refuse_more(recounted_ul > expected_ul + slack_ul, f"{as_ml(recounted_ul)} mL", f"{as_ml(expected_ul)} mL")
    if recounted_ul >= expected_ul - slack_ul:
        return Outcome.AGREES
    missing_ug = left_ug - drug_in(recounted_ul, strength)
    _refuse_found(is_lost, f"{as_mg(missing_ug)} mg are missing")
    told.miss(vial, missing_ug)
    return Outcome.LOST


def _bag(drawing: Drawing, is_lost: bool, told: _Two) -> Outcome:
    left_ug = left_in(drawing)
    if left_ug:
        kind, place = (Kind.MISSED, Place.MISSING) if is_lost else (Kind.WASTED, Place.WASTE)
        move(
            kind, Place.PREPARATION, place,
            vial=drawing.vial, amount_ug=left_ug, by=told.by, witness=told.witness, at=told.at,
            reason=told.explanation, preparation_id=drawing.preparation_id,
        )  # fmt: skip
    return Outcome.LOST if is_lost and left_ug else Outcome.EXPLAINED


def _refuse_more(is_more: bool, found: str, expected: str) -> None:
    if is_more:
        raise CannotResolve(
            f"{found} are there, the ledger says {expected}: something that came in was not received, or a movement "
            "is wrong. Receive it, or take the movement back at the vial’s ledger; then resolve this."
        )


def _refuse_found(is_lost: bool, says: str) -> None:
    if not is_lost:
        raise CannotResolve(
            f"{says} still. Look again; correct the ledger where it is wrong; or say that it was not found."
        )
