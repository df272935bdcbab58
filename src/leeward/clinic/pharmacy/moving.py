"""Writing one movement into the ledger: load the vial's own, ask the core, seal it, in one transaction."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from django.db import transaction

from leeward.clinic.people.models import Staff
from leeward.clinic.pharmacy import mapping
from leeward.clinic.pharmacy.models import Drawing, DrugMovement, Vial
from leeward.dosing import ledger_chain
from leeward.dosing.ledger import Account, CannotMove, Kind, Movement, Place, append, balance, reversal


@transaction.atomic
def record(movement: Movement, *, by: Staff, witness: Staff | None = None) -> UUID:
    """Add the movement at the end of the chain; the same one sent again is recorded once. Raises CannotMove."""
    known = of_vial(movement.vial)
    if append(known, movement) == known:
        return movement.movement_id
    if DrugMovement.objects.filter(pk=movement.movement_id).exists():
        raise CannotMove("This form was already used for another vial. Load the page again.")
    last = DrugMovement.objects.order_by("seq").last()
    sealed = ledger_chain.seal(
        movement,
        seq=last.seq + 1 if last else 1,
        previous_hash=last.hash if last else ledger_chain.BEGINNING,
    )
    mapping.row_of(sealed, by=by, witness=witness).save(force_insert=True)
    return movement.movement_id


def move(
    kind: Kind,
    source: Place,
    target: Place,
    *,
    vial: Vial,
    amount_ug: int,
    by: Staff,
    at: datetime,
    witness: Staff | None = None,
    preparation_id: UUID | None = None,
    reason: str = "",
    movement_id: UUID | None = None,
) -> UUID:  # fmt: skip
    """Record that so much of a vial went from one place to another. Raises CannotMove."""
    movement = Movement(
        movement_id=movement_id or uuid4(),
        kind=kind,
        vial=vial.pk,
        source=source,
        target=target,
        amount_ug=amount_ug,
        at=at.astimezone(UTC),
        by=by.key,
        witness=witness.key if witness else "",
        preparation=preparation_id,
        reason=reason.strip(),
    )
    return record(movement, by=by, witness=witness)


def take_back(
    row: DrugMovement, *, by: Staff, witness: Staff, reason: str, at: datetime, movement_id: UUID | None = None
) -> UUID:
    """Record the correction of a movement. Raises CannotMove."""
    correction = reversal(
        mapping.movement_of(row),
        movement_id=movement_id or uuid4(),
        at=at.astimezone(UTC),
        by=by.key,
        witness=witness.key,
        reason=reason.strip(),
    )
    return record(correction, by=by, witness=witness)


def of_vial(vial_id: UUID) -> tuple[Movement, ...]:
    """Return the vial's own ledger."""
    return mapping.ledger_of(DrugMovement.objects.filter(vial_id=vial_id).select_related("by", "witness"))


def left_in(drawing: Drawing) -> int:
    """Return what of a preparation went neither to the patient nor anywhere else, micrograms."""
    account = Account(vial=drawing.vial_id, place=Place.PREPARATION, preparation=drawing.preparation_id)
    return balance(of_vial(drawing.vial_id), account)


def given_of(drawing: Drawing) -> int:
    """Return what of a preparation is booked as given, micrograms."""
    account = Account(vial=drawing.vial_id, place=Place.PATIENT, preparation=drawing.preparation_id)
    return balance(of_vial(drawing.vial_id), account)


def left_in_vial(vial: Vial) -> int:
    """Return what is in the vial, micrograms."""
    return balance(of_vial(vial.pk), Account(vial=vial.pk, place=Place.VIAL))
