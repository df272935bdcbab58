"""What is written to patients of questionnaires: on the day on which some open, once, and never of one answered."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from leeward.clinic.messaging.models import Agreement, Kind
from leeward.clinic.messaging.sources import Due
from leeward.clinic.outcomes import followed
from leeward.clinic.outcomes.followed import Followed
from leeward.clinic.protocols.queries import in_force
from leeward.outcomes import DueMeasure, is_quiet, remind_at
from leeward.outcomes.clock import OPEN
from leeward.protocol.thresholds import Thresholds


def due(*, now: datetime) -> Iterator[Due]:
    """Say whom to write to: a day's questionnaires together, from when they open and by day where the patient is.

    Only of what is open now: an infusion that is moved before then moves its message with it. Whether something is
    still open is looked at again when the link is made.
    """
    limits = in_force(now).thresholds
    for each in followed.everybody(now=now, only=_reachable()):
        for day, measures in _days(each, limits, now).items():
            yield Due(
                person_id=each.person.pk,
                kind=Kind.QUESTIONNAIRE,
                about=f"measures:{day}",
                due_at=min(at for at, _ in measures),
                expires_at=max(measure.closes for _, measure in measures),
            )


def _reachable() -> frozenset[UUID]:
    """Return who ever agreed to be written to; who does not any more is left out when a message is planned."""
    return frozenset(Agreement.objects.filter(is_given=True).values_list("person_id", flat=True))


def _days(each: Followed, limits: Thresholds, now: datetime) -> dict[str, list[tuple[datetime, DueMeasure]]]:
    """Return what a telephone can ask now, by the day in the patient's zone on which to say so."""
    found: dict[str, list[tuple[datetime, DueMeasure]]] = {}
    if is_quiet(now, each.zone, limits):
        return found
    for measure in each.measures:
        at = remind_at(measure, zone=each.zone, limits=limits)
        if measure.state in OPEN and measure.scale.is_self_report and at is not None and at <= now:
            found.setdefault(f"{at.astimezone(each.zone):%Y-%m-%d}", []).append((at, measure))
    return found
