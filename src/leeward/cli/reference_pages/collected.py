"""Every number and every module of Leeward, collected for the reference pages."""

import ast
import importlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import leeward
from leeward.evidence import Facts, Source, sources

PACKAGE = Path(leeward.__file__).parent


def tables(*prefixes: str) -> tuple[type[Facts], ...]:
    """Return the tables of numbers whose module begins with one of the prefixes (all without), by module, as written.

    The clinic's modules hold no clinical numbers and are not imported: that would take a database.
    """
    wanted = tuple(name for name in _modules_with_tables() if name.startswith(prefixes or ("leeward.",)))
    for name in wanted:
        importlib.import_module(name)
    found = [one for one in Facts.__subclasses__() if one.__module__ in wanted]
    return tuple(sorted(found, key=lambda one: one.__module__))


@cache
def _modules_with_tables() -> tuple[str, ...]:
    inside = (path for path in source_files() if path.relative_to(PACKAGE).parts[0] != "clinic")
    return tuple(_module(path) for path in inside if "(Facts):" in path.read_text(encoding="utf-8"))


def _module(path: Path) -> str:
    return ".".join(("leeward", *path.relative_to(PACKAGE).with_suffix("").parts))


def all_sources() -> dict[str, Source]:
    """Return the bibliography by the name that the code uses."""
    return {name: value for name, value in vars(sources).items() if isinstance(value, Source)}


def source_files() -> Iterator[Path]:
    """Yield every file of the package in the order of the tree, migrations left out."""
    return (path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts)


def first_line(path: Path) -> str:
    """Return the first line of a module's docstring, read without running the module."""
    says = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return says.splitlines()[0] if says else ""


def names_in(path: Path) -> set[str]:
    """Return every name, attribute and `name.attribute` that a module uses."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
            if isinstance(node.value, ast.Name):
                found.add(f"{node.value.id}.{node.attr}")
    return found


def is_read(name: str) -> bool:
    """Does any code but the protocol's own tables and these pages read a limit of this name?"""
    own = (PACKAGE / "protocol", PACKAGE / "cli" / "reference_pages")
    others = (path for path in source_files() if not any(path.is_relative_to(folder) for folder in own))
    return any(name in _names(path) for path in others)


def unread(row: str) -> bool:
    """Is `Table.row` declared and neither read by name nor with its whole table?"""
    table, name = row.split(".")
    return not any({f"{table}.{name}", f"{table}.rows"} & _names(path) for path in source_files())


@cache
def _names(path: Path) -> frozenset[str]:
    return frozenset(names_in(path))
