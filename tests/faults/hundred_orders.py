"""Run by test_hundred_orders in a process of its own: threads that approve one option of one person at once."""

import json
import sys
from datetime import UTC, date, datetime
from functools import partial

from faults.at_once import at_once
from leeward.cli.project import open_clinic


def main(asked: int) -> None:
    """Make the records, let the threads go together, print what became of it."""
    open_clinic()
    from leeward.clinic.plans import actions, standing
    from leeward.clinic.plans.models import Order

    person, proposal_id, by, at = made()
    option = actions.computing.recomputed(actions.Proposal.objects.get(pk=proposal_id)).option("studied")
    actions.computing.recomputed = lambda _: type("Shown", (), {"option": lambda *_: option})()
    standing.refuse_second = lambda *_, **__: None  # all have looked already
    deed = partial(
        actions.approve_option, person_id=person, proposal_id=proposal_id, option_key="studied", reason="", by=by, at=at
    )
    told = at_once([deed] * asked, by="prescriber", refusal=standing.CannotPlan)
    print(json.dumps({**told, "orders": Order.objects.count()}))


def made():
    """A person who is eligible today, with options."""
    from cleared import clear
    from leeward.clinic.audit.actor import acting
    from leeward.clinic.people import actions as people
    from leeward.clinic.people.models import Person, Staff
    from leeward.clinic.people.roles import Role
    from leeward.clinic.plans import actions, computing
    from leeward.dosing import propose

    actions.propose = computing.propose = partial(propose, n=40)
    at = datetime.now(UTC)
    with acting("test"):
        for role in (Role.NURSE, Role.PRESCRIBER):
            people.add_staff(username=role.value, name=f"Test {role.label}", role=role, password="a long test pass")
        nurse, by = Staff.objects.get(username="nurse"), Staff.objects.get(username="prescriber")
        person_id = people.add_person(
            family_name="Sample", given_names="Ada", born=date(1985, 7, 14), sex=Person.Sex.FEMALE, is_synthetic=True,
            at=at,
        )  # fmt: skip
        clear(Person.objects.get(pk=person_id), by=nurse, at=at)
        proposal_id = actions.propose_options(person_id=person_id, by=by, at=at)
    return person_id, proposal_id, by, at


if __name__ == "__main__":
    main(int(sys.argv[1]))
