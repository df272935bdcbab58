"""Weigh every rule's answer and the medication list into one outcome, with its reasons."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from leeward.assessment.approvals import key_of, signed
from leeward.assessment.asking import asks as asks_of
from leeward.assessment.asking import questions
from leeward.assessment.chart import Chart
from leeward.assessment.items import Moment
from leeward.assessment.medication import reviewed
from leeward.assessment.overriding import Overridden, overridden, overriding
from leeward.assessment.rule import Finding, Weight
from leeward.assessment.rules import EVERY
from leeward.assessment.workup import WorkupLine, workup
from leeward.assessment.would_change import approving, knowing, lifting, without
from leeward.evidence import Cited, Reference
from leeward.medicines import MedicationReview, MedicineFinding, Severity
from leeward.protocol import Protocol
from leeward.truth import YES


class Outcome(Enum):
    """What the chart allows, worst first."""

    NOT_ELIGIBLE = "not eligible"
    NOT_TODAY = "not today"
    NEEDS_INFORMATION = "needs information"
    NEEDS_SIGNOFF = "needs sign-off"
    ELIGIBLE = "eligible"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOffNeeded:
    """One approval that is still missing, and from whom; the key goes into the SignOff."""

    rule_key: str
    says: str
    specialist: str = "named clinician"
    lifts: str = ""


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
    workup: tuple[WorkupLine, ...]
    would_change: tuple[str, ...]
    may_be_overridden: tuple[str, ...]
    overridden: tuple[Overridden, ...]
    not_yet_tried: tuple[str, ...]
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


def assess(
    chart: Chart,
    protocol: Protocol,
    *,
    moments: Iterable[Moment] = tuple(Moment),
    start_at: datetime | None = None,
) -> Eligibility:
    """Ask every rule of the chart.

    For the plan of a course pass `moments=(Moment.COURSE,)`; an infusion day asks everything, which is the default.
    With `start_at`, vital signs have to be of the half hour before it.
    A known bar outweighs what is unknown; what is unknown is never taken for no.
    """
    asked, limits = tuple(moments), protocol.thresholds
    chart = chart.under(limits)
    findings = tuple(Finding(rule, rule.applies(chart, limits), limits) for rule in EVERY if rule.moment in asked)
    return _weighed(chart, protocol, findings, workup(chart, moments=asked, start_at=start_at))


def _weighed(
    chart: Chart, protocol: Protocol, findings: tuple[Finding, ...], lines: tuple[WorkupLine, ...]
) -> Eligibility:
    medication = reviewed(chart)
    aside = overridden(chart, findings, protocol)
    set_aside = {one.finding.rule.key for one in aside}
    standing = tuple(f for f in findings if f.rule.key not in set_aside)
    barred = (*_says(standing, Weight.BARS), *_medicines(medication, Severity.AVOID))
    deferred = _says(findings, Weight.DEFERS)
    asks, needed = asks_of(chart, findings, medication, lines), _signoffs_needed(chart, findings, medication)
    outcome = _outcome(barred=barred, deferred=deferred, asks=asks, needed=needed)
    return Eligibility(
        outcome=outcome,
        findings=findings,
        medication=medication,
        reasons=(*barred, *deferred, *(signoff.says for signoff in needed)),
        asks=asks,
        also_asks=questions(chart, (f for f in findings if f.rule.weight is Weight.CAUTIONS)),
        approvals_needed=needed,
        cautions=_cautions(findings, medication, aside),
        workup=lines,
        would_change={
            Outcome.NOT_ELIGIBLE: (*lifting(chart, standing, Weight.BARS), *without(medication)),
            Outcome.NOT_TODAY: lifting(chart, findings, Weight.DEFERS),
            Outcome.NEEDS_INFORMATION: tuple(map(knowing, asks)),
            Outcome.NEEDS_SIGNOFF: tuple(approving(one.specialist, one.says, one.lifts) for one in needed),
        }.get(outcome, ()),
        may_be_overridden=overriding(standing, protocol),
        not_yet_tried=chart.tried.not_yet_tried(protocol.thresholds),
        overridden=aside,
        protocol_name=protocol.name,
        protocol_version=protocol.version,
    )


def _cautions(
    findings: tuple[Finding, ...], medication: MedicationReview | None, aside: tuple[Overridden, ...]
) -> tuple[str, ...]:
    """What was overridden comes first: it is never silent."""
    told = (*_says(findings, Weight.CAUTIONS), *_medicines(medication, Severity.MONITOR))
    return (*(one.says for one in aside), *told)


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


def _signoffs_needed(
    chart: Chart, findings: tuple[Finding, ...], medication: MedicationReview | None
) -> tuple[SignOffNeeded, ...]:
    rules = [
        SignOffNeeded(rule_key=f.rule.key, says=f.says, specialist=f.rule.specialist, lifts=f.rule.lifted_by(f.limits))
        for f in findings
        if f.truth is YES and f.rule.weight is Weight.SIGNOFF
    ]
    medicines = [
        SignOffNeeded(rule_key=key_of(found.generic), says=_sentence(found))
        for found in (medication.matched if medication else ())
        if found.severity is Severity.SIGNOFF
    ]
    by_name = signed(chart)
    return tuple(needed for needed in (*rules, *medicines) if needed.rule_key not in by_name)
