"""What a rule is, and what it leaves behind."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from leeward.assessment.chart import Chart
from leeward.assessment.items import BodySystem, Moment
from leeward.evidence import Cited, Reference
from leeward.truth import NO, UNKNOWN, YES, Truth, truth


class Weight(Enum):
    """How much it weighs when a rule applies, heaviest first."""

    BARS = "must not start"
    DEFERS = "not today"
    SIGNOFF = "needs a named specialist's approval"
    CAUTIONS = "start with care"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One question asked of every chart; `reads` names the items and measures that it looks at."""

    key: str
    system: BodySystem
    weight: Weight
    says: str
    needs: str
    applies: Callable[[Chart], Truth]
    reads: tuple[str, ...]
    cites: tuple[Cited | Reference, ...]
    moment: Moment = Moment.COURSE


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's answer for one chart."""

    rule: Rule
    truth: Truth


def above(chart: Chart, key: str, limit: Cited) -> Truth:
    """Is the measurement above the limit? Unknown when it is missing or too old."""
    measured = chart.current(key)
    return UNKNOWN if measured is None else truth(measured.to(limit.quantity.unit) > limit.quantity.number)


def below(chart: Chart, key: str, limit: Cited) -> Truth:
    """Is the measurement below the limit? Unknown when it is missing or too old."""
    measured = chart.current(key)
    return UNKNOWN if measured is None else truth(measured.to(limit.quantity.unit) < limit.quantity.number)


def older_than(chart: Chart, age: Cited) -> Truth:
    """Has the patient reached this age? Unknown without a birth date."""
    return UNKNOWN if chart.age_years is None else truth(chart.age_years >= age.to("year"))


def unless(heavier: Truth, lighter: Truth) -> Truth:
    """Answer `lighter`, but leave the word to a heavier band of the same number where that speaks."""
    return NO if heavier is YES else lighter


def follow_up(first: Truth, then: Truth) -> Truth:
    """Ask `then` only when `first` is not answered no; a yes to `then` counts even if the two contradict."""
    return YES if then is YES else first & then
