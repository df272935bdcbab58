"""Between what is stored of the protocol and the core's versions of it."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from django.utils import timezone

from leeward.clinic.protocols.models import DraftChange, Signature
from leeward.protocol import STANDARD, Protocol
from leeward.protocol.adjustable import BY_NAME, Change
from leeward.protocol.tuned import changes_from, kept
from leeward.units import Quantity

NAME: Final = "Clinic protocol"


def protocol_of(signature: Signature) -> Protocol:
    """Return the protocol as it was signed."""
    version = signature.version
    signed_on = timezone.localtime(signature.at).date()
    return _built(version.number, json.dumps(version.changes), signature.by.name, signed_on)


@lru_cache(maxsize=64)
def _built(number: int, changes: str, signed_by: str, signed_on: date) -> Protocol:
    """Build a version once: nothing of it ever changes."""
    stored = changes_from(json.loads(changes))
    return kept(STANDARD, stored, name=NAME, version=number, signed_by=signed_by, signed_on=signed_on)


def drafted(signed: Iterable[Change], rows: Iterable[DraftChange]) -> tuple[Change, ...]:
    """Return the next version's changes: those in force, and over them what was drafted, the latest of a row."""
    in_force: Mapping[str, Change] = {change.name: change for change in signed}
    told = dict(in_force)
    for row in rows:
        if not row.name:
            told = dict(in_force)
        elif row.number is None or row.name not in BY_NAME:
            told.pop(row.name, None)
        else:
            told[row.name] = Change(name=row.name, quantity=Quantity(row.number, row.unit), reason=row.reason)
    return tuple(told.values())
