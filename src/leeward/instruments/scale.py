"""A questionnaire or rating scale: its items, its clusters, and how its answers become a score."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from leeward.evidence import Cited, Reference
from leeward.truth import YES, Truth

Answers = tuple[int | None, ...]


class CannotScore(ValueError):
    """The answers do not fit the scale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleItem:
    """One question by our own short label, never the official wording; `steps` name its answers from `low` up."""

    number: int
    label: str
    steps: tuple[str, ...]
    low: int = 0
    loinc: str = ""

    @property
    def high(self) -> int:
        """Return the highest answer."""
        return self.low + len(self.steps) - 1


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
    """One edition of an instrument. Another recall period or version is another scale with another key."""

    key: str
    name: str
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

    def flag(self, key: str) -> Flag:
        """Return the flag of that key, for its sentence."""
        return next(flag for flag in self.flags if flag.key == key)

    def band(self, total: int | None) -> Band | None:
        """Return the band that a total falls in; None when it is unknown or the scale has no bands."""
        reached = [band for band in self.bands if total is not None and total >= band.start.to("points")]
        return reached[-1] if reached else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterScore:
    """The sum of one cluster; None when an item of it was left out."""

    key: str
    name: str
    total: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One filled-in scale. A missing item leaves the total unknown: it is never counted as 0."""

    scale_key: str
    answers: Answers
    total: int | None
    clusters: tuple[ClusterScore, ...] = ()
    missing: tuple[int, ...] = ()
    flags: tuple[str, ...] = ()

    def cluster(self, key: str) -> int | None:
        """Return one cluster's sum."""
        return next(cluster.total for cluster in self.clusters if cluster.key == key)


def score(scale: Scale, answers: Sequence[int | None]) -> Score:
    """Score the answers, given in the order of the items; None stands for an item that was left out."""
    given = _checked(scale, answers)
    missing = _missing(scale, given)
    return Score(
        scale_key=scale.key,
        answers=given,
        total=None if missing else scale.total_of(_complete(scale, given)),
        clusters=tuple(_cluster(cluster, given) for cluster in scale.clusters),
        missing=missing,
        flags=tuple(flag.key for flag in scale.flags if flag.raised(given) is YES),
    )


def numbered(labels: Sequence[str], steps: tuple[str, ...], *, loinc: Sequence[str] = ()) -> tuple[ScaleItem, ...]:
    """Number the labels of a scale whose items are all answered with the same steps."""
    codes = loinc or [""] * len(labels)
    return tuple(
        ScaleItem(number=number, label=label, steps=steps, loinc=code)
        for number, (label, code) in enumerate(zip(labels, codes, strict=True), 1)
    )


def _checked(scale: Scale, answers: Sequence[int | None]) -> Answers:
    if len(answers) != len(scale.items):
        raise CannotScore(f"{scale.name} has {len(scale.items)} items, but {len(answers)} answers were given.")
    for item, answer in zip(scale.items, answers, strict=True):
        if answer is None:
            continue
        if type(answer) is not int or not item.low <= answer <= item.high:
            raise CannotScore(
                f"{scale.name} item {item.number} ({item.label}) takes a whole number from {item.low} to {item.high}; "
                f"got {answer!r}. Correct it, or leave the item out."
            )
    return tuple(answers)


def _missing(scale: Scale, answers: Answers) -> tuple[int, ...]:
    not_asked = {
        number
        for skip in scale.skips
        if answers[skip.unless - 1] == scale.items[skip.unless - 1].low
        for number in skip.items
    }
    return tuple(
        item.number
        for item, answer in zip(scale.items, answers, strict=True)
        if answer is None and item.number not in not_asked
    )


def _complete(scale: Scale, answers: Answers) -> list[int]:
    return [item.low if answer is None else answer for item, answer in zip(scale.items, answers, strict=True)]


def _cluster(cluster: Cluster, answers: Answers) -> ClusterScore:
    given = [answers[number - 1] for number in cluster.items]
    known = [answer for answer in given if answer is not None]
    return ClusterScore(key=cluster.key, name=cluster.name, total=sum(known) if len(known) == len(given) else None)
