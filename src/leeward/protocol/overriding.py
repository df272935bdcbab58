"""Which exclusions two persons may set aside together: those that trials and consensus drew, never a hard one.

One label bears on what is listed: the UK one on an old severe head injury, and its row says so.

Whatever is not listed stands for everybody: label contraindications in which the rise of blood pressure can kill
(aneurysm, vessel malformation, bleeding into the brain, unstable or failing heart), pregnancy, capacity, allergy,
organ damage by ketamine, what has to be treated first, and everything of the day: another day is the answer there.
"""

from dataclasses import dataclass
from typing import Final

from leeward.evidence import Facts, assumed


class Overriding(Facts):
    """How long an override stands."""

    stands_for = assumed("90 d", why="One course with its follow-up; another course is another decision.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Overridable:
    """One exclusion that may be set aside, by the key of its rule, and why this one may."""

    rule_key: str
    why: str


OVERRIDABLE: Final[tuple[Overridable, ...]] = (
    Overridable(
        rule_key="psychotic-disorder",
        why="Trials left these people out; no label that we read forbids it. Psychotic symptoms now stay a bar.",
    ),
    Overridable(
        rule_key="high-mania-score",
        why="The limit is one trial's entry criterion. Mania, hypomania or a mixed state now stays a bar.",
    ),
    Overridable(
        rule_key="low-memory-score",
        why="The limit is one trial's entry criterion. Dementia, delirium and missing capacity stay bars.",
    ),
    Overridable(
        rule_key="severe-head-injury",
        why="Trials left these people out, and the UK label names cerebral trauma without a time: weigh "
        "how long ago it was. A head injury of the last months still defers, raised pressure in the head stays a bar.",
    ),
    Overridable(
        rule_key="substance-use-disorder",
        why="Care of the use disorder within the same treatment can take its place. Intoxication or withdrawal "
        "on the day still defers.",
    ),
    Overridable(
        rule_key="ketamine-misuse",
        why="A design default, not a label's: one trial took people with a single use.",
    ),
    Overridable(
        rule_key="porphyria",
        why="It is a bar until a porphyria service has advised; the sources disagree whether ketamine is safe.",
    ),
)
