"""The scales of one tap: each with its numbers, and what was scored last."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions import charting
from leeward.clinic.infusions.deed import Deed
from leeward.infusion.charting import scores
from leeward.infusion.machine import State
from leeward.infusion.quick_scales import QUICK, QuickScale, quick_scale


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleRow:
    """One scale on the panel."""

    scale: QuickScale
    last: str


def rows(*, person_id: UUID, infusion_id: UUID, now: datetime) -> tuple[ScaleRow, ...]:
    """Return the scales in the order in which they are asked."""
    bedside = standing.load(standing.find(person_id=person_id, infusion_id=infusion_id), now=now)
    found = []
    for scale in QUICK:
        last = next(iter(scores(bedside.events, scale.key)[::-1]), None)
        says = f"{last.total} at {timezone.localtime(last.at):%H:%M}" if last is not None else "not scored yet"
        found.append(ScaleRow(scale=scale, last=says))
    return tuple(found)


def tap(deed: Deed, *, scale_key: str, total: int) -> State:
    """Write down one number; raises CannotScore for what is none of the scale."""
    checked = quick_scale(scale_key).check(total)
    return charting.score_scale(deed, scale_key=scale_key, answers=(checked,), total=checked)
