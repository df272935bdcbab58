"""Recorded assessments: the decision, what it was made from, and whether it comes out the same again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse

from leeward.assessment import assess
from leeward.clinic.assessments import mapping, replaying
from leeward.clinic.assessments.decision_findings import StoredFinding, clear_count, stored_findings
from leeward.clinic.assessments.mapping import ITEM_BY_KEY, MEASURE_BY_KEY
from leeward.clinic.assessments.models import Assessment
from leeward.clinic.assessments.wording import OUTCOMES, label, unit, written
from leeward.clinic.protocols.queries import in_force, told
from leeward.clinic.web.moments import moment
from leeward.truth import Truth
from leeward.units import Quantity


class NotFound(ObjectDoesNotExist):
    """This person has no such decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """One recorded assessment in the list."""

    when: str
    by: str
    tag_kind: str
    tag: str
    versions: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InputLine:
    """One thing that the decision was made from."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPage:
    """A recorded assessment, whole."""

    when: str
    by: str
    tag_kind: str
    tag: str
    edge: str
    versions: str
    replay: str
    replays: bool
    findings: tuple[StoredFinding, ...]
    clear: int
    asks: tuple[str, ...]
    would_change: tuple[str, ...]
    not_yet_tried: tuple[str, ...]
    inputs: tuple[InputLine, ...]
    answered_yes: tuple[str, ...]
    answered_no: tuple[str, ...]
    sources: tuple[str, ...]


def decisions(person_id: UUID, *, now: datetime) -> tuple[DecisionLine, ...]:
    """Return the recorded assessments of a person, the newest first."""
    rows = Assessment.objects.filter(person_id=person_id).select_related("by")
    return tuple(
        DecisionLine(
            when=moment(row.at),
            by=row.by.name,
            tag_kind=OUTCOMES[row.outcome][0],
            tag=row.outcome,
            versions=_versions(row, now=now),
            url=reverse("assessments:decision", args=[person_id, row.pk]),
        )
        for row in rows
    )


def decision_page(person_id: UUID, decision_id: UUID, *, now: datetime) -> DecisionPage:
    """Return one recorded assessment of this person; raises NotFound."""
    row = Assessment.objects.filter(pk=decision_id, person_id=person_id).select_related("by").first()
    if row is None:
        raise NotFound
    kind, tag = OUTCOMES[row.outcome]
    same, says = _replayed(row, now=now)
    signed = frozenset(each["rule_key"] for each in row.inputs["signoffs"])
    return DecisionPage(
        when=moment(row.at),
        by=row.by.name,
        tag_kind=kind,
        tag=tag,
        edge="tech" if kind == "ask" else kind,
        versions=_versions(row, now=now),
        replay=says,
        replays=same,
        findings=stored_findings(row.result, signed),
        clear=clear_count(row.result),
        asks=tuple(row.result["asks"]),
        would_change=tuple(row.result.get("would_change", ())),
        not_yet_tried=tuple(row.result.get("not_yet_tried", ())),
        inputs=_inputs(row.inputs),
        answered_yes=_answered(row.inputs, Truth.YES),
        answered_no=_answered(row.inputs, Truth.NO),
        sources=tuple(row.result["sources"]),
    )


def _versions(row: Assessment, *, now: datetime) -> str:
    return f"{told(row.protocol_version, now=now)}; Leeward {row.engine_version}"


def _replayed(row: Assessment, *, now: datetime) -> tuple[bool, str]:
    """Compute the decision again under the version that judged it, and say what the one in force would say."""
    found = replaying.replay(row)
    if found.trouble:
        return False, f"It cannot be computed again by this version: {found.trouble}"
    if not found.differences:
        return True, f"Computed again just now, it came out the same.{_by_today(row, now=now)}"
    outcome = next((each.again for each in found.differences if each.path == "outcome"), None)
    if outcome is not None:
        return False, f"Computed again just now, the same answers come out as “{outcome}”: this is not what was stored."
    return False, "Computed again just now, the outcome is the same, and other findings differ."


def _by_today(row: Assessment, *, now: datetime) -> str:
    """Say what the protocol in force makes of the same answers; nothing where it is the one that judged."""
    protocol = in_force(now)
    if protocol.version == row.protocol_version:
        return ""
    outcome = assess(mapping.chart_from_json(row.inputs), protocol).outcome.value
    return f" Under version {protocol.version}, in force now, the same answers come out as “{outcome}”."


def _inputs(inputs: dict[str, Any]) -> tuple[InputLine, ...]:
    named = {"on": "Day", "born": "Date of birth", "sex": "Sex", "medicines": "Medicines", "allergies": "Allergies"}
    lines = [InputLine(name=name, value=_plain(inputs.get(key), key)) for key, name in named.items()]
    lines += [
        InputLine(name=f"Approval of {each['rule_key']}", value=f"{each['by']}, {_day(each['on'])}: {each['reason']}")
        for each in inputs["signoffs"]
    ]
    lines += [
        InputLine(name=f"Override of {each['rule_key']}", value=_two(each)) for each in inputs.get("overrides", ())
    ]
    measured = [key for key in MEASURE_BY_KEY if key in inputs]
    return (*lines, *(InputLine(name=label(key), value=_measured(inputs[key])) for key in measured))


def _two(override: dict[str, Any]) -> str:
    both = (override["first"], override["second"])
    signed = (f"{one['name']} ({one['office']}): {one['reason'].rstrip('.')}" for one in both)
    return f"{_day(override['on'])}: {'; '.join(signed)}"


def _answered(inputs: dict[str, Any], truth: Truth) -> tuple[str, ...]:
    """Name the questions with this answer, and its day where it is another one than the decision's."""
    told: Iterator[tuple[str, Any]] = ((key, inputs.get(key)) for key in ITEM_BY_KEY)
    dated = ((key, each if isinstance(each, dict) else {"value": each, "at": ""}) for key, each in told)
    return tuple(
        f"{label(key)} ({_day(each['at'])})" if each["at"] else label(key)
        for key, each in dated
        if each["value"] == truth.value
    )


def _plain(told: Any, key: str) -> str:
    if told is None:
        return "not known" if key == "born" else "not asked"
    if key in ("on", "born"):
        return _day(told)
    return ", ".join(told) or "none" if isinstance(told, list) else str(told)


def _measured(told: dict[str, str]) -> str:
    quantity = Quantity.parse(told["value"])
    return f"{quantity.number:g} {unit(quantity.unit)}, {_day(told['at'])} ({told['source']})"


def _day(stored: str) -> str:
    return written(date.fromisoformat(stored[:10]))  # plain: the length of a date in ISO 8601
