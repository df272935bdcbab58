"""Where each instrument stands: latest score, change since baseline in words that are defined, clusters, gaps."""

from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from leeward.clinic.outcomes.notes import Mark, Notebook
from leeward.clinic.outcomes.plotting import APART, PTSD, is_plotted, place
from leeward.clinic.web.moments import moment as moment
from leeward.instruments import CSSRS, Score, by_key
from leeward.instruments.cssrs import triage
from leeward.outcomes import Change, Point, Series, Trajectory, loss
from leeward.outcomes.definitions import LOSS_OF_RESPONSE
from leeward.truth import UNKNOWN, YES, Truth

UNKNOWN_TOTAL: Final = "unknown"
NOT_SCORED: Final = "not scored"
TAGS: Final = {"yes": ("ok", "met"), "no": ("quiet", "not met"), "unknown": ("ask", "unknown")}
WORSE: Final = ("worsening", "loss of response")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word of the outcome: is it met, what does it mean, who says so."""

    name: str
    says: str
    tag_kind: str
    tag: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartLine:
    """One part of a scale before and after: a cluster, or nightmares and sleep apart."""

    name: str
    of: str
    before: str
    after: str
    points: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PointLine:
    """One score in the table behind the plot."""

    when: str
    place: str
    total: str
    missing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One instrument as it stands."""

    scale_key: str
    name: str
    recall: str
    latest: str
    of: str
    latest_when: str
    latest_place: str
    band: str
    baseline: str
    change: str
    says: str
    words: tuple[Word, ...]
    parts: tuple[PartLine, ...]
    points: tuple[PointLine, ...]
    gaps: tuple[str, ...]
    note: str
    marks: tuple[Mark, ...]


def standings(trajectory: Trajectory, *, notes: Notebook, zone: tzinfo) -> tuple[Standing, ...]:
    """Return every instrument that was ever scored, those of the plot first."""
    known = sorted(trajectory.series, key=lambda series: (not is_plotted(series.scale_key), place(series)))
    return tuple(_standing(series, notes, zone) for series in known)


def caution(trajectory: Trajectory, notes: Notebook) -> tuple[str, tuple[Mark, ...]]:
    """Return the sentence that belongs below every change, with its notes."""
    return trajectory.caution.says, notes.marks(trajectory.caution.cites)


def total_of(score: Score) -> str:
    """Return the total as written: a total with items left out is unknown, never a number."""
    if not by_key(score.scale_key).is_scored:
        return NOT_SCORED
    return UNKNOWN_TOTAL if score.total is None else str(score.total)


def band_of(score: Score) -> str:
    """Return the named range of a total, or the risk that the screen found; nothing where the scale names none."""
    scale = by_key(score.scale_key)
    if scale.key == CSSRS.key:
        return triage(score).risk.value
    found = scale.band(score.total)
    return found.says if found else ""


def signed(points: int | None) -> str:
    """Return a change with its sign, a real minus for a fall; nothing for what is not known."""
    if points is None:
        return UNKNOWN_TOTAL
    return f"{points:+d}".replace("-", "−") if points else "0"


def _standing(series: Series, notes: Notebook, zone: tzinfo) -> Standing:
    scale, last = by_key(series.scale_key), series.points[-1]
    step = series.latest if series.since_baseline and last is not series.baseline else None
    return Standing(
        scale_key=scale.key,
        name=scale.name,
        recall=scale.recall,
        latest=total_of(last.score),
        of=f"{scale.lowest} to {scale.highest}, {'higher' if scale.higher_is_worse else 'lower'} is worse",
        latest_when=moment(last.at, zone),
        latest_place=last.label,
        band=band_of(last.score),
        baseline=_baseline(series, zone),
        change=_change(step),
        says=step.says if step else "",
        words=_words(series, step, notes),
        parts=_parts(series, last),
        points=tuple(_point(point, zone) for point in series.points),
        gaps=series.gaps if is_plotted(scale.key) else tuple(gap for gap in series.gaps if "left out" in gap),
        note=scale.note,
        marks=notes.marks(scale.cites),
    )


def _baseline(series: Series, zone: tzinfo) -> str:
    if series.baseline is None:
        return "none"
    return f"{total_of(series.baseline.score)} on {series.baseline.at.astimezone(zone):%d-%b-%Y}"


def _change(step: Change | None) -> str:
    if step is None:
        return "no score since the first infusion"
    percent = "" if step.percent is None else f" ({step.percent:+.0f} %)".replace("-", "−")
    return f"{signed(step.points)} points{percent}" if step.points is not None else UNKNOWN_TOTAL


def _words(series: Series, step: Change | None, notes: Notebook) -> tuple[Word, ...]:
    if step is None:
        return ()
    words = [_word(v.definition.name, v.definition.says, v.met, notes.marks(v.definition.cites)) for v in step.verdicts]
    gone = loss(series, [visit.at for visit in series.visits]) if series.scale_key in PTSD else None
    if gone is not None and gone.lost is not UNKNOWN:
        said = LOSS_OF_RESPONSE
        words.append(_word(said.name, said.says, gone.lost, notes.marks(said.cites)))
    return tuple(words)


def _word(name: str, says: str, met: Truth, marks: tuple[Mark, ...]) -> Word:
    kind, tag = TAGS[met.value]
    if met is YES and any(word in name for word in WORSE):
        kind = "high"
    return Word(name=name, says=says, tag_kind=kind, tag=tag, marks=marks)


def _parts(series: Series, last: Point) -> tuple[PartLine, ...]:
    scale, first = by_key(series.scale_key), series.baseline.score if series.baseline else None
    of_items = {cluster.key: cluster.items for cluster in scale.clusters}
    rows = [
        _part(
            f"{cluster.key} {cluster.name}",
            sum(scale.items[number - 1].high for number in of_items[cluster.key]),
            first.cluster(cluster.key) if first else None,
            last.score.cluster(cluster.key),
        )
        for cluster in scale.clusters
    ]
    if scale.key in PTSD:
        rows += [
            _part(
                f"{name} (item {number})",
                scale.items[number - 1].high,
                first.answers[number - 1] if first else None,
                last.score.answers[number - 1],
            )
            for number, name in APART
        ]
    return tuple(rows)


def _part(name: str, high: int, before: int | None, after: int | None) -> PartLine:
    points = None if before is None or after is None else after - before
    written = [UNKNOWN_TOTAL if value is None else str(value) for value in (before, after)]
    return PartLine(name=name, of=f"of {high}", before=written[0], after=written[1], points=signed(points))


def _point(point: Point, zone: tzinfo) -> PointLine:
    missing = ", ".join(map(str, point.score.missing))
    return PointLine(
        when=moment(point.at, zone),
        place=point.label,
        total=total_of(point.score),
        missing=missing and f"items {missing}",
    )
