"""How the answers to a scale become a score: what is missing stays missing, and what cannot be is refused."""

from collections.abc import Sequence
from dataclasses import dataclass

from leeward.instruments.scale import Answers, Cluster, Scale
from leeward.truth import YES


class CannotScore(ValueError):
    """The answers do not fit the scale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterScore:
    """The sum of one cluster; None when an item of it was left out."""

    key: str
    name: str
    total: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One filled-in scale, the answers as given. A missing item leaves the total unknown: it is never counted as 0."""

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
        total=None if missing or not scale.is_scored else scale.total_of(_points(scale, given)),
        clusters=tuple(_cluster(scale, cluster, given) for cluster in scale.clusters),
        missing=missing,
        flags=tuple(flag.key for flag in scale.flags if flag.raised(given) is YES),
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
    _check_parts(scale, answers)
    return tuple(answers)


def _check_parts(scale: Scale, answers: Sequence[int | None]) -> None:
    total, given = answers[0], [answers[number - 1] for number in scale.parts]
    known = [part for part in given if part is not None]
    if total is None or not known:
        return
    if sum(known) > total or (len(known) == len(given) and sum(known) != total):
        raise CannotScore(
            f"{scale.name}: the sub-totals add up to {sum(known)}, but the total is {total}. Correct one of them."
        )


def _missing(scale: Scale, answers: Answers) -> tuple[int, ...]:
    if scale.rests_on_answered and any(answer is not None for answer in answers):
        return ()
    not_asked = set(scale.parts)
    for skip in scale.skips:
        if answers[skip.unless - 1] == scale.items[skip.unless - 1].low:
            not_asked.update(skip.items)
    return tuple(
        item.number
        for item, answer in zip(scale.items, answers, strict=True)
        if answer is None and item.number not in not_asked
    )


def _points(scale: Scale, answers: Answers) -> list[int]:
    """Return what each item counts; one that was rightly left out counts its lowest, or nothing at all."""
    pairs = zip(scale.items, answers, strict=True)
    if scale.rests_on_answered:
        return [item.points(answer) for item, answer in pairs if answer is not None]
    return [item.low if answer is None else item.points(answer) for item, answer in pairs]


def _cluster(scale: Scale, cluster: Cluster, answers: Answers) -> ClusterScore:
    pairs = [(scale.items[number - 1], answers[number - 1]) for number in cluster.items]
    known = [item.points(answer) for item, answer in pairs if answer is not None]
    return ClusterScore(key=cluster.key, name=cluster.name, total=sum(known) if len(known) == len(pairs) else None)
