"""Whether this clinic's own forecasts held, as a page: counts, coverage, and plainer forecasts beside."""

from dataclasses import dataclass
from typing import Final

from leeward.clinic.outcomes import calibrating
from leeward.clinic.outcomes.models import CourseForecast
from leeward.outcomes import Scoring

MODES: Final = (
    (CourseForecast.Mode.REAL, "Patients of this clinic"),
    (CourseForecast.Mode.DEMO, "Made-up people: these figures say nothing of patients"),
)
NOTHING: Final = "not known yet"
FEW: Final = 30  # below so many judged forecasts a share of them moves by chance alone
FEW_SAYS: Final = "So few forecasts were judged that these shares move by chance alone: read them as counts."
BRIER: Final = (
    "Brier score: mean squared error of the chance of a response; lower is better, and a forecast is worth something "
    "only where it is lower than the plainer ones."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPart:
    """How one set of forecasts held."""

    name: str
    says: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    histogram: tuple[tuple[str, int], ...]
    is_frozen: bool
    is_few: bool
    is_judged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationPage:
    """Real and made-up people apart; each by every day foretold and by the end of the course alone."""

    parts: tuple[tuple[str, tuple[JudgedPart, ...]], ...]
    few: str
    brier: str


def calibration_page() -> CalibrationPage:
    """Return the page."""
    return CalibrationPage(
        parts=tuple((name, _of(mode)) for mode, name in MODES if CourseForecast.objects.filter(mode=mode).exists()),
        few=FEW_SAYS,
        brier=BRIER,
    )


def _of(mode: str) -> tuple[JudgedPart, ...]:
    return (
        _part("Every day foretold", calibrating.scoring_of(mode)),
        _part("The end of the course alone", calibrating.scoring_of(mode, at_end=True)),
    )


def _part(name: str, found: Scoring) -> JudgedPart:
    return JudgedPart(
        name=name,
        says=found.says,
        rows=(
            ("Forecasts of a day, made", str(found.made)),
            ("Compared with a score", f"{found.seen}, of {found.people} people"),
            ("Not compared: still to come, or never scored", str(found.made - found.seen)),
            *(_judged(found) if found.seen else ()),
        ),
        histogram=tuple(
            (f"{n * 100 // len(found.histogram)} to {(n + 1) * 100 // len(found.histogram)} %", count)
            for n, count in enumerate(found.histogram)
        ),
        is_frozen=found.frozen,
        is_few=0 < found.seen < FEW,
        is_judged=bool(found.seen),
    )


def _judged(found: Scoring) -> tuple[tuple[str, str], ...]:
    """Return what is said once a forecast was compared with a score."""
    return (
        ("Responded", str(found.responders)),
        ("Within the 50 % band", _share(found.coverage_50)),
        ("Within the 90 % band", _share(found.coverage_90)),
        ("Brier score of the forecast", _score(found.brier)),
        ("The share of others who responded", _score(found.base_rate)),
        ("The last score carried forward", _score(found.last_value)),
        ("The last score with its scatter", _score(found.last_value_scattered)),
    )


def _share(value: float | None) -> str:
    return NOTHING if value is None else f"{100 * value:.0f} %"


def _score(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.3f}"
