"""The stored ledger: its chain of hashes, and every vial's balances from its movements alone."""

from collections.abc import Iterator

from leeward.clinic.pharmacy import mapping
from leeward.clinic.pharmacy.models import DrugMovement
from leeward.clinic.protocols.replayed import Difference, Replayed
from leeward.dosing import ledger_chain
from leeward.dosing.ledger import CannotMove, Movement, append


def replays() -> Iterator[Replayed]:
    """Yield the whole ledger as one, where anything was ever moved."""
    rows = list(DrugMovement.objects.select_related("by", "witness").order_by("seq"))
    if rows:
        yield _whole(rows)


def _whole(rows: list[DrugMovement]) -> Replayed:
    trouble, found = "", []
    try:
        broken_at = ledger_chain.verify([mapping.sealed_of(row) for row in rows])
        if broken_at is not None:
            found.append(Difference(path=f"ledger[{broken_at}]", stored="another content", again="its seal"))
        _fold(rows)
    except (CannotMove, ValueError) as why:
        trouble = f"{type(why).__name__}: {why}"
    return Replayed(
        kind="drug ledger",
        key=f"{len(rows)} movements",
        at=rows[-1].at.isoformat(),
        protocol_version=None,
        engine_version="",
        differences=tuple(found),
        trouble=trouble,
    )


def _fold(rows: list[DrugMovement]) -> None:
    """Move everything again, vial by vial: raises CannotMove at the first movement that could not have been."""
    by_vial: dict[object, tuple[Movement, ...]] = {}
    for row in rows:
        by_vial[row.vial_id] = append(by_vial.get(row.vial_id, ()), mapping.movement_of(row))
