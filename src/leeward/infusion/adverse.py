"""Adverse events: what happened, how bad, what was done, whether the drug did it, and how it ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final
from uuid import UUID

from leeward.infusion.event import Event
from leeward.truth import Truth

GRADES: Final = {"mild": 1, "moderate": 2, "severe": 3, "life-threatening": 4, "fatal": 5}  # plain: grades, a scale
RELATIONS: Final = ("not related", "unlikely", "possible", "probable", "certain", "not known")
OUTCOMES: Final = ("recovered", "recovering", "not recovered", "recovered with lasting harm", "fatal", "not known")
OPEN: Final = frozenset({"recovering", "not recovered", "not known"})
# Own short words for what the labels and trials of the safety dossier's section 7 report; anything else is typed.
TERMS: Final = (
    "dissociation", "dizziness", "vertigo", "nausea", "vomiting", "sedation", "headache", "numbness", "anxiety",
    "panic", "lethargy", "blood pressure raised", "fast pulse", "blurred vision", "feeling drunk", "euphoria",
    "agitation", "flashback", "hallucination", "urinary urgency", "fall", "chest pain", "hypertensive emergency",
    "slow breathing", "apnoea", "laryngospasm", "low oxygen", "arrhythmia", "seizure", "loss of consciousness",
    "allergic reaction", "anaphylaxis", "pain at the line", "mania", "psychosis", "suicidal thoughts",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class AdverseEventNoted(Event):
    verb: ClassVar[str] = "note an adverse event"
    term: str
    severity: str
    action: str
    serious: Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class AdverseEventFollowed(Event):
    """What became of an adverse event, and whether the drug is thought to have done it, as of now."""

    verb: ClassVar[str] = "follow an adverse event"
    adverse_event: UUID
    outcome: str
    relation: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adverse:
    """One adverse event as it stands."""

    noted: AdverseEventNoted
    followed: tuple[AdverseEventFollowed, ...] = ()

    @property
    def outcome(self) -> str:
        """What was last said of how it went; not known before anybody said it."""
        return self.followed[-1].outcome if self.followed else "not known"

    @property
    def relation(self) -> str:
        """What was last said of the drug's part in it."""
        return self.followed[-1].relation if self.followed else "not known"

    @property
    def is_open(self) -> bool:
        """Does somebody still have to say how it ended?"""
        return self.outcome in OPEN


def adverse_events(events: Iterable[Event]) -> tuple[Adverse, ...]:
    """Return the adverse events with what was said of each later, in the order in which they were noted."""
    known = tuple(events)
    followed = [event for event in known if isinstance(event, AdverseEventFollowed)]
    return tuple(
        Adverse(noted=event, followed=tuple(one for one in followed if one.adverse_event == event.event_id))
        for event in known
        if isinstance(event, AdverseEventNoted)
    )
