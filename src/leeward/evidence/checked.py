"""When anybody last looked into the sources."""

from typing import Final

from leeward.evidence.cited import Cited, Reference
from leeward.evidence.source import Status

DOSSIER: Final = "2026-11"
"""The month in which the dossier was written: every source that was read was last looked into then."""
NEVER: Final = "not yet: recalled"
_LOOKED_INTO: Final = frozenset({Status.READ, Status.SECONDARY, Status.DERIVED})


def last_checked(cited: Cited | Reference) -> str:
    """Return the month in which the source was last looked into; empty where there is none to look into."""
    if cited.source is None:
        return ""
    return DOSSIER if cited.status in _LOOKED_INTO else NEVER
