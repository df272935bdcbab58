"""Whose turn it is to write: on PostgreSQL transactions queue for one lock, as they do on SQLite."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

TURN: Final = 0x1EE3A6D  # the advisory lock that a writing transaction holds; any number that nobody else takes

_waits: ContextVar[bool] = ContextVar("waits", default=True)


def waits_for_turn() -> bool:
    """Does a transaction that begins now queue with the others?"""
    return _waits.get()


@contextmanager
def beside_the_others() -> Iterator[None]:
    """Let the transactions inside run while others write.

    Only for what is safe by a narrower lock or by a unique key: the readings of devices, the journal of one infusion
    whose row is locked. It never takes the turn afterwards in the same transaction, so that nobody waits in a ring.
    On SQLite there is one writer, and this changes nothing.
    """
    token = _waits.set(False)
    try:
        yield
    finally:
        _waits.reset(token)
