"""Weigh every rule's answer and the medication list into one outcome, with its reasons."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from leeward.assessment.chart import MEASURE_BY_KEY, Chart
from leeward.assessment.items import Moment
from leeward.assessment.rule import Finding, Rule, Weight
from leeward.assessment.rules import EVERY
from leeward.evidence import Cited, Reference
from leeward.medicines import MedicationReview, MedicineFinding, Severity, review
from leeward.protocol import Protocol
from leeward.truth import UNKNOWN, YES


class Outcome(Enum):
    """What the chart allows, worst first."""

    NOT_ELIGIBLE = "not eligible"
    NOT_TODAY = "not today"
    NEEDS_INFORMATION = "needs information"
    NEEDS_SIGNOFF = "needs sign-off"
    ELIGIBLE = "eligible"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOffNeeded:
    """One approval that is still missing; the key goes into the SignOff."""

    rule_key: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """The outcome and all that led to it, in sentences that staff read."""

    outcome: Outcome
    findings: tuple[Finding, ...]
    medication: MedicationReview | None
    reasons: tuple[str, ...]
    asks: tuple[str, ...]
    also_asks: tuple[str, ...]
    approvals_needed: tuple[SignOffNeeded, ...]
    cautions: tuple[str, ...]
    protocol_name: str
    protocol_version: int

    @property
    def signoffs_needed(self) -> tuple[str, ...]:
        """The rule keys that wait for a signature."""
        return tuple(needed.rule_key for needed in self.approvals_needed)

    @property
    def cites(self) -> tuple[Cited | Reference, ...]:
        """The sources of whatever spoke: rules that apply, and medicines that were recognized."""
        of_rules = [cited for finding in self.findings if finding.truth is YES for cited in finding.cites]
        of_medicines = [cited for found in self.medication.matched for cited in found.cites] if self.medication else []
        return tuple(dict.fromkeys((*of_rules, *of_medicines)))


def assess(chart: Chart, protocol: Protocol, *, moments: Iterable[Moment] = tuple(Moment)) -> Eligibility:
    """Ask every rule of the chart.

    For the plan of a course pass `moments=(Moment.COURSE,)`; an infusion day asks everything, which is the default.
    A known bar outweighs what is unknown; what is unknown is never taken for no.
    """
    asked, limits = frozenset(moments), protocol.thresholds
    chart = chart.under(limits)
    findings = tuple(Finding(rule, rule.applies(chart, limits), limits) for rule in EVERY if rule.moment in asked)
    medication = None if chart.medicines is None else review(chart.medicines)
    barred = (*_says(findings, Weight.BARS), *_medicines(medication, Severity.AVOID))
    deferred = _says(findings, Weight.DEFERS)
    asks = _asks(chart, findings, medication)
    needed = _signoffs_needed(chart, findings, medication)
    return Eligibility(
        outcome=_outcome(barred=barred, deferred=deferred, asks=asks, needed=needed),
        findings=findings,
        medication=medication,
        reasons=(*barred, *deferred, *(signoff.says for signoff in needed)),
        asks=asks,
        also_asks=_questions(chart, (f for f in findings if f.rule.weight is Weight.CAUTIONS)),
        approvals_needed=needed,
        cautions=(*_says(findings, Weight.CAUTIONS), *_medicines(medication, Severity.MONITOR)),
        protocol_name=protocol.name,
        protocol_version=protocol.version,
    )


def _outcome(
    *, barred: tuple[str, ...], deferred: tuple[str, ...], asks: tuple[str, ...], needed: tuple[SignOffNeeded, ...]
) -> Outcome:
    if barred:
        return Outcome.NOT_ELIGIBLE
    if deferred:
        return Outcome.NOT_TODAY
    if asks:
        return Outcome.NEEDS_INFORMATION
    return Outcome.NEEDS_SIGNOFF if needed else Outcome.ELIGIBLE


def _says(findings: Iterable[Finding], weight: Weight) -> tuple[str, ...]:
    return tuple(f.says for f in findings if f.truth is YES and f.rule.weight is weight)


def _medicines(medication: MedicationReview | None, severity: Severity) -> tuple[str, ...]:
    matched = medication.matched if medication else ()
    return tuple(_sentence(found) for found in matched if found.severity is severity)


def _sentence(found: MedicineFinding) -> str:
    """Say what the medicine does, as entered and as understood."""
    name = found.generic if found.entered.lower() == found.generic.lower() else f"{found.generic} ({found.entered})"
    escalated = f" {found.escalated}" if found.escalated else ""
    return f"{name}: {found.severity.value} ({found.effect}). Advice: {found.advice}.{escalated}"


def _asks(chart: Chart, findings: tuple[Finding, ...], medication: MedicationReview | None) -> tuple[str, ...]:
    """Everything that is unknown and must be known: answers, measurements, medicines, allergies."""
    asks = list(_questions(chart, (f for f in findings if f.rule.weight is not Weight.CAUTIONS)))
    if medication is None:
        asks.append("the list of current medicines")
    else:
        signed = _signed(chart)
        asks += [f"a pharmacist's review of {name}" for name in medication.unreviewed if key_of(name) not in signed]
        asks += [f"confirmation that {one.entered} is {one.generic}" for one in medication.spellings]
    return tuple(dict.fromkeys(asks))


def _questions(chart: Chart, findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_question(chart, f.rule) for f in findings if f.truth is UNKNOWN))


def _question(chart: Chart, rule: Rule) -> str:
    """What the rule needs, and why what was measured does not do."""
    unfit = [_why_unfit(chart, key) for key in rule.reads if key in MEASURE_BY_KEY]
    stale = "; ".join(why for why in unfit if why)
    return f"{rule.needs} ({stale})" if stale else rule.needs


def _why_unfit(chart: Chart, key: str) -> str:
    measurement = chart.measurement(key)
    if measurement is None or chart.is_fresh(key):
        return ""
    label = MEASURE_BY_KEY[key].label
    if measurement.day > chart.on:
        return f"{label}: dated {measurement.day:%d %b %Y}, later than today"
    return f"{label}: the one of {measurement.day:%d %b %Y} is too old"


def key_of(medicine: str) -> str:
    """Return the key under which a named person signs for a medicine."""
    return f"medicine:{medicine}"


def _signed(chart: Chart) -> frozenset[str]:
    """What has been signed by the day we look."""
    return frozenset(signoff.rule_key for signoff in chart.signoffs if signoff.on <= chart.on)


def _signoffs_needed(
    chart: Chart, findings: tuple[Finding, ...], medication: MedicationReview | None
) -> tuple[SignOffNeeded, ...]:
    rules = [
        SignOffNeeded(rule_key=f.rule.key, says=f.says)
        for f in findings
        if f.truth is YES and f.rule.weight is Weight.SIGNOFF
    ]
    medicines = [
        SignOffNeeded(rule_key=key_of(found.generic), says=_sentence(found))
        for found in (medication.matched if medication else ())
        if found.severity is Severity.SIGNOFF
    ]
    signed = _signed(chart)
    return tuple(needed for needed in (*rules, *medicines) if needed.rule_key not in signed)
