"""What the audit's triggers are called and what they say, on either database."""

from typing import Final

PREFIX: Final = "leeward_audit_"
SETTING: Final = "leeward.actor"  # of a session of PostgreSQL: who writes
NOBODY: Final = "Nobody is named as the writer. Write inside audit.actor.acting(name), or through a signed-in request."
GROWS: Final = "{table} is append-only: add a correction instead."
NOT_AT_ONCE: Final = "{table} is recorded row by row: TRUNCATE would leave no trace of what it took away."
