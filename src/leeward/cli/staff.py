"""leeward staff: give somebody an account, a new password, or close the account of who has left."""

import argparse
import secrets
from typing import TYPE_CHECKING

from leeward.cli.project import CannotOpenClinic, open_clinic

if TYPE_CHECKING:
    from leeward.clinic.people.roles import Role


class CannotAddStaff(Exception):
    """Why the account was not made, and what to do."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser("staff", help="add an account for a member of staff", description=__doc__)
    parser.add_argument("username")
    parser.add_argument("--name", help="full name, as it will sign entries")
    parser.add_argument("--role", help="front_desk, nurse, prescriber, therapist, medical_director, ...")
    parser.add_argument("--new-password", action="store_true", help="only set a new password")
    parser.add_argument("--close", action="store_true", help="let nobody sign in under this account any more")
    parser.add_argument("--reopen", action="store_true", help="let them sign in again")
    parser.set_defaults(run=run, refusals=(CannotAddStaff, CannotOpenClinic))


def run(arguments: argparse.Namespace) -> int:
    """Make the account, renew its password and print it once, or close and reopen the account."""
    open_clinic()
    from leeward.clinic.audit.actor import acting
    from leeward.clinic.people import actions

    password = secrets.token_urlsafe(12)
    with acting("command line"):
        try:
            if arguments.close or arguments.reopen:
                actions.let_in(username=arguments.username, is_active=arguments.reopen)
                print(f"The account {arguments.username} is {'open again' if arguments.reopen else 'closed'}.")
                return 0
            if arguments.new_password:
                actions.set_password(username=arguments.username, password=password)
            else:
                role = _role(arguments.role)
                name = arguments.name or arguments.username
                actions.add_staff(username=arguments.username, name=name, role=role, password=password)
        except actions.CannotKeepStaff as why:
            raise CannotAddStaff(str(why)) from None
    print(f"{arguments.username} signs in with this password, shown once: {password}")
    print("They should add a second factor after signing in (Account, Two-step sign-in).")
    return 0


def _role(told: str | None) -> "Role":
    from leeward.clinic.people.roles import Role

    try:
        return Role(told or "")
    except ValueError:
        raise CannotAddStaff(f"Name a role with --role: {', '.join(Role.values)}.") from None
