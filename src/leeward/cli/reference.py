"""leeward reference: write the pages of docs/reference and docs/map.md from the code."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from leeward.cli.reference_pages import (
    assessment,
    evidence,
    hazards,
    infusion,
    instruments,
    medicines,
    pharmacology,
    protocol,
    settings,
    tree,
)

DOCS: Final = Path(__file__).resolve().parents[3] / "docs"
PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "reference/assessment.md": assessment.write,
    "reference/medicines.md": medicines.write,
    "reference/protocol.md": protocol.write,
    "reference/pharmacology.md": pharmacology.write,
    "reference/assumptions.md": evidence.assumptions,
    "reference/sources.md": evidence.sources,
    "reference/infusion-states.md": infusion.write,
    "reference/settings.md": settings.write,
    "reference/instruments.md": instruments.write,
    "safety/hazards.md": hazards.write,
    "map.md": tree.write,
}


class CannotWrite(Exception):
    """Why the pages cannot be written, and what to do."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser("reference", help="write docs/reference from the code", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; say which pages are out of date")
    parser.set_defaults(run=run, refusals=(CannotWrite,))


def run(arguments: argparse.Namespace) -> int:
    """Write the pages that changed, or with --check name them and return 1."""
    changed = stale(DOCS)
    if arguments.check:
        for name in changed:
            print(f"docs/{name} is out of date: run ./run reference")
        return 1 if changed else 0
    for name, text in changed.items():
        _write(DOCS / name, text)
        print(f"wrote docs/{name}")
    print(f"{len(PAGES)} pages, {len(changed)} changed.")
    return 0


def stale(docs: Path) -> dict[str, str]:
    """Return the pages that are not as the code would write them now, with their new text."""
    fresh = {name: write() for name, write in PAGES.items()}
    return {name: text for name, text in fresh.items() if _read(docs / name) != text}


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as why:
        raise CannotWrite(f"{path} cannot be written: {why.strerror}. Run this from a checkout that is yours.") from why
