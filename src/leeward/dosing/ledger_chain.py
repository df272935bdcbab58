"""The seal on the drug ledger: each movement carries the hash of the one before, so that none is changed unseen."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from leeward.dosing.ledger import Movement

BEGINNING: Final = hashlib.sha256(b"leeward drug ledger").hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """One movement in its place; `hash` covers the place, the movement and the hash before."""

    seq: int
    movement: Movement
    previous_hash: str
    hash: str


def to_body(movement: Movement) -> dict[str, Any]:
    """Return the movement as the JSON values that the seal is taken over."""
    return {
        "movement_id": str(movement.movement_id),
        "kind": movement.kind.value,
        "vial": str(movement.vial),
        "source": movement.source.value,
        "target": movement.target.value,
        "amount_ug": movement.amount_ug,
        "at": movement.at.isoformat(),
        "by": movement.by,
        "witness": movement.witness,
        "preparation": str(movement.preparation) if movement.preparation else "",
        "reason": movement.reason,
        "reverses": str(movement.reverses) if movement.reverses else "",
    }


def seal(movement: Movement, *, seq: int, previous_hash: str) -> Sealed:
    """Return the movement sealed in its place."""
    content = {"seq": seq, "body": to_body(movement), "previous_hash": previous_hash}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Sealed(seq=seq, movement=movement, previous_hash=previous_hash, hash=digest)


def verify(chain: Sequence[Sealed]) -> int | None:
    """Return the place of the first movement that is not as it was written, or None when all are."""
    previous_hash = BEGINNING
    for place, sealed in enumerate(chain, 1):
        if sealed != seal(sealed.movement, seq=place, previous_hash=previous_hash):
            return place
        previous_hash = sealed.hash
    return None
