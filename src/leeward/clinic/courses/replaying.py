"""Stored courses and choices, computed again from what they were made from."""

from collections.abc import Callable, Iterator
from typing import Any

from leeward.clinic.courses import adapting, series_records
from leeward.clinic.courses.models import Adaptation, CoursePlan
from leeward.clinic.protocols.queries import of_version
from leeward.clinic.protocols.replayed import Difference, Replayed, differences

REFUSALS = (LookupError, TypeError, ValueError, AttributeError)


def replays() -> Iterator[Replayed]:
    """Yield every planned course and every choice, the oldest first of each."""
    for plan in CoursePlan.objects.order_by("at").iterator():
        yield _replayed("course plan", plan, lambda row: series_records.planned_as_json(
            series_records.laid(row.inputs, of_version(row.protocol_version))
        ))  # fmt: skip
    for chosen in Adaptation.objects.order_by("at").iterator():
        yield _replayed("choice after a session", chosen, lambda row: adapting.as_json(
            adapting.offered(row.inputs, of_version(row.protocol_version))
        ))  # fmt: skip


def _replayed(kind: str, row: CoursePlan | Adaptation, again: Callable[[Any], dict[str, Any]]) -> Replayed:
    trouble = ""
    found: tuple[Difference, ...] = ()
    try:
        found = tuple(differences(row.result, again(row)))
    except REFUSALS as why:
        trouble = f"{type(why).__name__}: {why}"
    return Replayed(
        kind=kind, key=str(row.pk), at=row.at.isoformat(), protocol_version=row.protocol_version,
        engine_version=row.engine_version, differences=found, trouble=trouble,
    )  # fmt: skip
