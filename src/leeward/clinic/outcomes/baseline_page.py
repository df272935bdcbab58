"""The instruments by what they are about: done or missing at the baseline, and where each is entered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from leeward.clinic.assessments.charts import standing
from leeward.clinic.assessments.mapping import measurement
from leeward.clinic.outcomes import telling
from leeward.clinic.outcomes.plotting import CHAIRSIDE
from leeward.instruments import CADSS6, CSSRS, EVERY, Area, Scale, by_key
from leeward.outcomes import BaselineLine, DatedScore, baseline
from leeward.outcomes.baseline import State

TAGS: Final = {
    State.DONE: ("ok", "done"),
    State.INCOMPLETE: ("ask", "incomplete"),
    State.MISSING: ("ask", "missing"),
    State.MISSED: ("quiet", "not taken"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentRow:
    """One instrument: how its baseline stands, and where it is entered (empty: at the chair)."""

    name: str
    says: str
    tag: str
    tag_kind: str
    counts: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRows:
    """The instruments of one area."""

    name: str
    rows: tuple[InstrumentRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselinePage:
    """How far the baseline is taken, in a sentence, and every instrument."""

    says: str
    missing: str
    has_begun: bool
    areas: tuple[AreaRows, ...]


def baseline_page(person_id: UUID, scores: Sequence[DatedScore], *, first_infusion: datetime | None) -> BaselinePage:
    """Return the instruments of one person, with what was taken before the first infusion."""
    lines = {line.wanted.scale.key: line for line in baseline(scores, first_infusion=first_infusion)}
    rows = {key: _of_baseline(person_id, line, first_infusion) for key, line in lines.items()}
    rows |= {scale.key: _beside(person_id, scale) for scale in EVERY if scale.key not in rows}
    rows = {key: row for key, row in rows.items() if key in lines or key not in CHAIRSIDE}
    done = [key for key in lines if rows[key].tag == "done"]
    asked = [key for key, line in lines.items() if line.wanted.is_for_all]
    left = [by_key(key).name for key in asked if key not in done]
    return BaselinePage(
        says="Before infusion 1"
        f"{'' if first_infusion is None else f' ({telling.moment(first_infusion, _zone())})'}: {len(done)} of "
        f"{len(lines)} questionnaires, and {len(asked) - len(left)} of the {len(asked)} that the work-up asks of "
        "everybody.",
        missing=", ".join(left),
        has_begun=first_infusion is not None,
        areas=tuple(
            AreaRows(name=area.value, rows=tuple(rows[s.key] for s in EVERY if s.area is area and s.key in rows))
            for area in Area
            if any(scale.area is area and scale.key in rows for scale in EVERY)
        ),
    )


def _of_baseline(person_id: UUID, line: BaselineLine, first_infusion: datetime | None) -> InstrumentRow:
    scale, (kind, tag) = line.wanted.scale, TAGS[line.state]
    counts = "" if line.taken is None else _counts(scale, line.taken)
    if scale.key == CADSS6.key and line.taken is None:
        at_chair = _from_chart(person_id, first_infusion)
        kind, tag, counts = ("ok", "done", at_chair) if at_chair else (kind, tag, counts)
    return InstrumentRow(
        name=scale.name,
        says=_says(scale) + (", asked of everybody" if line.wanted.is_for_all else ""),
        tag=tag,
        tag_kind=kind,
        counts=counts,
        url=_url(person_id, scale),
    )


def _beside(person_id: UUID, scale: Scale) -> InstrumentRow:
    return InstrumentRow(name=scale.name, says=_says(scale), tag="", tag_kind="", counts="", url=_url(person_id, scale))


def _counts(scale: Scale, taken: DatedScore) -> str:
    edition = by_key(taken.score.scale_key)
    name = f"{edition.name}: " if edition is not scale else ""
    band = telling.band_of(taken.score).partition(":")[0] if scale is CSSRS else ""
    return f"{name}{band or telling.total_of(taken.score)}, {telling.moment(taken.at, _zone())}"


def _from_chart(person_id: UUID, first_infusion: datetime | None) -> str:
    """Return the total on the chart, which the nurse takes at the chair; nothing where it is later than the start."""
    entry = standing(person_id).get("cadss6")
    if entry is None or "value" not in entry.value:
        return ""
    measured = measurement(entry)
    if not isinstance(measured.at, datetime) or (first_infusion is not None and measured.at > first_infusion):
        return ""
    return f"{measured.quantity.to('points'):g}, {telling.moment(measured.at, _zone())}"


def _says(scale: Scale) -> str:
    if scale.key in CHAIRSIDE:
        return f"{len(scale.items)} items, {scale.recall}, at the chair before the infusion"
    asked = "by a clinician" if scale.by_clinician else "by the patient"
    what = "score only" if scale.is_score_entry else f"{len(scale.items)} items"
    return f"{what}, {scale.recall}, {asked}"


def _url(person_id: UUID, scale: Scale) -> str:
    return "" if scale.key in CHAIRSIDE else reverse("outcomes:enter", args=[person_id, scale.key])


def _zone() -> tzinfo:
    return timezone.get_current_timezone()
