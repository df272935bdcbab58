"""Made-up intakes: a link that was given out and begun, and one whose answers were sent and wait for somebody."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from leeward.cli.seeding import MINUTE, Team
from leeward.clinic.people.models import Person
from leeward.clinic.portal import actions, opening
from leeward.clinic.portal.patient_pages import left_out, way_of
from leeward.clinic.portal.steps import DONT_KNOW, NONE, NOT_SAID, SOME, Kind, Step

TOLD: Final[Mapping[str, Mapping[str, Any]]] = {
    "allergies": {"answer": SOME, "names": ["Penicillin, hives", "latex"]},
    "medicines": {"answer": SOME, "names": ["sertaline 100", "xanax 0.5 mg when needed", "water pill"]},
    "medicines-read": {
        "answer": "read",
        "names": ["sertaline 100", "xanax 0.5 mg when needed", "water pill"],
        "confirmed": {"sertaline 100": "yes"},
    },
    "hypertension": {"answer": "yes"},
    "head_injury_mild": {"answer": "yes"},
    "sleep_apnea": {"answer": DONT_KNOW},
    "porphyria": {"answer": DONT_KNOW},
    "ketamine_misuse": {"answer": NOT_SAID},
    "height": {"answer": "told", "says": "5 ft 9 in (175 cm)", "feet": 5.0, "inches": 9.0},
    "weight": {"answer": "told", "says": "176 lb (79.8 kg)", "lb": 176.0},
    "escort": {"answer": "yes", "name": "Kim, my sister", "phone": "+1 555 0142"},
    "therapy-cpt": {"answer": "yes", "sessions": 12, "response": "partial"},
    "tried-medicines": {"answer": SOME, "names": ["Paxil 20 mg", "Effexor 150 mg"]},
    "phq-9_9": {"answer": "0"},
}


def begun(person_id: UUID, team: Team, *, at: datetime) -> None:
    """Give out a link that the patient opened and began with."""
    link_id = _opened(person_id, team, at=at)
    _answer(link_id, most=9, at=at + 20 * MINUTE)


def sent(person_id: UUID, team: Team, *, at: datetime) -> None:
    """Give out a link whose answers the patient sent."""
    link_id = _opened(person_id, team, at=at)
    _answer(link_id, most=200, at=at + 20 * MINUTE)
    way = way_of(link_id, now=at)
    actions.submit(
        link_id=link_id, left_out=left_out(at), answered=way.answered, of=len(way.steps), at=at + 45 * MINUTE
    )


def _opened(person_id: UUID, team: Team, *, at: datetime) -> UUID:
    link_id, born = uuid4(), Person.objects.get(pk=person_id).born
    token = opening.make_link(person_id=person_id, link_id=link_id, by=team.desk, at=at)
    if born is not None:
        opening.open_by_token(token=token, born=born, device="", at=at + 10 * MINUTE)
    return link_id


def _answer(link_id: UUID, *, most: int, at: datetime) -> None:
    """Answer the questions in their order, as far as told."""
    for _ in range(most):
        step = way_of(link_id, now=at).first_open()
        if step is None:
            return
        actions.save_answer(link_id=link_id, step=step, value=_value(step), at=at)


def _value(step: Step) -> Mapping[str, Any]:
    if step.key in TOLD:
        return TOLD[step.key]
    if step.kind is Kind.SCALE:
        return {"answer": step.choices[step.number % 3][0]}
    return {"answer": NONE if (NONE, "No") in step.choices else "no"}
