"""Every session tells the audit triggers who is writing, and every writing transaction takes its turn.

The rules of the clinic ("one order a day", "the vial holds so much") were written for SQLite's single writer: whoever
begins to write sees all that was written before, and nobody writes in between. Here one advisory lock, taken when a
transaction begins and given back when it ends, makes the same true.
"""

from collections.abc import Callable
from typing import Any, Final

import psycopg
from django.db.backends.postgresql import base

from leeward.clinic.audit.actor import current_actor
from leeward.clinic.audit.sentences import SETTING
from leeward.clinic.audit.turns import TURN, waits_for_turn

MAY_WRITE: Final = ("INSERT", "UPDATE", "DELETE", "WITH", "MERGE", "CALL", "DO")
UNTOLD: Final = object()


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's PostgreSQL connection that names the writer and waits for its turn."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._told: object = UNTOLD
        self.execute_wrappers.append(self._name_writer)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self._told = UNTOLD  # the session may have come from the pool, with another writer's name
        return super().get_new_connection(conn_params)

    def set_autocommit(self, autocommit: bool, *arguments: Any, **named: Any) -> None:
        super().set_autocommit(autocommit, *arguments, **named)
        if not autocommit and waits_for_turn():
            self._take_turn()

    def name_writer(self) -> None:
        """Tell the session who writes now: before a COPY, which is no statement that we see."""
        actor = current_actor()
        if actor == self._told:
            return
        with self.wrap_database_errors, self.connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, false)", [SETTING, actor or ""])
        self._told = actor

    def _name_writer(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if not isinstance(sql, str) or sql.lstrip().upper().startswith(MAY_WRITE):
            self.name_writer()
        return execute(sql, params, many, context)

    def _take_turn(self) -> None:
        """Wait until no other transaction writes; what fails leaves the connection as if nothing had begun."""
        try:
            with self.wrap_database_errors, self.connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])
        except Exception:
            if (
                self.connection.closed
                or self.connection.info.transaction_status == psycopg.pq.TransactionStatus.UNKNOWN
            ):
                self.close()
            else:
                self.rollback()
                super().set_autocommit(True)
            raise

    def _rollback(self) -> Any:
        self._told = UNTOLD  # a setting that was made in the transaction goes with it
        return super()._rollback()

    def _savepoint_rollback(self, sid: str) -> None:
        self._told = UNTOLD
        super()._savepoint_rollback(sid)
