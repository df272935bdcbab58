"""The database library: a current SQLite in place of the one Python was built with.

Debian 12's SQLite (3.40) can lose a commit when one connection checkpoints while another writes. The swap must happen
before Django's backend is imported, so settings.py imports this module first.
"""

import sys
from typing import Final

import pysqlite3
import pysqlite3.dbapi2

OLDEST_SOUND: Final = (3, 51, 3)

sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


def version() -> tuple[int, ...]:
    """The version of SQLite in use."""
    return tuple(pysqlite3.sqlite_version_info)


def is_sound() -> bool:
    """Is this SQLite new enough to keep every commit?"""
    return version() >= OLDEST_SOUND
