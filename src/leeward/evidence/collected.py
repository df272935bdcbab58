"""Every table of numbers of the core, whichever room it stands in."""

import importlib
import pkgutil
from functools import cache
from typing import Final

import leeward
from leeward.evidence.cited import Facts

OUTER: Final = frozenset({"clinic", "cli"})
"""The rooms that hold no clinical number, and whose modules take a database or a terminal."""


@cache
def tables() -> tuple[type[Facts], ...]:
    """Return the tables by module, as written. The first call imports the whole core."""
    for package in pkgutil.iter_modules(leeward.__path__, "leeward."):
        if package.name.rpartition(".")[2] not in OUTER:
            module = importlib.import_module(package.name)
            for inner in pkgutil.walk_packages(getattr(module, "__path__", ()), f"{package.name}."):
                importlib.import_module(inner.name)
    core = (one for one in Facts.__subclasses__() if room_of(one) not in OUTER)
    return tuple(sorted((one for one in core if one.__module__.startswith("leeward.")), key=lambda one: one.__module__))


def room_of(table: type[Facts]) -> str:
    """Return the room of the core in which a table stands, as in `assessment`."""
    return table.__module__.split(".")[1]


def title_of(table: type[Facts]) -> str:
    """Return what a table is about: the first line of its description, else its name in words."""
    says = (table.__doc__ or "").strip().splitlines()
    if says:
        return says[0].rstrip(".").replace("`", "")
    apart = "".join(f" {sign.lower()}" if sign.isupper() else sign for sign in table.__name__)
    return apart.strip().capitalize()
