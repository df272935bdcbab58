"""Stored assessments, computed again from what they were made from, under the version that judged them."""

from collections.abc import Iterator

from leeward.assessment import CannotChart, assess
from leeward.clinic.assessments import mapping
from leeward.clinic.assessments.models import Assessment
from leeward.clinic.protocols.queries import NoSuchVersion, of_version
from leeward.clinic.protocols.replayed import Difference, Replayed, differences


def replay(row: Assessment) -> Replayed:
    """Return how one assessment comes out again, field by field."""
    trouble = ""
    found: tuple[Difference, ...] = ()
    try:
        protocol = of_version(row.protocol_version)
        again = mapping.eligibility_as_json(assess(mapping.chart_from_json(row.inputs), protocol))
    except (CannotChart, NoSuchVersion, LookupError, TypeError, ValueError, AttributeError) as why:
        trouble = f"{type(why).__name__}: {why}" if not isinstance(why, CannotChart | NoSuchVersion) else str(why)
    else:
        stored = {"stored_outcome": row.outcome, **row.result}
        found = tuple(differences(stored, {"stored_outcome": again["outcome"], **again}))
    return Replayed(
        kind="assessment",
        key=str(row.pk),
        at=row.at.isoformat(),
        protocol_version=row.protocol_version,
        engine_version=row.engine_version,
        differences=found,
        trouble=trouble,
    )


def replays() -> Iterator[Replayed]:
    """Yield every stored assessment, the oldest first."""
    return (replay(row) for row in Assessment.objects.order_by("at").iterator())
