"""leeward retain: thin what devices sent to one reading a minute, once the protocol's time for the rest is over."""

import argparse
from datetime import UTC, datetime
from typing import Final

from leeward.cli import verify
from leeward.cli.project import CannotOpenClinic, database_told, set_up_django, take_time

KEEPER: Final = "retain"


class CannotRetain(Exception):
    """Why nothing was thinned, and what to do."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser("retain", help="thin old readings as the protocol says", description=__doc__)
    parser.add_argument("--do", action="store_true", help="thin them; without it only what is due is told")
    parser.set_defaults(run=run, refusals=(CannotRetain, CannotOpenClinic))


def run(arguments: argparse.Namespace) -> int:
    """Say what is due, and thin it if asked to."""
    set_up_django()
    take_time()
    with database_told():
        verify.refuse_older_tables("retain")
        return _retain(is_done=arguments.do)


def _retain(*, is_done: bool) -> int:
    """Say what is due, and thin it if it is to be done."""
    from leeward.clinic.audit.actor import acting
    from leeward.clinic.infusions import retiring
    from leeward.clinic.protocols.queries import in_force

    now = datetime.now(UTC)
    kept_for = retiring.kept_for(in_force(now))
    before = now - kept_for
    print(f"The protocol keeps what devices sent for {kept_for.days} days: since {before:%d-%b-%Y}.")
    found = retiring.due(before=before)
    if not found:
        print("Nothing older is there.")
        return 0
    for one in found:
        print(f"{one.last.origin}: {one.frames:,} frames, up to batch {one.last.seq}.")
    if not is_done:
        print("Nothing was changed. Make a backup, then run `leeward retain --do`.")
        return 0
    try:
        with acting(KEEPER):
            done = retiring.retire(before=before, by=KEEPER, at=now)
    except retiring.CannotRetire as why:
        raise CannotRetain(str(why)) from None
    for each in done:
        print(f"{each.origin}: {each.frames:,} frames thinned to {each.readings:,} readings.")
    return 0
