"""The questions, one body system at a time: what was answered, by whom, and what is left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from leeward.assessment import ITEMS, MEASURES, BodySystem, Chart, Moment
from leeward.assessment.items import Item, Measure
from leeward.clinic.assessments import charts
from leeward.clinic.assessments.models import ChartEntry
from leeward.clinic.assessments.wording import slug, title, unit, value, who
from leeward.truth import UNKNOWN

CHARTED: Final = tuple(
    system
    for system in BodySystem
    if any(item.system is system for item in ITEMS) or any(measure.system is system for measure in MEASURES)
)
BY_SLUG: Final[Mapping[str, BodySystem]] = {slug(system): system for system in CHARTED}


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """One body system in the list of what is to be asked."""

    title: str
    says: str
    tag_kind: str
    tag: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPage:
    """The list of body systems, and how much of each is answered."""

    says: str
    tasks: tuple[TaskLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """One question, its present answer, and who gave it."""

    key: str
    question: str
    why: str
    answer: str
    answered: str
    is_daily: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureLine:
    """One measurement: its unit, and the last value with its age."""

    key: str
    label: str
    unit: str
    entered_in: str
    low: float
    high: float
    plausible: str
    last: str
    is_current: bool
    has_last: bool
    asks_day: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemPage:
    """One body system's questions and measurements."""

    system: str
    title: str
    items: tuple[ItemLine, ...]
    measures: tuple[MeasureLine, ...]
    place: str
    next_system: str


def chart_page(person_id: UUID, *, now: datetime) -> ChartPage:
    """Return how much of each body system is answered."""
    chart = charts.chart_of(person_id, on=timezone.localdate(now))
    tasks = [_task(person_id, chart, system) for system in CHARTED]
    tasks.insert(-1, _told(person_id, "Current medicines", chart.medicines, "assessments:medicines"))
    tasks.insert(-1, _told(person_id, "Allergies", chart.allergies, "people:allergies"))
    done = sum(task.tag_kind == "ok" for task in tasks)
    return ChartPage(says=f"{done} of {len(tasks)} parts are answered.", tasks=tuple(tasks))


def system_page(person_id: UUID, system: str, *, now: datetime) -> SystemPage:
    """Return one body system's questions; raises KeyError for one that has none."""
    asked = BY_SLUG[system]
    chart, entries = charts.chart_of(person_id, on=timezone.localdate(now)), charts.standing(person_id)
    at = CHARTED.index(asked)
    return SystemPage(
        system=system,
        title=title(asked),
        items=tuple(_item(item, chart, entries) for item in ITEMS if item.system is asked),
        measures=tuple(_measure(measure, chart, entries) for measure in MEASURES if measure.system is asked),
        place=f"Part {at + 1} of {len(CHARTED)}",
        next_system=slug(CHARTED[at + 1]) if at + 1 < len(CHARTED) else "",
    )


def _task(person_id: UUID, chart: Chart, system: BodySystem) -> TaskLine:
    answers = [chart.truth(item.key) is not UNKNOWN for item in ITEMS if item.system is system]
    measured = [chart.current(measure.key) is not None for measure in MEASURES if measure.system is system]
    done, asked = sum(answers) + sum(measured), len(answers) + len(measured)
    kind, tag = ("ok", "answered") if done == asked else ("ask", f"{asked - done} open")
    return TaskLine(
        title=title(system),
        says=f"{done} of {asked} answered",
        tag_kind=kind,
        tag=tag,
        url=reverse("assessments:system", args=[person_id, slug(system)]),
    )


def _told(person_id: UUID, name: str, told: tuple[str, ...] | None, url_name: str) -> TaskLine:
    says = "Nobody asked yet" if told is None else ", ".join(told) or "None"
    kind, tag = ("ask", "not asked") if told is None else ("ok", "answered")
    return TaskLine(title=name, says=says, tag_kind=kind, tag=tag, url=reverse(url_name, args=[person_id]))


def _item(item: Item, chart: Chart, entries: Mapping[str, ChartEntry]) -> ItemLine:
    entry = entries.get(item.key)
    known = chart.truth(item.key) is not UNKNOWN
    earlier = f"Last answered {value(entry).lower()}: {who(entry)}" if entry and not known else ""
    return ItemLine(
        key=item.key,
        question=item.question,
        why=item.why,
        answer=chart.truth(item.key).value,
        answered=who(entry) if entry and known else earlier,
        is_daily=item.moment is Moment.DAY,
    )


def _measure(measure: Measure, chart: Chart, entries: Mapping[str, ChartEntry]) -> MeasureLine:
    entry = entries.get(measure.key)
    low, high, shown = measure.low.to(measure.unit), measure.high.to(measure.unit), unit(measure.unit)
    fresh_for = measure.fresh_for
    return MeasureLine(
        key=measure.key,
        label=measure.label,
        unit=shown,
        entered_in=measure.unit,
        low=low,
        high=high,
        plausible=f"{low:g} to {high:g} {shown}",
        last=f"{value(entry)}, {who(entry)}" if entry else "",
        is_current=chart.current(measure.key) is not None,
        has_last=entry is not None,
        asks_day=fresh_for is None or fresh_for.to("d") > 0,
    )
