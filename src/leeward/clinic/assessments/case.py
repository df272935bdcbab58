"""What the lines of the assessment are made from, and the buttons that lead to where each is resolved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.urls import reverse

from leeward.assessment import BodySystem, Chart, Eligibility
from leeward.assessment.approvals import counts
from leeward.clinic.assessments import consenting
from leeward.clinic.assessments.mapping import ITEM_BY_KEY, MEASURE_BY_KEY
from leeward.clinic.assessments.models import ChartEntry
from leeward.clinic.assessments.wording import CiteLine, label, slug, value, who, written
from leeward.clinic.people.access import may
from leeward.clinic.people.roles import Role
from leeward.protocol import Protocol

PLACES = {
    "born": "people:identity",
    "allergies": "people:allergies",
    "medicines": "assessments:medicines",
    consenting.KEY: "consents:consent",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """The button that leads to where a finding is resolved."""

    says: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """One line: what it is, why it matters, its sources, and what resolves it."""

    tag_kind: str
    tag: str
    says: str
    why: str
    charted: tuple[str, ...] = ()
    open_questions: tuple[str, ...] = ()
    cites: tuple[CiteLine, ...] = ()
    control: Control | None = None
    also: Control | None = None
    row: str = ""  # its place in the safety dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearLine:
    """One criterion that was answered and does not apply."""

    says: str
    charted: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the lines are made from."""

    person_id: UUID
    role: Role
    chart: Chart
    entries: Mapping[str, ChartEntry]
    eligibility: Eligibility
    protocol: Protocol
    overriding: Mapping[str, str] = field(default_factory=dict)  # what waits for a second person: by whom

    def control(self, says: str, url_name: str, *args: str, anchor: str = "") -> Control | None:
        """Return the button, for a role that may use it."""
        if not may(self.role, url_name, "POST"):
            return None
        return Control(says=says, url=reverse(url_name, args=[self.person_id, *args]) + anchor)

    def signed(self, rule_key: str) -> str:
        """Say who signed for a finding; empty where nobody did, or where it counts no more."""
        return "; ".join(
            f"{each.by}, {written(each.on)}: {each.reason}"
            for each in self.chart.signoffs
            if each.rule_key == rule_key and counts(each, self.chart)
        )

    def lapsed(self, rule_key: str) -> str:
        """Say who signed for a finding in the past, and that it counts no more; empty where nobody did."""
        past = [each for each in self.chart.signoffs if each.rule_key == rule_key and not counts(each, self.chart)]
        told = "; ".join(f"{each.by}, {written(each.on)}" for each in past)
        return f" Approved before ({told}), for another course or another number: ask again." if told else ""


def where(case: Case, key: str, *, says: str) -> Control | None:
    """Return the button that leads to where a key is charted."""
    if key == consenting.KEY:
        place = reverse(PLACES[key], args=[case.person_id])
        return Control(says="Sign here", url=place) if may(case.role, "consents:start", "POST") else None
    if key in PLACES:
        return case.control("Ask" if says == "Chart it" else says, PLACES[key])
    return case.control(says, "assessments:system", slug(system_of(key)), anchor=f"#question_{key}")


def system_of(key: str) -> BodySystem:
    """Return the body system in which a question or measurement is asked."""
    return ITEM_BY_KEY[key].system if key in ITEM_BY_KEY else MEASURE_BY_KEY[key].system


def charted(case: Case, reads: tuple[str, ...]) -> tuple[str, ...]:
    """Say what was charted for these keys, by whom and when."""
    told = (case.entries[key] for key in reads if key in case.entries)
    lines = tuple(f"{label(entry.key)} {value(entry)} ({who(entry)})" for entry in told)
    return (*lines, consenting.in_words(case.person_id, on=case.chart.on)) if consenting.KEY in reads else lines


def measured(case: Case, reads: tuple[str, ...]) -> str:
    """Say the numbers that a finding rests on; empty where it rests on answers."""
    told = [value(case.entries[key]) for key in reads if key in MEASURE_BY_KEY and key in case.entries]
    return f" Measured: {', '.join(told)}." if told else ""
