"""What is to be observed, in chips: each says when, and leads to where it is entered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from leeward.clinic.infusions.bedside import Bedside
from leeward.clinic.infusions.controls import address
from leeward.clinic.infusions.state_tile import PUMP
from leeward.infusion.observations import Due, Observation
from leeward.infusion.quick_scales import QUICK

SHOWN_LATER: Final = 2
GLYPHS: Final = {Due.OVERDUE: "◆", Due.DUE: "●", Due.LATER: "○"}
NAMES: Final = {PUMP: "Is the pump still infusing?", "cadss-6": "CADSS-6"}
LEADS_TO: Final = {
    PUMP: "confirm",
    "cadss-6": "cadss6",
    "aldrete": "recovery_scores",
    **dict.fromkeys((scale.key for scale in QUICK), "scales"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLine:
    """One or several observations of one moment: whether late, in words and in shape, and where they are entered."""

    kind: str
    glyph: str
    label: str
    says: str
    url: str = ""
    """Opened at the chair; empty for what is typed into the line."""


def due_lines(found: Sequence[Observation], bedside: Bedside) -> tuple[DueLine, ...]:
    """Return the observations that are due or come next, the latest ones first; scales of one moment together."""
    late = _together(one for one in found if one.state is not Due.LATER)
    later = _together(one for one in found if one.state is Due.LATER)
    return tuple(_due(group, bedside) for group in (*late, *later[:SHOWN_LATER]))


def _together(found: Iterable[Observation]) -> list[list[Observation]]:
    """Gather what is entered at one place and is due in the same minute."""
    groups: dict[tuple[str, datetime, Due], list[Observation]] = {}
    for one in found:
        place = LEADS_TO.get(one.key, one.key)
        groups.setdefault((place, one.due_at.replace(second=0, microsecond=0), one.state), []).append(one)
    return list(groups.values())


def _due(group: list[Observation], bedside: Bedside) -> DueLine:
    first, now = group[0], bedside.now
    late_min = (now - first.due_at) // timedelta(minutes=1)
    clock = f"{timezone.localtime(first.due_at):%H:%M}"
    says = {Due.OVERDUE: f"overdue {late_min} min", Due.DUE: "due now", Due.LATER: clock}
    leads_to = LEADS_TO.get(first.key, "")
    return DueLine(
        kind=first.state.value,
        glyph=GLYPHS[first.state],
        label=_label(group),
        says=says[first.state],
        url=address(bedside, leads_to) if leads_to else "",
    )


def _label(group: list[Observation]) -> str:
    names = [NAMES.get(one.key, one.label.partition(" (")[0].partition(" 0-")[0]) for one in group]
    return ", ".join([names[0], *(name.lower() for name in names[1:])])
