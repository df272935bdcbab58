"""Why the records could not be read or written, in a sentence, and whether anything of an entry may be in them."""

from typing import Final, NamedTuple

from django.db import DatabaseError, InterfaceError, OperationalError

ASK: Final = "Tell who keeps this installation; `leeward doctor` says more."


class Away(NamedTuple):
    """What a page says of it."""

    title: str
    says: str
    is_unsaved: bool  # known not to be saved, else it is not certain


CANNOT_BE_REACHED: Final = Away(
    "The records cannot be reached", f"The database does not answer. This page works again by itself. {ASK}", False
)
BUSY: Final = Away(
    "The records are busy", "Somebody else has been writing for too long. Nothing was saved: send it again.", True
)
TOO_SLOW: Final = Away(
    "The records answer too slowly", f"The database took longer than a page waits. Nothing was saved. {ASK}", True
)
FULL: Final = Away(
    "The disk of the records is full", f"Nothing can be written until there is room. Nothing was saved. {ASK}", True
)
READ_ONLY: Final = Away(
    "The records cannot be written", f"They can be read, but not written. Nothing was saved. {ASK}", True
)
BY_STATE: Final = {  # PostgreSQL's own codes
    "55P03": BUSY,  # lock_timeout
    "40P01": BUSY,  # a ring of locks, which the server broke
    "40001": BUSY,
    "57014": TOO_SLOW,  # statement_timeout
    "25P03": TOO_SLOW,  # idle in transaction for too long
    "53100": FULL,
    "25006": READ_ONLY,
}
BY_NAME: Final = {  # SQLite's
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_FULL": FULL,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_CANTOPEN": CANNOT_BE_REACHED,
}


def why_away(why: BaseException | None) -> Away | None:
    """Return what to say where it is the database that failed and not we; None for anything else."""
    if not isinstance(why, OperationalError | InterfaceError):
        return None
    return _of(why)


def _of(why: DatabaseError | InterfaceError) -> Away | None:
    cause = why.__cause__
    state = getattr(cause, "sqlstate", None)
    if state is not None and not state.startswith(("08", "57P")):  # 08: the line; 57P: the server stops or starts
        return BY_STATE.get(state)
    name = str(getattr(cause, "sqlite_errorname", "")).split("_")
    if name != [""]:
        return BY_NAME.get("_".join(name[:2]))
    # The driver's own: no line, no room in the pool; without a cause it is none of the database's.
    return CANNOT_BE_REACHED if type(cause).__module__.startswith("psycopg") else None
