"""Every connection can tell the audit triggers who is writing.

A program that opens the file without this function cannot write to the clinic's tables at all: the triggers ask for it.
"""

import sqlite3
from typing import Any

from django.db.backends.sqlite3 import base

from leeward.clinic.audit.actor import current_actor


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite connection with `app_actor()`."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        connection = super().get_new_connection(conn_params)
        connection.create_function("app_actor", 0, current_actor)
        return connection
