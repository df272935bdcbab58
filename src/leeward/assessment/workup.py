"""The minimum work-up before a course and before each infusion: who needs what, and how long it stands."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Final

from leeward.assessment.chart import ITEM_BY_KEY, MEASURE_BY_KEY, Chart
from leeward.assessment.items import Moment
from leeward.assessment.rules.cardiovascular import ecg_wanted
from leeward.assessment.rules.hormones import thyroid_test_wanted
from leeward.assessment.rules.neurological import memory_test_wanted
from leeward.evidence import Cited
from leeward.protocol.assessing import Ages, DayVitals, Freshness
from leeward.protocol.thresholds import SHIPPED, Thresholds
from leeward.truth import NO, UNKNOWN, YES, Truth

VITAL_SIGNS: Final = ("systolic", "diastolic", "heart_rate", "oxygen_saturation", "respiratory_rate", "temperature")


class Standing(Enum):
    """How one part of the work-up stands."""

    MISSING = "missing"
    STALE = "too old"
    FRESH = "fresh"
    NOT_NEEDED = "not needed"


def everyone(_chart: Chart, _limits: Thresholds) -> Truth:
    """Everyone needs it."""
    return YES


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkupItem:
    """One part of the work-up: what is charted for it, and who needs it; {0} in `who` is the first number cited."""

    key: str
    label: str
    reads: tuple[str, ...]
    moment: Moment
    wanted: Callable[[Chart, Thresholds], Truth] = everyone
    who: str = "everyone"
    cites: tuple[Cited, ...] = ()

    def who_in_words(self, limits: Thresholds = SHIPPED) -> str:
        """Return who needs it, with the numbers in force."""
        return self.who.format(*(f"{limits.of(one).quantity.number:g}" for one in self.cites))


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkupLine:
    """How one part stands for one chart, until when, and why; `open_keys` is what has to be charted."""

    item: WorkupItem
    standing: Standing
    reason: str
    fresh_until: date | None = None
    open_keys: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Has something to be charted before anyone is treated?"""
        return bool(self.open_keys)


COURSE, DAY = Moment.COURSE, Moment.DAY
WORKUP: Final[tuple[WorkupItem, ...]] = (
    WorkupItem(key="height", label="Height", reads=("height",), moment=COURSE),
    WorkupItem(key="weight", label="Weight, in kg on the clinic's scale", reads=("weight",), moment=DAY),
    WorkupItem(key="vital-signs", label="Vital signs", reads=VITAL_SIGNS, moment=DAY, cites=(Freshness.vital_signs,)),
    WorkupItem(
        key="ecg",
        label="12-lead ECG",
        reads=("ecg_abnormal",),
        moment=COURSE,
        wanted=ecg_wanted,
        who="from {0} years, with a drug that lengthens the QT interval, or with any yes on heart and vessels",
        cites=(Ages.pressure_rise,),
    ),
    WorkupItem(key="liver", label="Liver enzymes (ALT and AST)", reads=("liver_enzymes",), moment=COURSE),
    WorkupItem(key="kidney", label="Creatinine (filtration rate)", reads=("filtration_rate",), moment=COURSE),
    WorkupItem(key="blood-tests", label="Glucose and blood count", reads=("blood_tests_abnormal",), moment=COURSE),
    WorkupItem(
        key="thyroid",
        label="TSH",
        reads=("thyroid_test_abnormal",),
        moment=COURSE,
        wanted=thyroid_test_wanted,
        who="with signs of an overactive thyroid, a thyroid drug, or a resting heart rate above {0} a minute",
        cites=(DayVitals.heart_rate_for_thyroid,),
    ),
    WorkupItem(
        key="pregnancy-test",
        label="Urine pregnancy test (hCG)",
        reads=("pregnancy_test",),
        moment=DAY,
        wanted=lambda chart, _: chart.could_be_pregnant,
        who="where pregnancy is possible",
    ),
    WorkupItem(
        key="drug-screen",
        label="Urine drug screen with a ketamine-specific test",
        reads=("drug_screen_unexpected",),
        moment=COURSE,
    ),
    WorkupItem(
        key="prescription-record",
        label="Prescription monitoring record (PDMP)",
        reads=("prescription_record_concern",),
        moment=COURSE,
    ),
    WorkupItem(
        key="bladder",
        label="Bladder symptom score and urinalysis",
        reads=("bladder_score", "urinalysis_abnormal"),
        moment=COURSE,
    ),
    WorkupItem(
        key="memory",
        label="MoCA",
        reads=("moca",),
        moment=COURSE,
        wanted=memory_test_wanted,
        who="from {0} years, or where anyone worries about memory or thinking",
        cites=(Ages.memory_test,),
    ),
    WorkupItem(key="suicidality", label="C-SSRS, asked today", reads=("suicide_risk_imminent",), moment=DAY),
    WorkupItem(
        key="questionnaires", label="PCL-5, PHQ-9 and CADSS before it", reads=("pcl5", "phq9", "cadss6"), moment=DAY
    ),
    WorkupItem(key="consent", label="Signed consent for this course", reads=("consent_signed",), moment=COURSE),
)


def workup(
    chart: Chart, *, moments: Iterable[Moment] = tuple(Moment), start_at: datetime | None = None
) -> tuple[WorkupLine, ...]:
    """Return how each part of the work-up stands, under the chart's own limits.

    With `start_at`, vital signs have to be of the half hour before it; a reading without a time then does not count.
    """
    asked = frozenset(moments)
    return tuple(_line(item, chart, start_at) for item in WORKUP if item.moment in asked)


def _line(item: WorkupItem, chart: Chart, start_at: datetime | None) -> WorkupLine:
    wanted = item.wanted(chart, chart.limits)
    if wanted is NO:
        who = item.who_in_words(chart.limits)
        return WorkupLine(item=item, standing=Standing.NOT_NEEDED, reason=f"Needed {who}; nothing of that applies.")
    states = {key: _state(chart, key, start_at) for key in item.reads}
    worst = min(states.values(), key=list(Standing).index)
    if worst is Standing.FRESH:
        until = min((day for key in item.reads if (day := _until(chart, key))), default=None)
        reason = "Stands for good." if until is None else f"Stands until {until:%d %b %Y}."
        return WorkupLine(item=item, standing=worst, reason=reason, fresh_until=until)
    open_keys = tuple(key for key, state in states.items() if state is not Standing.FRESH)
    why = "; ".join(_why(chart, key, states[key]) for key in open_keys)
    unsure = " It is not known yet whether it is needed." if wanted is UNKNOWN else ""
    return WorkupLine(item=item, standing=worst, reason=f"{why}.{unsure}", open_keys=open_keys)


def _state(chart: Chart, key: str, start_at: datetime | None) -> Standing:
    if key in ITEM_BY_KEY:
        if chart.answer(key) is UNKNOWN:
            return Standing.MISSING
        return Standing.STALE if chart.truth(key) is UNKNOWN else Standing.FRESH
    if chart.measurement(key) is None:
        return Standing.MISSING
    late = start_at is not None and key in VITAL_SIGNS and not _just_before(chart, key, start_at)
    return Standing.STALE if late or not chart.is_fresh(key) else Standing.FRESH


def _just_before(chart: Chart, key: str, start_at: datetime) -> bool:
    measurement = chart.measurement(key)
    taken = measurement.at if measurement else None
    if not isinstance(taken, datetime) or (taken.tzinfo is None) is not (start_at.tzinfo is None):
        return False
    minutes = chart.limits.of(Freshness.vital_signs).to("min")
    return timedelta(0) <= start_at - taken <= timedelta(minutes=minutes)


def _day(chart: Chart, key: str) -> date:
    measurement = chart.measurement(key) if key in MEASURE_BY_KEY else None
    return measurement.day if measurement else chart.answered(key)


def _until(chart: Chart, key: str) -> date | None:
    """The last day on which it stands; None for good. An answer of the day stands that day."""
    asked = ITEM_BY_KEY.get(key)
    if asked is not None and asked.moment is Moment.DAY:
        return chart.on
    freshness = asked.freshness if asked else MEASURE_BY_KEY[key].freshness
    if freshness is None:
        return None
    return _day(chart, key) + timedelta(days=int(chart.limits.of(freshness).to("d")))


def _why(chart: Chart, key: str, state: Standing) -> str:
    name = MEASURE_BY_KEY[key].label if key in MEASURE_BY_KEY else ITEM_BY_KEY[key].question.rstrip("?")
    if state is Standing.MISSING:
        return f"Missing: {name}"
    day = _day(chart, key)
    odd = "is dated later than today" if day > chart.on else "is too old"
    return f"{name}: the one of {day:%d %b %Y} {odd}"
