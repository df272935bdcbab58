"""The seal over a signature: a hash of everything that was recorded, so that a change anywhere shows."""

import json
from datetime import UTC
from hashlib import sha256

from leeward.clinic.consents.models import ConsentSignature
from leeward.clinic.consents.wording import digest

WIDTH, HEIGHT = 1000, 300


def seal_of(row: ConsentSignature) -> str:
    """Return the hash of a signature's record."""
    kept = {
        "id": str(row.pk),
        "person": str(row.person_id),
        "version": row.version_id,
        "text": digest(row.text),
        "digest": row.digest,
        "agreed": list(row.agreed),
        "typed_name": row.typed_name,
        "drawing": row.drawing,
        "language": row.language,
        "interpreter": row.interpreter,
        "witness": row.witness_id,
        "at": row.at.astimezone(UTC).isoformat(),
    }
    return sha256(json.dumps(kept, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def is_whole(row: ConsentSignature) -> bool:
    """Do hash and seal still fit what is stored?"""
    return row.digest == digest(row.text) and row.seal == seal_of(row)


def paths(row: ConsentSignature) -> tuple[str, ...]:
    """Return the drawn strokes as points of a polyline."""
    return tuple(" ".join(f"{x},{y}" for x, y in stroke) for stroke in row.drawing)
