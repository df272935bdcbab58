"""What leeward doctor asks the database: does it keep every commit that it acknowledged?"""

from collections.abc import Iterator
from typing import Final

SAFE_SQLITE: Final = (3, 51, 3)  # older ones can lose a commit that meets another connection's checkpoint
OLDEST_POSTGRESQL: Final = 140_000  # 14: ends a session that is silent, so that a gateway that hangs is followed
CAREFUL: Final = {  # setting: what it must be, and why
    "fsync": ("on", "else a commit does not survive a power cut"),
    "full_page_writes": ("on", "else a power cut can leave half a page"),
    "synchronous_commit": ("on", "else an acknowledged commit can be lost"),
    "server_encoding": ("UTF8", "else names cannot be written"),
}


def findings() -> Iterator[tuple[bool, str]]:
    """Yield (is it well, what was found) for the database in use."""
    from django.db import connection

    yield from _postgresql() if connection.vendor == "postgresql" else _sqlite()


def _sqlite() -> Iterator[tuple[bool, str]]:
    version = _one("SELECT sqlite_version()")
    safe = tuple(int(part) for part in version.split(".")) >= SAFE_SQLITE
    yield safe, f"SQLite {version} (3.51.3 or newer: older ones can lose a commit during a checkpoint)"


def _postgresql() -> Iterator[tuple[bool, str]]:
    yield (
        int(_one("SHOW server_version_num")) >= OLDEST_POSTGRESQL,
        f"PostgreSQL {_one('SHOW server_version')} (14 or newer)",
    )
    for name, (wanted, why) in CAREFUL.items():
        found = _one(f"SHOW {name}")
        # A standby that is waited for as well is more than on.
        well = found == wanted or (name == "synchronous_commit" and found in {"remote_write", "remote_apply"})
        yield well, f"{name} is {found}" + ("" if well else f": it must be {wanted}, {why}")


def _one(question: str) -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(question)
        return str(cursor.fetchone()[0])
