"""A target-controlled infusion as it stands on paper: the schedule, what it would do, and what it is not."""

from dataclasses import dataclass
from typing import Final

from leeward.evidence import Facts, assumed
from leeward.pharmacology.model import Curve
from leeward.pharmacology.prediction import Band
from leeward.pharmacology.regimen import Regimen

ON_PAPER: Final = (
    "This schedule is on paper: Leeward drives no pump, and nobody's level is measured.",
    "It is for the typical person of the model at this weight; the spread at the end shows how far people differ.",
    "No level of ketamine is known to be right for PTSD: the target is the reader's own.",
)
NO_SITE: Final = (
    "Where blood was sampled is not known for this model; the effect site's lag was measured on arterial blood."
)


class Held(Facts):
    """When a level counts as reached."""

    within = assumed("2 %", why="below what an assay can tell apart; reached means no further under the target")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TargetPlan:
    """A schedule on paper, and what it would do in the model's typical person."""

    model: str
    site: str
    target_ng_per_ml: float
    regimen: Regimen
    every_min: float
    times_min: Curve
    levels_ng_per_ml: Curve
    """(times,), to an hour after the end."""
    reached_min: float
    overshoot_share: float
    """How far the highest level passes the target, as a share of it."""
    lowest_held_share: float
    """The lowest level from when it was reached to the end, as a share of the target."""
    highest_rate_mg_per_min: float
    mg_per_kg: float
    at_end: Band | None
    """Levels at the end among people of the model; None where the model's spread was not obtained."""
    says: tuple[str, ...]

    @property
    def given_mg(self) -> float:
        """Ketamine base that the schedule gives."""
        return self.regimen.total_mg
