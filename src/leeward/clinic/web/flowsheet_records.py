"""What the flowsheet draws, in minutes from the start of the infusion."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RatePiece:
    """The rate between two minutes; zero is a pause, unless `still_says` names another reason."""

    from_minute: float
    to_minute: float
    ml_per_h: float
    still_says: str = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicted:
    """A predicted band: median, low and high at the same minutes."""

    minutes: tuple[float, ...]
    median: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuff:
    """One cuff measurement; an artefact is struck, with its reason, and stays on the sheet."""

    minute: float
    systolic: float
    diastolic: float | None = None
    artefact: str | None = None
    by_hand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    minute: float
    value: float
    artefact: str | None = None
    by_hand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A stretch of time without a signal."""

    from_minute: float
    to_minute: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something that happened: a glyph, and words where it is more than one among many."""

    minute: float
    glyph: str
    says: str = ""
    kind: str = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    """One scale of the bedside: its name, and what was scored when."""

    name: str
    scores: tuple[Sample, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ghost:
    """The place that the next observation will take."""

    minute: float
    says: str
    is_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowsheetChart:
    """All that the flowsheet draws, in minutes from the start of the infusion."""

    started: str
    first_minute: float
    last_minute: float
    now_minute: float | None = None
    given: tuple[RatePiece, ...] = ()
    planned: tuple[RatePiece, ...] = ()
    given_says: str = ""
    dose: tuple[Sample, ...] = ()
    """Cumulative mg/kg at the corners of its line, by `now` and no further."""
    dose_ordered: float = 0.0
    concentration: Predicted | None = None
    systolic: Predicted | None = None
    systolic_limit: float | None = None
    limit_says: str = ""
    cuffs: tuple[Cuff, ...] = ()
    heart_rate: tuple[Sample, ...] = ()
    heart_rate_gaps: tuple[Gap, ...] = ()
    spo2: tuple[Sample, ...] = ()
    spo2_gaps: tuple[Gap, ...] = ()
    breaths: tuple[Sample, ...] = ()
    breaths_gaps: tuple[Gap, ...] = ()
    scale_name: str = "CADSS"
    scale_high: float = 24.0
    dissociation: Predicted | None = None
    dissociation_name: str = "predicted"
    scores: tuple[Sample, ...] = ()
    score_rows: tuple[ScoreRow, ...] = ()
    marks: tuple[Mark, ...] = ()
    ghost: Ghost | None = None
    key: str = "flowsheet"
