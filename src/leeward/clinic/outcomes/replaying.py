"""Kept forecasts, computed again from what they were made from."""

from collections.abc import Iterator

from leeward.clinic.outcomes.forecast_records import computed
from leeward.clinic.outcomes.models import CourseForecast
from leeward.clinic.protocols.replayed import Difference, Replayed, differences

REFUSALS = (LookupError, TypeError, ValueError, AttributeError)


def replays() -> Iterator[Replayed]:
    """Yield every forecast of a course, the oldest first."""
    for row in CourseForecast.objects.order_by("at").iterator():
        trouble = ""
        found: tuple[Difference, ...] = ()
        try:
            found = tuple(differences(row.result, computed(row.inputs)))
        except REFUSALS as why:
            trouble = f"{type(why).__name__}: {why}"
        yield Replayed(
            kind="forecast of a course", key=str(row.pk), at=row.at.isoformat(), protocol_version=row.protocol_version,
            engine_version=row.engine_version, differences=found, trouble=trouble,
        )  # fmt: skip
