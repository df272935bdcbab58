"""Which gateway decides the alarms of which infusions: 64 shares, each held by one process at a time.

On PostgreSQL a share is an advisory lock of a session: it is free the moment its session ends, and the server ends one
that is silent for `SILENT_S`, so that a process that was killed, hangs or lies on a dead machine is followed within
5 s. On SQLite one gateway holds them all, and a lock file says so.
"""

import contextlib
import fcntl
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol
from uuid import UUID

import psycopg
from django.db import connection

COUNT: Final = 64  # many more than gateways, so that each has its fair part; few enough to ask for in one statement
ALL: Final = frozenset(range(COUNT))
NONE: Final[frozenset[int]] = frozenset()
SILENT_S: Final = 3  # a gateway renews every second; one that did not for so long is taken for dead
PRESENT: Final = 0x1EE41  # advisory locks: that a gateway is there (shared by all of them),
SHARE: Final = 0x1EE42  # and one for each share
STANDING: Final = (
    "SELECT classid::bigint, objid::bigint, pid = pg_backend_pid() FROM pg_locks WHERE locktype = 'advisory' "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
    "AND classid::bigint = ANY(%s) AND objsubid = 2 AND granted"
)
ONE_IS_ENOUGH: Final = (
    "Another gateway of this clinic is running{who}. With SQLite one decides all alarms: stop the other first, or keep "
    "the records in PostgreSQL (LEEWARD_DATABASE_URL) to run several."
)


class CannotShare(Exception):
    """Another gateway holds what this one would need, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """The shares after a renewal: those held, and what of them is new and what is no longer ours."""

    held: frozenset[int]
    gained: frozenset[int] = NONE
    lost: frozenset[int] = NONE


class Shares(Protocol):
    """What a gateway asks every second."""

    @property
    def watched(self) -> frozenset[int]:
        """The shares to watch: those held or, while the database is away, those held last: two are better than none."""

    @property
    def has_others(self) -> bool:
        """Were other gateways there at the last renewal?"""

    def renew(self) -> Renewed:
        """Keep what is held, take a fair part of what is free, and give back what is too much."""

    def close(self) -> None:
        """Give everything back."""


def share_of(infusion_id: UUID) -> int:
    """The share that an infusion belongs to, the same in every process."""
    return infusion_id.int % COUNT


def open_shares(home: Path) -> Shares:
    """Return this process's part in the work; raise CannotShare where, on SQLite, another gateway has it all."""
    return Shared() if connection.vendor == "postgresql" else Alone(home / "gateway.lock")


class Alone:
    """Every share, by a lock file that the kernel gives back when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.seek(0)
            who = self._file.read().strip()
            self._file.close()
            raise CannotShare(ONE_IS_ENOUGH.format(who=f" (process {who})" if who.isdigit() else "")) from None
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()
        self._told = NONE

    @property
    def watched(self) -> frozenset[int]:
        return ALL

    @property
    def has_others(self) -> bool:
        return False

    def renew(self) -> Renewed:
        gained, self._told = ALL - self._told, ALL
        return Renewed(held=ALL, gained=gained)

    def close(self) -> None:
        self._file.close()


class Shared:
    """A fair part of the shares, by advisory locks on a connection of its own; use it from one thread."""

    def __init__(self) -> None:
        self._line: psycopg.Connection[Any] | None = None
        self._watched = NONE
        self.has_others = False

    @property
    def watched(self) -> frozenset[int]:
        return self._watched

    def renew(self) -> Renewed:
        """Keep, take and give back; a database that is away takes everything from us, and is called again next time.

        Whoever else is alive then has it: `lost` names it when we know, after the database answered again.
        """
        before = self._watched
        try:
            held = self._fair_part()
        except psycopg.Error:
            self._hang_up()
            return Renewed(held=NONE)
        self._watched = held
        return Renewed(held=held, gained=held - before, lost=before - held)

    def close(self) -> None:
        self._hang_up()
        self._watched = NONE

    def _fair_part(self) -> frozenset[int]:
        line = self._line or self._call()
        present, mine, taken = _standing(line)
        self.has_others = present > 1
        fair = -(-COUNT // max(present, 1))  # rounded up: nobody gives back what nobody else is due
        if len(mine) > fair:
            given = sorted(mine)[fair:]
            line.execute("SELECT pg_advisory_unlock(%s, share) FROM unnest(%s::int[]) AS share", [SHARE, given])
            return mine - frozenset(given)
        for wanted in _in_parts(sorted(ALL - taken), fair - len(mine)):
            mine |= _took(line, wanted[: fair - len(mine)])
        return mine

    def _call(self) -> psycopg.Connection[Any]:
        told = connection.get_connection_params()
        options = f"{told.get('options', '')} -c idle_session_timeout={SILENT_S}s"
        self._line = psycopg.connect(**{**told, "autocommit": True, "options": options, "application_name": "shares"})
        self._line.execute("SELECT pg_advisory_lock_shared(%s, 0)", [PRESENT])
        return self._line

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with contextlib.suppress(psycopg.Error):
                line.close()


def _standing(line: psycopg.Connection[Any]) -> tuple[int, frozenset[int], frozenset[int]]:
    """Return how many gateways are there, which shares are ours, and which are anybody's."""
    rows = line.execute(STANDING, [[PRESENT, SHARE]]).fetchall()
    present = sum(kind == PRESENT for kind, _, _ in rows)
    mine = frozenset(share for kind, share, is_mine in rows if kind == SHARE and is_mine)
    return present, mine, frozenset(share for kind, share, _ in rows if kind == SHARE)


def _took(line: psycopg.Connection[Any], wanted: Collection[int]) -> frozenset[int]:
    """Ask for these shares; return those that nobody was quicker to take."""
    question = "SELECT share FROM unnest(%s::int[]) AS share WHERE pg_try_advisory_lock(%s, share)"
    return frozenset(share for (share,) in line.execute(question, [list(wanted), SHARE]).fetchall())


def _in_parts(free: list[int], due: int) -> Iterator[list[int]]:
    """Yield what is free, as many at a time as are due."""
    yield from (free[at : at + due] for at in range(0, len(free), due)) if due > 0 else ()
