"""What a rule is, and what it leaves behind."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from leeward.assessment.chart import Chart
from leeward.assessment.items import BodySystem, Moment
from leeward.evidence import Cited, Reference
from leeward.protocol.thresholds import SHIPPED, Thresholds
from leeward.truth import NO, UNKNOWN, YES, Truth, truth


class Weight(Enum):
    """How much it weighs when a rule applies, heaviest first."""

    BARS = "must not start"
    DEFERS = "not today"
    SIGNOFF = "needs a named specialist's approval"
    CAUTIONS = "start with care"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One question asked of every chart; `reads` names the items and measures that it looks at.

    In `says` and `lifts`, {0} stands for the first number that the rule cites, as it is in force. `row` is its place
    in the safety dossier, `specialist` who approves what needs an approval, `lifts` what else would change its answer.
    """

    key: str
    row: str
    system: BodySystem
    weight: Weight
    says: str
    needs: str
    applies: Callable[[Chart, Thresholds], Truth]
    reads: tuple[str, ...]
    cites: tuple[Cited | Reference, ...]
    specialist: str = ""
    lifts: str = ""
    moment: Moment = Moment.COURSE

    def __post_init__(self) -> None:
        if (self.weight is Weight.SIGNOFF) is not bool(self.specialist):
            raise ValueError(f"{self.key}: a rule that needs an approval, and no other, names who approves.")

    def cites_in_force(self, limits: Thresholds) -> tuple[Cited | Reference, ...]:
        """Return the sources, with the clinic's own numbers where it set any."""
        return tuple(limits.of(one) if isinstance(one, Cited) else one for one in self.cites)

    def sentence(self, limits: Thresholds = SHIPPED) -> str:
        """Return what the rule says, with the numbers in force."""
        return self._filled(self.says, limits)

    def lifted_by(self, limits: Thresholds = SHIPPED) -> str:
        """Return what would change the answer, with the numbers in force; empty where only the answer itself would."""
        return self._filled(self.lifts, limits)

    def _filled(self, template: str, limits: Thresholds) -> str:
        numbers = [one.quantity.number for one in self.cites_in_force(limits) if isinstance(one, Cited)]
        return template.format(*(f"{number:g}" for number in numbers))


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's answer for one chart, under the numbers in force."""

    rule: Rule
    truth: Truth
    limits: Thresholds = SHIPPED

    @property
    def says(self) -> str:
        """What the rule says."""
        return self.rule.sentence(self.limits)

    @property
    def cites(self) -> tuple[Cited | Reference, ...]:
        """Its sources and numbers."""
        return self.rule.cites_in_force(self.limits)


def above(chart: Chart, key: str, limit: Cited, limits: Thresholds) -> Truth:
    """Is the measurement above the limit? Unknown when it is missing or too old."""
    measured, in_force = chart.current(key), limits.of(limit).quantity
    return UNKNOWN if measured is None else truth(measured.to(in_force.unit) > in_force.number)


def below(chart: Chart, key: str, limit: Cited, limits: Thresholds) -> Truth:
    """Is the measurement below the limit? Unknown when it is missing or too old."""
    measured, in_force = chart.current(key), limits.of(limit).quantity
    return UNKNOWN if measured is None else truth(measured.to(in_force.unit) < in_force.number)


def older_than(chart: Chart, age: Cited, limits: Thresholds) -> Truth:
    """Has the patient reached this age? Unknown without a birth date."""
    return UNKNOWN if chart.age_years is None else truth(chart.age_years >= limits.of(age).to("year"))


def unless(heavier: Truth, lighter: Truth) -> Truth:
    """Answer `lighter`, but leave the word to a heavier band of the same number where that speaks."""
    return NO if heavier is YES else lighter


def follow_up(first: Truth, then: Truth) -> Truth:
    """Ask `then` only when `first` is not answered no; a yes to `then` counts even if the two contradict."""
    return YES if then is YES else first & then
