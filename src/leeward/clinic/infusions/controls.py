"""What may be done at the chair in each state: the few large controls, and the rest beside the entry line."""

from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from leeward.clinic.infusions.bedside import Bedside
from leeward.infusion.machine import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """Something that may be done now; it opens a form, and the form asks again."""

    name: str
    label: str
    url: str
    kind: str = ""
    opens_here: bool = True


PAGES: Final = frozenset({"time_out", "discharge"})
# The large ones, the way out last: what stops or starts the drug, or moves the patient on.
LARGE: Final = {
    State.PLANNED: (("cancel", "Cancel", ""), ("time_out", "Time-out", "main")),
    State.READY: (("cancel", "Cancel", ""), ("start", "Start", "main")),
    State.RUNNING: (("pause", "Pause", ""), ("stop", "Stop", "stop")),
    State.PAUSED: (("resume", "Resume", "main"), ("stop", "Stop", "stop")),
    State.RECOVERING: (("discharge", "Discharge", "main"),),
    State.DISCHARGED: (),
    State.CANCELLED: (),
}
CHARTED: Final = (("scales", "Scales", ""), ("medicine", "Medicine", ""), ("adverse", "Adverse event", ""))
SMALL: Final = {
    State.PLANNED: CHARTED,
    State.READY: (("time_out", "Look again", ""), *CHARTED),
    State.RUNNING: (
        ("confirm", "Pump runs", ""),
        *CHARTED,
        ("what_if", "What if", ""),
        ("rate", "Rate", ""),
        ("complete", "Complete", ""),
    ),
    State.PAUSED: (*CHARTED, ("what_if", "What if", "")),
    State.RECOVERING: (*CHARTED, ("recovery_scores", "Aldrete, PADSS", ""), ("standing", "Standing test", "")),
    State.DISCHARGED: (),
    State.CANCELLED: (),
}


def large_controls(bedside: Bedside) -> tuple[Control, ...]:
    """Return the large controls of this state."""
    return _controls(bedside, LARGE[bedside.state])


def small_controls(bedside: Bedside) -> tuple[Control, ...]:
    """Return what else may be done in this state."""
    return _controls(bedside, SMALL[bedside.state])


def address(bedside: Bedside, name: str) -> str:
    """Return where something is done to this infusion."""
    return reverse(f"infusions:{name}", args=[bedside.infusion.person_id, bedside.infusion.pk])


def _controls(bedside: Bedside, offered: tuple[tuple[str, str, str], ...]) -> tuple[Control, ...]:
    return tuple(
        Control(name=name, label=label, url=address(bedside, name), kind=kind, opens_here=name not in PAGES)
        for name, label, kind in offered
    )
