"""leeward upgrade: bring the database's tables to this version; `leeward serve` does so by itself."""

import argparse

from leeward.cli.project import CannotOpenClinic, open_clinic


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser("upgrade", help="bring the tables to this version", description=__doc__)
    parser.set_defaults(run=run, refusals=(CannotOpenClinic,))


def run(_arguments: argparse.Namespace) -> int:
    """Make or change the tables, and say so."""
    open_clinic()
    from leeward.clinic.web import metrics

    metrics.begin_anew()
    print("The tables are those of this version.")
    return 0
