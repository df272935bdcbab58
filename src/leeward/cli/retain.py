"""leeward retain: thin what devices sent, once the protocol's time for the rest is over, and clear the outbox."""

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
        _clear_outbox(is_done=arguments.do)
        return _retain(is_done=arguments.do)


def _clear_outbox(*, is_done: bool) -> None:
    """Say which files of the outbox are older than any link in them, and remove them if it is to be done."""
    from django.conf import settings

    from leeward.clinic.messaging import outbox
    from leeward.clinic.messaging.carriers import OUTBOX
    from leeward.clinic.portal.limits import HOLDS_FOR

    try:
        found = outbox.older(settings.HOME / OUTBOX, than=datetime.now(UTC) - HOLDS_FOR)
        for place in found if is_done else ():
            place.unlink(missing_ok=True)
    except OSError as why:
        raise CannotRetain(f"The folder {OUTBOX} cannot be cleared: {why.strerror}. Look at its rights.") from None
    if found:
        done = "removed" if is_done else "to be removed"
        print(f"Messages in the folder {OUTBOX} that are older than any link in them: {len(found)}, {done}.")


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
