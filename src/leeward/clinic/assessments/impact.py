"""Which stored charts would get another answer under another protocol, and because of which row."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from leeward.assessment import CannotChart, Chart, Eligibility, assess
from leeward.clinic.assessments import mapping
from leeward.clinic.assessments.models import Assessment
from leeward.clinic.assessments.wording import OUTCOMES, written
from leeward.clinic.protocols.impact import Impact, ImpactLine
from leeward.protocol import Protocol
from leeward.protocol.thresholds import Thresholds
from leeward.protocol.tuned import differences

TOGETHER: Final = "Only the changes together do it, none of them alone."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """One stored chart, judged by both."""

    row: Assessment
    chart: Chart
    before: Eligibility
    after: Eligibility


def impact(before: Protocol, after: Protocol) -> Impact:
    """Judge the last recorded chart of everybody by both protocols; return those that come out otherwise.

    A chart that this version of Leeward cannot read any more is named, and not judged.
    """
    latest = Assessment.objects.filter(person=OuterRef("person")).order_by("-at").values("pk")[:1]
    rows = Assessment.objects.filter(pk=Subquery(latest)).select_related("person").order_by("person__family_name")
    found = [(row, _judge(row, before, after)) for row in rows]
    judged = tuple(each for _, each in found if each is not None)
    alone = _alone(before, after)
    otherwise = [each for each in judged if each.before.outcome is not each.after.outcome]
    findings = [each for each in judged if each not in otherwise and _says(each.before) != _says(each.after)]
    return Impact(
        looked_at=len(judged),
        lines=tuple(_line(each, before, alone) for each in otherwise),
        other_findings=tuple(_line(each, before, alone) for each in findings),
        unread=tuple(str(row.person) for row, each in found if each is None),
    )


def _judge(row: Assessment, before: Protocol, after: Protocol) -> _Judged | None:
    try:
        chart = mapping.chart_from_json(row.inputs)
    except CannotChart:
        return None
    return _Judged(row=row, chart=chart, before=assess(chart, before), after=assess(chart, after))


def _says(eligibility: Eligibility) -> dict[str, Any]:
    """What was found, without the numbers that it is worded with."""
    return {
        "truths": [(finding.rule.key, finding.truth) for finding in eligibility.findings],
        "asks": eligibility.asks,
        "approvals": eligibility.signoffs_needed,
    }


def _alone(before: Protocol, after: Protocol) -> tuple[Protocol, ...]:
    """Return the protocol in force with each of the changes alone."""
    old, new = dict(before.thresholds.changed), dict(after.thresholds.changed)
    names = [name for name in dict.fromkeys((*old, *new)) if old.get(name) != new.get(name)]
    alone = []
    for name in names:
        changed = {key: quantity for key, quantity in old.items() if key != name}
        if name in new:
            changed[name] = new[name]
        alone.append(replace(before, thresholds=Thresholds(changed=tuple(changed.items()))))
    return tuple(alone)


def _line(judged: _Judged, before: Protocol, alone: tuple[Protocol, ...]) -> ImpactLine:
    row, first, second = judged.row, judged.before.outcome.value, judged.after.outcome.value
    because = tuple(
        says
        for protocol in alone
        if _says(assess(judged.chart, protocol)) != _says(judged.before)
        for says in differences(before, protocol)
    )
    return ImpactLine(
        title=str(row.person),
        url_name="assessments:review",
        url=reverse("assessments:review", args=[row.person_id]),
        judged=f"Chart of {written(date.fromisoformat(row.inputs['on']))}",
        before=first,
        before_kind=OUTCOMES[first][0],
        after=second,
        after_kind=OUTCOMES[second][0],
        because=because or (TOGETHER,),
    )
