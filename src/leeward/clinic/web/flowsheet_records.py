"""What the flowsheet draws, in minutes from the start of the infusion."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RatePiece:
    """The rate between two minutes; zero is a pause."""

    from_minute: float
    to_minute: float
    ml_per_h: float


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
class FlowsheetChart:
    """All that the flowsheet draws, in minutes from the start of the infusion."""

    started: str
    first_minute: float
    last_minute: float
    now_minute: float | None = None
    given: tuple[RatePiece, ...] = ()
    planned: tuple[RatePiece, ...] = ()
    given_says: str = ""
    systolic: Predicted | None = None
    systolic_limit: float | None = None
    limit_says: str = ""
    cuffs: tuple[Cuff, ...] = ()
    heart_rate: tuple[Sample, ...] = ()
    heart_rate_gaps: tuple[Gap, ...] = ()
    spo2: tuple[Sample, ...] = ()
    spo2_gaps: tuple[Gap, ...] = ()
    scale_name: str = "CADSS"
    scale_high: float = 24.0
    dissociation: Predicted | None = None
    dissociation_name: str = "predicted"
    scores: tuple[Sample, ...] = ()
    key: str = "flowsheet"
