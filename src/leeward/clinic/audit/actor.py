"""Who is acting: set by the middleware for a request, by `acting` for a process."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

VISITOR: Final = "visitor"

_actor: ContextVar[str | None] = ContextVar("actor", default=None)


def current_actor() -> str | None:
    """The name under which writes are recorded now, None when nobody is named (the triggers then refuse the write)."""
    return _actor.get()


@contextmanager
def acting(name: str) -> Iterator[None]:
    """Record the writes inside under this name, for example `acting("gateway")`."""
    if not name.strip():
        raise ValueError("A writer needs a name: acting('gateway'), acting('demo').")
    token = _actor.set(name)
    try:
        yield
    finally:
        _actor.reset(token)
