"""What stands before a course in the demonstration: the treatments tried, and the consent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from leeward.clinic.assessments import history_actions
from leeward.clinic.consents import actions as consents
from leeward.clinic.consents import queries
from leeward.clinic.people.models import Staff
from leeward.truth import YES

Told = Mapping[str, tuple[Mapping[str, Any], ...]]

LONG_WAY: Final[Told] = {
    "psychotherapies": (
        {"therapy": "pe", "sessions": 11, "weeks": 14.0, "response": "partial", "stopped": "finished",
         "source": "letter of the therapist, 2019"},
        {"therapy": "emdr", "sessions": 3, "weeks": 4.0, "response": "worse", "stopped": "side_effects",
         "source": "the patient"},
    ),
    "medicines": (
        {"medicine": "Zoloft", "dose_mg_per_day": 150.0, "weeks": 30.0, "response": "partial", "stopped": "no_benefit",
         "source": "pharmacy list"},
        {"medicine": "paroxetine", "dose_mg_per_day": 10.0, "weeks": 5.0, "response": "none",
         "stopped": "side_effects", "source": "the patient"},
        {"medicine": "prazosin", "dose_mg_per_day": 4.0, "weeks": 40.0, "response": "partial", "stopped": "still",
         "source": "the patient", "note": "For nightmares."},
        {"medicine": "venlafaxine", "weeks": 52.0, "stopped": "still", "source": "the patient"},
    ),
}  # fmt: skip
SHORT_WAY: Final[Told] = {
    "psychotherapies": ({"therapy": "emdr", "source": "the patient"},),
    "medicines": (
        {"medicine": "escitalopram", "dose_mg_per_day": 10.0, "weeks": 16.0, "response": "partial", "stopped": "still",
         "source": "the patient"},
    ),
}  # fmt: skip
DRAWN: Final = tuple(
    tuple((x, y) for x, y in stroke)
    for stroke in (
        ((150, 210), (175, 90), (205, 215), (160, 160), (215, 158)),
        ((250, 180), (280, 150), (300, 200), (330, 150), (350, 200), (390, 150), (420, 195)),
        ((450, 90), (455, 205), (480, 160), (520, 205), (560, 150), (640, 200), (760, 170)),
    )
)


def tell_history(person_id: UUID, told: Told, *, complete: bool, by: Staff, at: datetime) -> None:
    """Record what was tried, and that this is all."""
    for part, trials in told.items():
        for trial in trials:
            history_actions.record_trial(person_id=person_id, trial_id=uuid4(), part=part, told=trial, by=by, at=at)
        if complete:
            history_actions.say_complete(person_id=person_id, part=part, complete=YES, by=by, at=at)


def sign_consent(person_id: UUID, *, witness: Staff, at: datetime) -> None:
    """Sign the current text under the person's own name."""
    page = queries.sign_page(person_id, now=at)
    signed = consents.Signed(
        seen=page.digest,
        agreed=frozenset(block.key for block in page.blocks if block.kind == "point"),
        typed_name=page.name,
        drawing=DRAWN,
    )
    consents.sign(person_id=person_id, signed=signed, witness=witness, at=at)
