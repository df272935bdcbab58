"""What every page's frame shows: where one may go, and who is signed in."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import reverse

from leeward.clinic.people.access import may
from leeward.clinic.people.signed_in import role_of, staff_of

PLACES: Final = (
    ("Today", "web:home", "What waits."),
    ("People", "people:list", "Everybody who has a record here: assessment, plan, infusions, outcomes, report."),
    ("Calendar", "scheduling:week", "What is booked this week, on which chair and with whom; what is closed."),
    ("Requests", "referrals:list", "Who asked for a consultation, and what became of it."),
    ("Chairs", "infusions:chairs", "Every infusion that is open now, the worst first."),
    ("Day after", "aftercare:list", "Who is called on the day after an infusion, and whose answers wait."),
    ("Due", "outcomes:worklist", "Whose questionnaires are overdue, and what closes soonest."),
    ("Messages", "messaging:list", "Which messages to patients did not arrive."),
    ("Stock", "pharmacy:stock", "Every vial of the controlled drug: receive, count, account for, print the log."),
    ("Devices", "monitors:list", "Which monitors may speak here, how they are, and what could not be used."),
    ("On call", "crises:rota", "Who answers for a crisis, and when nobody does."),
    ("Status", "upkeep:status", "What must run so that the clinic can, and what to do where it does not."),
    ("Protocol", "protocols:in_force", "Every limit in force, who signed it, and what is drafted."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A page one may go to from anywhere."""

    label: str
    says: str
    url: str
    here: bool


def navigation(request: HttpRequest) -> dict[str, object]:
    """The places open to the signed-in person's role."""
    role = role_of(request) if hasattr(request, "user") else None
    if role is None:
        return {"places": (), "signed_in_as": None}
    match = request.resolver_match
    here = match.view_name if match else ""
    places = tuple(
        Place(label=label, says=says, url=reverse(name), here=name == here)
        for label, name, says in PLACES
        if may(role, name)
    )
    return {"places": places, "signed_in_as": {"name": staff_of(request).name, "role": role.label}}
