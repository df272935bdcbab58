"""The choices after a session, computed from what was gathered: the same again from what was kept."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from leeward.clinic.assessments.citing import cited_says
from leeward.course.adapt import adapt
from leeward.course.choice import HUNDRED, Adaptation, Arm, Choice, Foretold
from leeward.course.lasting import lasted
from leeward.course.maintenance import Stretch
from leeward.course.safety import blocks
from leeward.course.serious import Reviewed
from leeward.course.so_far import Borne, CourseSoFar, Infused, Scored
from leeward.course.watch_rules import Record
from leeward.course.watched import Decision, Domain, Taken
from leeward.outcomes import Foreseen
from leeward.protocol.protocol import Protocol
from leeward.protocol.thresholds import Thresholds
from leeward.truth import Truth

BANDS: Final = (0.5, 0.9)


def offered(inputs: Mapping[str, Any], protocol: Protocol) -> Adaptation:
    """Return what is offered; raises CannotAdapt where no infusion was given."""
    told = inputs.get("foretold")
    return adapt(so_far_from(inputs, protocol.thresholds), protocol, foretold=foretold_from(told) if told else None)


def foretold_from(kept: Mapping[str, Any]) -> Foretold:
    """Return both arms of a kept forecast, with their bands."""
    return Foretold(
        on=date.fromisoformat(kept["on"]), with_ketamine=_arm(kept["with_ketamine"]), without=_arm(kept["without"]),
        ahead=kept.get("ahead"),
    )  # fmt: skip


def _arm(kept: Mapping[str, Any]) -> Arm:
    totals = Foreseen(on_day=kept["totals"]["on_day"], cumulative=tuple(kept["totals"]["cumulative"]))
    half, wide = (totals.band(share) for share in BANDS)
    return Arm(
        median=totals.median, band_50=(half.low, half.high), band_90=(wide.low, wide.high),
        responds_per_100=kept["chance"] * HUNDRED,
    )  # fmt: skip


def so_far_from(inputs: Mapping[str, Any], limits: Thresholds) -> CourseSoFar:
    """Return the course so far as the core takes it."""
    today, review = date.fromisoformat(inputs["today"]), reviewed_from(inputs.get("review"))
    scores = tuple(Scored(on=date.fromisoformat(each["on"]), total=each["total"]) for each in inputs["scores"])
    return CourseSoFar(
        today=today,
        planned_sessions=inputs["planned_sessions"],
        is_planned=inputs.get("is_planned", True),
        infusions=tuple(_infused(each) for each in inputs["infusions"]),
        scores=scores,
        new_suicidality=Truth(inputs["new_suicidality"]),
        holds=blocks(
            record_from(inputs["record"]), today=today, infusion_on=_infusion_on(inputs, today), limits=limits
        ),
        earlier=tuple(date.fromisoformat(day) for day in inputs["earlier"]),
        stretches=_stretches_before(inputs, scores),
        therapy_ahead=inputs["therapy_ahead"],
        reviewed_on=review.at.date() if review else None,
        review=review,
    )


def _stretches_before(inputs: Mapping[str, Any], scores: tuple[Scored, ...]) -> tuple[Stretch, ...]:
    """Return how long response lasted in each earlier course, up to the first infusion of the next."""
    courses = [[date.fromisoformat(day) for day in each] for each in inputs.get("courses_before", ())]
    ends = [*(each[0] for each in courses[1:]), *(date.fromisoformat(one["on"]) for one in inputs["infusions"][:1])]
    return tuple(one for days, end in zip(courses, ends, strict=False) for one in lasted(days, scores, until=end))


def _infusion_on(inputs: Mapping[str, Any], today: date) -> date | None:
    """Return the day of the next infusion; what was kept before it was gathered was judged for its own day."""
    told = inputs.get("infusion_on", today.isoformat())
    return date.fromisoformat(told) if told else None


def reviewed_from(kept: Mapping[str, Any] | None) -> Reviewed | None:
    """Return the review that was on record; what was kept before reviews were has none."""
    return Reviewed(at=datetime.fromisoformat(kept["at"]), by=kept["by"], says=kept["says"]) if kept else None


def record_from(kept: Mapping[str, Any]) -> Record:
    """Return the record of long-term safety."""
    began = kept["course_began"]
    return Record(
        infusions=tuple(date.fromisoformat(day) for day in kept["infusions"]),
        taken=tuple(_taken(each) for each in kept["taken"]),
        course_began=date.fromisoformat(began) if began else None,
        course_sessions=kept["course_sessions"],
        pcl5_baseline=kept["pcl5_baseline"],
        can_be_pregnant=Truth(kept["can_be_pregnant"]),
        hypertension=Truth(kept["hypertension"]),
        reported=tuple((Domain[name], date.fromisoformat(on)) for name, on in kept.get("reported", ())),
    )


def as_json(adaptation: Adaptation) -> dict[str, Any]:
    """Return what was offered, as it is kept and shown."""
    return {
        "after_infusion": adaptation.after_infusion,
        "options": [_option(each) for each in adaptation.choices],
        "not_now": [
            {"key": each.kind.key, "says": each.kind.value, "why": list(each.why)} for each in adaptation.not_now
        ],
        "urgent": list(adaptation.urgent),
        "says": list(adaptation.says),
        "unsupported": list(adaptation.unsupported),
        "caution": adaptation.caution.says,
        "claims": [each.says for each in adaptation.claims],
        "sources": list(cited_says(adaptation.cites)),
    }


def _option(choice: Choice) -> dict[str, Any]:
    return {
        "key": choice.key,
        "kind": choice.kind.value,
        "says": choice.says,
        "reasons": list(choice.reasons),
        "against": list(choice.against),
        "consequences": list(choice.consequences),
        "evidence": choice.evidence,
        "certainty": choice.certainty.value if choice.certainty else "",
        "mg_per_kg": choice.mg_per_kg,
        "minutes": choice.minutes,
        "every_days": choice.every_days,
        "place": choice.place.value,
        "fences": list(choice.fences),
        "sources": list(cited_says(choice.cites)),
        "gives_ketamine": choice.gives_ketamine,
    }


def _infused(kept: Mapping[str, Any]) -> Infused:
    borne, told_at = kept["borne"], kept["borne"].get("told_at")
    return Infused(
        on=date.fromisoformat(kept["on"]),
        mg_per_kg=kept["mg_per_kg"],
        minutes=kept["minutes"],
        weight_kg=kept["weight_kg"],
        borne=Borne(
            red_event=Truth(borne["red_event"]), distress_points=borne["distress_points"], vomited=borne["vomited"],
            highest_systolic_mmhg=borne["highest_systolic_mmhg"], serious=Truth(borne["serious"]),
            told_at=datetime.fromisoformat(told_at) if told_at else None,
        ),
    )  # fmt: skip


def _taken(kept: Mapping[str, Any]) -> Taken:
    values = {key: Truth(value) if isinstance(value, str) else value for key, value in kept["values"].items()}
    decided = Decision[kept["decided"]] if kept["decided"] else None
    return Taken(domain=Domain[kept["domain"]], on=date.fromisoformat(kept["on"]), values=values, decided=decided)
