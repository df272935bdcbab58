"""A questionnaire or rating scale: its items, its clusters, its flags and its bands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from leeward.evidence import Cited, Reference
from leeward.truth import Truth

Answers = tuple[int | None, ...]


class Area(Enum):
    """What an instrument is about, in the order in which a baseline is taken."""

    TRAUMA = "Trauma"
    MOOD = "Mood and suicide risk"
    SLEEP = "Sleep"
    FUNCTION = "Function"
    SUBSTANCES = "Alcohol and drugs"
    BLADDER = "Bladder"
    DISSOCIATION = "Dissociation"
    WAKEFULNESS = "Wakefulness"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleItem:
    """One question by our own short label, never the official wording; `steps` name its answers from `low` up.

    An item without steps takes a number, up to `most`: a total or a sub-total from a form that we may not show.
    """

    number: int
    label: str
    steps: tuple[str, ...] = ()
    low: int = 0
    most: int | None = None
    loinc: str = ""
    is_reversed: bool = False

    @property
    def high(self) -> int:
        """Return the highest answer."""
        return self.low + len(self.steps) - 1 if self.most is None else self.most

    def points(self, answer: int) -> int:
        """Return what an answer counts; a reversed item counts from its other end."""
        return self.low + self.high - answer if self.is_reversed else answer

    def says(self, answer: int) -> str:
        """Return the name of an answer; a number where the item has no named steps."""
        return self.steps[answer - self.low] if self.steps else str(answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Items that are summed by themselves."""

    key: str
    name: str
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """When item `unless` is answered with its lowest step, `items` are not asked and are not missing."""

    unless: int
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """Something in the answers that a person has to act upon, whatever the total."""

    key: str
    says: str
    raised: Callable[[Answers], Truth]


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A named range of the total, from `start` up to the next band."""

    start: Cited
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """One edition of an instrument. Another recall period or version is another scale with another key.

    `parts` are sub-totals that may be left out and that add up to the first item, the total. A missing item leaves the
    total unknown, save with `rests_on_answered`: there the instrument's own rule takes it over the answered items.
    """

    key: str
    name: str
    area: Area
    items: tuple[ScaleItem, ...]
    clusters: tuple[Cluster, ...] = ()
    recall: str
    rights: str
    cites: tuple[Cited | Reference, ...]
    higher_is_worse: bool = True
    by_clinician: bool = False
    flags: tuple[Flag, ...] = ()
    bands: tuple[Band, ...] = ()
    skips: tuple[Skip, ...] = ()
    total_of: Callable[[Sequence[int]], int] = sum
    parts: tuple[int, ...] = ()
    rests_on_answered: bool = False
    is_scored: bool = True
    loinc_panel: str = ""
    loinc_total: str = ""
    note: str = ""

    @property
    def lowest(self) -> int:
        """Return the lowest possible total."""
        return self.total_of([item.low for item in self.items])

    @property
    def highest(self) -> int:
        """Return the highest possible total."""
        return self.total_of([item.high for item in self.items])

    @property
    def is_score_entry(self) -> bool:
        """Is only the score entered, from a form that Leeward has no right to show?"""
        return all(item.most is not None for item in self.items)

    @property
    def is_self_report(self) -> bool:
        """May patients answer it alone: theirs to answer, and with an answer to choose for every item?"""
        return not self.by_clinician and not self.is_score_entry and all(item.steps for item in self.items)

    def flag(self, key: str) -> Flag:
        """Return the flag of that key, for its sentence."""
        return next(flag for flag in self.flags if flag.key == key)

    def band(self, total: int | None) -> Band | None:
        """Return the band that a total falls in; None when it is unknown or the scale has no bands."""
        reached = [band for band in self.bands if total is not None and total >= band.start.to("points")]
        return reached[-1] if reached else None


def numbered(labels: Sequence[str], steps: tuple[str, ...], *, loinc: Sequence[str] = ()) -> tuple[ScaleItem, ...]:
    """Number the labels of a scale whose items are all answered with the same steps."""
    codes = loinc or [""] * len(labels)
    return tuple(
        ScaleItem(number=number, label=label, steps=steps, loinc=code)
        for number, (label, code) in enumerate(zip(labels, codes, strict=True), 1)
    )
