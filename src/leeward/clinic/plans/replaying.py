"""Stored proposals, orders, preparations and lessons, computed again from what they were made from."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from django.utils import timezone

from leeward.clinic.assessments.mapping import chart_from_json
from leeward.clinic.plans import computing, lessons, mapping
from leeward.clinic.plans.models import Lesson, Order, Preparation, Proposal
from leeward.clinic.protocols.queries import NoSuchVersion, in_force
from leeward.clinic.protocols.replayed import Difference, Replayed, differences
from leeward.dosing import CannotPrepare, CannotPropose, prepare

REFUSALS = (
    CannotPropose,
    CannotPrepare,
    mapping.CannotDescribe,
    NoSuchVersion,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
)


def replays() -> Iterator[Replayed]:
    """Yield every stored proposal, order, preparation and lesson, the oldest first of each."""
    for proposal in Proposal.objects.order_by("at").iterator():
        yield replay_proposal(proposal)
    for order in Order.objects.select_related("proposal").order_by("approved_at").iterator():
        yield replay_order(order)
    rows = Preparation.objects.select_related("order__proposal", "order__approved_by").order_by("at")
    for preparation in rows.iterator():
        yield replay_preparation(preparation)
    for lesson in Lesson.objects.order_by("at", "id").iterator():
        yield replay_lesson(lesson)


def replay_proposal(row: Proposal) -> Replayed:
    """Return how the options come out again, on the same virtual patients, and the person they are for."""
    subject = row.inputs.get("subject", {})

    def again() -> dict[str, Any]:
        described = mapping.subject(chart_from_json(row.inputs["chart"]), session=subject["session"])
        return {"subject": asdict(described), "result": mapping.proposal_as_json(computing.computed_again(row))}

    at, stored = row.at.isoformat(), {"subject": subject, "result": row.result}
    return _replayed("proposal", row, proposal=row, at=at, stored=stored, again=again)


def replay_order(row: Order) -> Replayed:
    """Return whether the order is still the option that was approved."""
    stored = {
        "dose_mg": row.dose_mg,
        "minutes": row.minutes,
        "dosing_weight_kg": row.dosing_weight_kg,
        "dosing_weight_kind": row.dosing_weight_kind,
    }

    def again() -> dict[str, Any]:
        option = next(each for each in row.proposal.result["options"] if each["key"] == row.option_key)
        return {name: option[name] for name in stored}

    at = row.approved_at.isoformat()
    return _replayed("order", row, proposal=row.proposal, at=at, stored=stored, again=again)


def replay_preparation(row: Preparation) -> Replayed:
    """Return how the drawing up comes out again."""

    def again() -> dict[str, Any]:
        drawn = prepare(
            mapping.order(row.order),
            mapping.vial_from(row.vial),
            on=_day(row),
            final_volume_ml=row.result["final_volume_ml"],
            diluent=row.result["diluent"],
            limits=in_force(row.at).dosing,
        )
        return mapping.preparation_as_json(drawn)

    at = row.at.isoformat()
    return _replayed("preparation", row, proposal=row.order.proposal, at=at, stored=row.result, again=again)


def replay_lesson(row: Lesson) -> Replayed:
    """Return whether the infusion teaches the same again, after the same ones before it."""
    return _told(
        "lesson",
        row,
        at=row.at.isoformat(),
        stored=row.result,
        again=lambda: lessons.computed(row.inputs),
        protocol_version=row.protocol_version,
        engine_version=row.engine_version,
    )


def _day(row: Preparation) -> date:
    return timezone.localdate(row.at)


def _replayed(
    kind: str,
    row: Proposal | Order | Preparation,
    *,
    proposal: Proposal,
    at: str,
    stored: dict[str, Any],
    again: Callable[[], dict[str, Any]],
) -> Replayed:
    return _told(
        kind,
        row,
        at=at,
        stored=stored,
        again=again,
        protocol_version=proposal.protocol_version,
        engine_version=proposal.engine_version,
    )


def _told(
    kind: str,
    row: Proposal | Order | Preparation | Lesson,
    *,
    at: str,
    stored: dict[str, Any],
    again: Callable[[], dict[str, Any]],
    protocol_version: int,
    engine_version: str,
) -> Replayed:
    trouble = ""
    found: tuple[Difference, ...] = ()
    try:
        found = tuple(differences(stored, again()))
    except StopIteration:
        trouble = "The proposal holds no such option."
    except REFUSALS as why:
        trouble = f"{type(why).__name__}: {why}"
    return Replayed(
        kind=kind,
        key=str(row.pk),
        at=at,
        protocol_version=protocol_version,
        engine_version=engine_version,
        differences=found,
        trouble=trouble,
    )
