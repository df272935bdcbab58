"""What was learned, as a page and a report show it: one infusion's lesson, and what a proposal rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from leeward.clinic.plans.lessons import newest
from leeward.clinic.plans.models import Lesson
from leeward.clinic.web.moments import moment
from leeward.dosing.learning import in_words
from leeward.pharmacology import LearnedParameter
from leeward.pharmacology.lessons import ASIDE
from leeward.pharmacology.parameters import Known

MODEST = (
    "It changes what is foretold of the next infusion, never a dose or a limit. It says nothing of PTSD or of benefit."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterLine:
    """One parameter before the readings and with them."""

    name: str
    before: str
    now: str
    left: str
    tag_kind: str
    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonPart:
    """What one infusion taught, after those before it; what the infusion's report may print."""

    made: str
    why_not: str
    says: tuple[str, ...]
    parameters: tuple[ParameterLine, ...]
    used: tuple[str, ...]
    left_out: tuple[str, ...]
    warnings: tuple[str, ...]
    held: str
    counts: str
    versions: str
    modest: str = MODEST


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedPart:
    """What a proposal rests on beside the population."""

    title: str
    why_not: str
    says: tuple[str, ...]
    not_learned: tuple[str, ...]
    warnings: tuple[str, ...]
    left_out: tuple[str, ...]
    modest: str = MODEST


def lesson_of(order_id: UUID) -> LessonPart | None:
    """Return what the infusion of an order taught; None where nothing is kept."""
    rows = newest(Lesson.objects.filter(order_id=order_id).select_related("by"))
    return lesson_part(rows[-1]) if rows else None


def lesson_part(row: Lesson) -> LessonPart:
    """Return a stored lesson as a page shows it."""
    result = row.result
    parameters = tuple(_from(each) for each in result.get("parameters", ()))
    return LessonPart(
        made=f"{moment(row.at)}, asked for by {row.by.name}",
        why_not=result["why_not"],
        says=tuple(in_words(one) for one in parameters if one.learned and one.name not in ASIDE),
        parameters=tuple(_line(one) for one in parameters),
        used=tuple(result.get("used", ())),
        left_out=tuple(result["left_out"]),
        warnings=tuple(result.get("warnings", ())),
        held=_held(result),
        counts=_counts(result),
        versions=f"Leeward {row.engine_version}, protocol version {row.protocol_version}",
    )


def learned_part(result: Mapping[str, Any]) -> LearnedPart | None:
    """Return what a stored proposal rests on; None where it holds nothing of earlier infusions."""
    kept = result.get("learned")
    if kept is None:
        return None
    number = kept["infusions"]
    return LearnedPart(
        title=f"What {number} infusion{'' if number == 1 else 's'} taught of this person",
        why_not=kept["why_not"],
        says=_listed(kept["says"]),
        not_learned=_listed(kept["not_learned"]),
        warnings=_listed(kept["warnings"]),
        left_out=_listed(kept["left_out"]),
    )


def _listed(kept: Sequence[str]) -> tuple[str, ...]:
    return tuple(kept)


def _from(kept: Mapping[str, Any]) -> LearnedParameter:
    def known(name: str) -> Known:
        low, median, high = kept[name]
        return Known(low=low, median=median, high=high)

    return LearnedParameter(
        name=kept["name"],
        unit=kept["unit"],
        prior=known("before"),
        posterior=known("now"),
        sd_ratio=kept["sd_ratio"],
        only_by=kept["only_by"],
    )


def _line(one: LearnedParameter) -> ParameterLine:
    without = f"not without {one.only_by}" if one.only_by else "not learned"
    return ParameterLine(
        name=f"{one.name}, {one.unit}" if one.unit else one.name,
        before=_band(one.prior),
        now=_band(one.posterior),
        left=f"{one.sd_ratio:.0%}",
        tag_kind="ok" if one.learned else "quiet",
        tag="learned" if one.learned else without,
    )


def _band(known: Known) -> str:
    return f"{known.median:.3g} ({known.low:.3g} to {known.high:.3g})"


def _held(result: Mapping[str, Any]) -> str:
    """Say how the forecast made before these readings were learned from held against them."""
    number = len(result["placed"])
    if not number:
        return ""
    within = result["within"]
    return (
        f"{within} of {number} readings ({within / number:.0%}) lay within the band that had been foretold for nine in "
        "ten: where that is far from nine in ten, believe the forecast less."
    )


def _counts(result: Mapping[str, Any]) -> str:
    if result["why_not"]:
        return ""
    return (
        f"Learned from {result['infusions']} infusion{'' if result['infusions'] == 1 else 's'} in order of time, on "
        f"{result['virtual_patients']:,} virtual patients, worth {result['effective_sample_size']:,} independent ones."
    )
