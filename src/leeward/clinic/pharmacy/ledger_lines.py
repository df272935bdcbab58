"""Movements as lines of a page: what moved, for whom, in and out of what the clinic holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from leeward.clinic.people.models import Person
from leeward.clinic.pharmacy.mapping import batch_of
from leeward.clinic.pharmacy.models import Drawing, DrugMovement
from leeward.dosing.drug_amounts import as_mg, as_ml, volume_of
from leeward.dosing.ledger import Kind, Place

HELD: Final = frozenset({Place.VIAL.value, Place.PREPARATION.value})
WORDS: Final[Mapping[tuple[str, str], str]] = {
    (Kind.RECEIVED.value, Place.OUTSIDE.value): "received",
    (Kind.DRAWN.value, Place.VIAL.value): "drawn into a bag",
    (Kind.GIVEN.value, Place.PREPARATION.value): "given",
    (Kind.WASTED.value, Place.VIAL.value): "wasted: rest of the vial",
    (Kind.WASTED.value, Place.PREPARATION.value): "wasted: rest of the bag",
    (Kind.RETURNED.value, Place.VIAL.value): "returned to the supplier",
    (Kind.DESTROYED.value, Place.VIAL.value): "destroyed",
    (Kind.MISSED.value, Place.VIAL.value): "missing from the vial",
    (Kind.MISSED.value, Place.PREPARATION.value): "missing from the bag",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """One movement in words; `delta_ug` is what it did to what the clinic holds."""

    movement_id: UUID
    date: str
    time: str
    person_id: UUID | None
    patient: str
    vial: str
    strength: str
    lot: str
    what: str
    amount: str
    in_mg: str
    in_ml: str
    out_mg: str
    out_ml: str
    balance_mg: str
    by: str
    witness: str
    reason: str
    correct_url: str


def people_of(rows: Iterable[DrugMovement]) -> dict[UUID | None, Person]:
    """Return whom each preparation, and each vial once drawn from, was for: one vial serves one patient."""
    drawings = Drawing.objects.filter(vial_id__in={row.vial_id for row in rows}).select_related("person")
    people: dict[UUID | None, Person] = {drawing.pk: drawing.person for drawing in drawings}
    people.update({drawing.vial_id: drawing.person for drawing in drawings})
    return people


def delta_ug(row: DrugMovement) -> int:
    """Return what a movement did to what the clinic holds, micrograms."""
    return row.amount_ug * ((row.target in HELD) - (row.source in HELD))


def in_words(row: DrugMovement) -> str:
    """Say what was done."""
    if row.reverses is not None:
        return f"correction: not {WORDS[row.reverses.kind, row.reverses.source]}"
    return WORDS[row.kind, row.source]


def _served(row: DrugMovement) -> UUID | None:
    """Return under what the patient of a movement is found: its bag, or the vial that a rest was left in."""
    return row.preparation_id or (row.vial_id if row.kind == Kind.WASTED.value else None)


def line_of(
    row: DrugMovement, *, people: Mapping[UUID | None, Person], balance_ug: int, may_correct: bool
) -> LedgerLine:
    """Return the line of a movement, with the balance after it."""
    batch, delta = batch_of(row.vial.receipt), delta_ug(row)
    person = people.get(_served(row))
    volume = as_ml(volume_of(row.amount_ug, batch.strength_ug_per_ml))
    amount, at = as_mg(row.amount_ug), timezone.localtime(row.at)
    correctable = may_correct and row.reverses_id is None and row.kind != Kind.DRAWN.value
    return LedgerLine(
        movement_id=row.pk,
        date=f"{at:%d-%b-%Y}",
        time=f"{at:%H:%M}",
        person_id=person.pk if person else None,
        patient=f"{person} ({person.record_number})" if person and person.record_number else str(person or ""),
        vial=str(row.vial),
        strength=f"{as_mg(batch.strength_ug_per_ml)} mg/mL",
        lot=batch.lot,
        what=in_words(row),
        amount=f"{amount} mg, {volume} mL",
        in_mg=amount if delta > 0 else "",
        in_ml=volume if delta > 0 else "",
        out_mg=amount if delta < 0 else "",
        out_ml=volume if delta < 0 else "",
        balance_mg=as_mg(balance_ug),
        by=row.by.name,
        witness=row.witness.name if row.witness else "",
        reason=row.reason,
        correct_url=reverse("pharmacy:correct", args=[row.pk])
        if correctable and not hasattr(row, "reversed_by")
        else "",
    )
