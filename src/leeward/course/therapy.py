"""Psychotherapy beside the infusions: its kinds, what is known of the combination, and a plan of sessions."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from leeward.evidence import Certainty, Cited, Claim, Reference
from leeward.evidence.sources import DUEK_2023, FEDER_2025, NCT04560660
from leeward.protocol.coursing import TherapySessions

COMBINATION: Final = Claim(
    key="ketamine-with-therapy",
    says="Whether ketamine adds to trauma-focused therapy is unknown: one small randomized trial (27 people) found "
    "symptoms alike in both arms; an open series (13 people) cannot tell; two randomized trials have no results yet.",
    certainty=Certainty.VERY_LOW,
    cites=(
        Reference(DUEK_2023, "symptoms improved equally"),
        Reference(FEDER_2025, "abstract: 9 of 13 responded, uncontrolled"),
        Reference(NCT04560660, "registry: completed, no results posted when read"),
    ),
)
OPEN_WINDOW: Final = "Nobody compared windows: 24 to 72 h is what one trial's protocol used."


class CannotPlace(ValueError):
    """The sessions cannot be placed as told; the sentence says what is wrong with what was handed in."""


class TherapyKind(Enum):
    """A kind of session, as a person reads it."""

    PREPARATION = "preparation"
    INTEGRATION = "integration"
    EXPOSURE = "prolonged exposure (PE)"
    PROCESSING = "cognitive processing therapy (CPT)"
    EMDR = "eye movement desensitization and reprocessing (EMDR)"
    WRITTEN = "written exposure therapy"

    @property
    def key(self) -> str:
        """The kind in an address and in the record."""
        return self.name.lower()


USUAL_SESSIONS: Final[dict[TherapyKind, Cited]] = {
    TherapyKind.PREPARATION: TherapySessions.preparation,
    TherapyKind.INTEGRATION: TherapySessions.integration,
    TherapyKind.EXPOSURE: TherapySessions.exposure,
    TherapyKind.PROCESSING: TherapySessions.processing,
    TherapyKind.EMDR: TherapySessions.emdr,
    TherapyKind.WRITTEN: TherapySessions.written,
}
# Preparation and integration are sessions around an infusion; these four treat the trauma itself.
TRAUMA_FOCUSED: Final = (TherapyKind.EXPOSURE, TherapyKind.PROCESSING, TherapyKind.EMDR, TherapyKind.WRITTEN)
LONG: Final = (TherapyKind.EXPOSURE, TherapyKind.EMDR)


@dataclass(frozen=True, slots=True, kw_only=True)
class TherapyPlan:
    """So many sessions of one kind and their length; the first follows infusion `after`, counted from 1."""

    kind: TherapyKind
    sessions: int
    minutes: int
    after: int = 1
    cites: tuple[Cited, ...] = ()

    def __post_init__(self) -> None:
        if self.sessions < 1 or self.minutes < 1 or self.after < 1:
            raise CannotPlace(f"{self.kind.value}: sessions, minutes and the infusion it follows are 1 or more.")


def usual_plan(kind: TherapyKind, *, infusions: int) -> TherapyPlan:
    """Return the plan to begin from; one integration session follows each infusion, written exposure the fourth."""
    per_plan, length = USUAL_SESSIONS[kind], TherapySessions.long if kind in LONG else TherapySessions.short
    times = infusions if kind is TherapyKind.INTEGRATION else 1
    after = round(TherapySessions.written_after.to("infusions")) if kind is TherapyKind.WRITTEN else 1
    return TherapyPlan(
        kind=kind,
        sessions=max(1, round(per_plan.to("sessions")) * times),
        minutes=round(length.to("min")),
        after=after,
        cites=(per_plan, length),
    )
