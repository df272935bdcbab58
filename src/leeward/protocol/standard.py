"""The protocol that Leeward ships: every default with its source or its reason, for a medical director to sign."""

from typing import Final

from leeward.protocol.alarms import LIMITS, SCORE_LIMITS
from leeward.protocol.discharge import DISCHARGE
from leeward.protocol.fences import STANDARD_DOSING
from leeward.protocol.monitoring import MONITORING
from leeward.protocol.protocol import Protocol
from leeward.protocol.starting import STARTING

STANDARD: Final = Protocol(
    name="Leeward standard",
    version=1,
    dosing=STANDARD_DOSING,
    starting=STARTING,
    alarms=LIMITS,
    score_limits=SCORE_LIMITS,
    monitoring=MONITORING,
    discharge=DISCHARGE,
)
