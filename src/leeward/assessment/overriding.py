"""Which exclusions of a chart two persons have set aside, and which nobody can."""

from collections.abc import Iterable
from dataclasses import dataclass

from leeward.assessment.approvals import measured_since
from leeward.assessment.chart import Chart
from leeward.assessment.override import CannotOverride, Office, Override, Signatory, are_same
from leeward.assessment.rule import Finding, Rule, Weight
from leeward.assessment.rules import EVERY
from leeward.protocol import Protocol
from leeward.protocol.overriding import OVERRIDABLE, Overridable, Overriding
from leeward.protocol.thresholds import Thresholds
from leeward.truth import YES

TOGETHER = "A prescriber and the medical director may override it together, each with a reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Overridden:
    """A finding that bars, and the two who set it aside."""

    finding: Finding
    override: Override

    @property
    def says(self) -> str:
        """The finding and who set it aside: this is never silent."""
        return f"{self.finding.says.rstrip('.')}: {self.override.says}"


def allowed(rule: Rule, protocol: Protocol) -> Overridable | None:
    """Return the row that lets two persons set this rule aside; None where nobody can.

    A protocol may allow less than Leeward does and never more.
    """
    if rule.weight is not Weight.BARS:
        return None
    shipped = {one.rule_key for one in OVERRIDABLE}
    return next((one for one in protocol.overridable if one.rule_key == rule.key and one.rule_key in shipped), None)


def why_never(rule_key: str, protocol: Protocol) -> str:
    """Say why nobody can set this rule aside; empty where two persons can."""
    rule = next((one for one in EVERY if one.key == rule_key), None)
    if rule is None:
        return f"There is no rule {rule_key}. See the list of rules for the keys."
    if rule.weight is not Weight.BARS:
        return f"{rule.sentence()} This does not bar treatment for good, so there is nothing to override."
    if allowed(rule, protocol) is None:
        return f"{rule.sentence()} Nobody can override this: the protocol does not allow it."
    return ""


def overridden(chart: Chart, findings: Iterable[Finding], protocol: Protocol) -> tuple[Overridden, ...]:
    """Return the bars that apply and are set aside on the day we look."""
    if not chart.overrides:
        return ()
    standing = {one.rule_key: one for one in chart.overrides if stands(one, chart, protocol.thresholds)}
    return tuple(
        Overridden(finding=found, override=standing[found.rule.key])
        for found in findings
        if found.truth is YES
        and found.rule.key in standing
        and allowed(found.rule, protocol)
        and not measured_since(chart, found.rule.key, standing[found.rule.key].on)
    )


def stands(override: Override, chart: Chart, limits: Thresholds) -> bool:
    """Is it signed by the day we look, and not for another course long ago?"""
    days = (chart.on - override.on).days
    return 0 <= days <= limits.of(Overriding.stands_for).to("d")


def overriding(findings: Iterable[Finding], protocol: Protocol) -> tuple[str, ...]:
    """Return one sentence for each bar that applies and that two persons could set aside."""
    told = []
    for found in findings:
        row = allowed(found.rule, protocol) if found.truth is YES else None
        if row is not None:
            told.append(f"{TOGETHER}: {found.says} {row.why}")
    return tuple(told)


def may_confirm(first: Signatory, name: str, office: Office) -> None:
    """Raise CannotOverride where this person cannot be the second one."""
    if are_same(first.name, name):
        raise CannotOverride(f"{first.name} proposed this override. A different person has to confirm it.")
    if Office.MEDICAL_DIRECTOR not in {first.office, office}:
        raise CannotOverride("A prescriber proposed this override. The medical director has to confirm it.")
