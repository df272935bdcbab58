"""Write an OperationOutcome: what was wrong with a request, where in it, and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """How much an issue matters, in FHIR's words."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One thing to say; `path` is where it stands, as `Observation.effectiveDateTime`."""

    says: str
    path: str = ""
    code: str = "invalid"
    severity: Severity = Severity.ERROR


def outcome(issues: Iterable[Issue]) -> dict[str, object]:
    """Return the resource; it needs one issue at least."""
    told = [_issue(issue) for issue in issues]
    return {"resourceType": "OperationOutcome", "issue": told or [_issue(ALL_WELL)]}


ALL_WELL = Issue(says="Kept.", code="informational", severity=Severity.INFORMATION)


def _issue(issue: Issue) -> dict[str, object]:
    told: dict[str, object] = {
        "severity": issue.severity.value,
        "code": issue.code,
        "diagnostics": issue.says,
    }
    return told | ({"expression": [issue.path]} if issue.path else {})
