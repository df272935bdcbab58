"""leeward validate: write what was observed in people beside what the models say, with the misses shown."""

import argparse
import re
from pathlib import Path
from typing import Final

from leeward.cli.validation.refusal import CannotValidate

DOCS: Final = Path(__file__).resolve().parents[3] / "docs" / "validation"
PAGE: Final = "pharmacology.md"
MEASURED: Final = re.compile(r"\b\d\.\de-\d\d\b")
"""Differences near the rounding of a machine: they differ from one machine to the next, and are not compared."""


class CannotWrite(Exception):
    """Why the report cannot be written, and what to do."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser("validate", help="write the validation report", description=__doc__)
    parser.add_argument("what", choices=("pharmacology",), help="what to validate")
    parser.add_argument("--check", action="store_true", help="write nothing; say which files are out of date")
    parser.add_argument("--to", type=Path, default=DOCS, metavar="FOLDER", help="write here (default: docs/validation)")
    parser.set_defaults(run=run, refusals=(CannotWrite, CannotValidate))


def run(arguments: argparse.Namespace) -> int:
    """Write the files that changed, or with --check name them and return 1."""
    made = files()
    changed = {name: text for name, text in made.items() if not same(_read(arguments.to / name), text)}
    if arguments.check:
        for name in changed:
            print(f"{arguments.to / name} is out of date: run `leeward validate pharmacology`.")
        return 1 if changed else 0
    for name, text in changed.items():
        _write(arguments.to / name, text)
        print(f"wrote {arguments.to / name}")
    print(f"{len(made)} files, {len(changed)} changed.")
    return 0


def files() -> dict[str, str]:
    """Return the page and its pictures by name; raises CannotValidate where the engine is not exact enough."""
    from leeward.cli.validation import plots, report

    return {PAGE: report.write(), **{name: draw() for name, draw in plots.PLOTS.items()}}


def same(committed: str | None, fresh: str) -> bool:
    """Tell whether a file says the same, the machine's rounding errors left aside."""
    return committed is not None and MEASURED.sub("", committed) == MEASURED.sub("", fresh)


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as why:
        raise CannotWrite(f"{path} cannot be written: {why.strerror}. Choose a folder with --to.") from why
