"""What is known of the open crises and of who is on call: read for actions and pages alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from leeward.clinic.crises import mapping
from leeward.clinic.crises.models import Crisis, CrisisStep, OnCall
from leeward.outcomes import crisis as core
from leeward.outcomes.crisis import Deed, Stage
from leeward.outcomes.on_call import Duty, on_duty

NotFound = Crisis.DoesNotExist


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One crisis with its steps; `trouble` says that they do not follow from one another."""

    row: Crisis
    steps: tuple[CrisisStep, ...]
    crisis: core.Crisis
    trouble: str = ""

    @property
    def last_at(self) -> datetime:
        """When the last step was recorded, also where the steps do not follow from one another."""
        return max(step.at for step in self.steps)


def one(*, person_id: UUID, crisis_id: UUID) -> Known:
    """Return one crisis of this person; raises NotFound for anyone else's."""
    return _known(_rows().get(pk=crisis_id, person_id=person_id))


def open_crises(*, person_id: UUID | None = None) -> tuple[Known, ...]:
    """Return every crisis that nobody has closed: those that wait first, then the most urgent, then the oldest."""
    closed = CrisisStep.objects.filter(crisis=OuterRef("pk"), deed=Deed.CLOSED.value)
    rows = _rows().filter(~Exists(closed))
    found = [_known(row) for row in (rows if person_id is None else rows.filter(person_id=person_id))]
    return tuple(sorted(found, key=_place))


def _place(known: Known) -> tuple[bool, int, datetime]:
    return (known.crisis.stage is not Stage.WAITING, known.crisis.urgency.rank, known.crisis.opened_at)


def of_person(person_id: UUID) -> tuple[Known, ...]:
    """Return every crisis of one person, the newest first."""
    return tuple(_known(row) for row in _rows().filter(person_id=person_id))


def by_source(source: str) -> CrisisStep | None:
    """Return the step that a record led to; None where it opened nothing yet."""
    return CrisisStep.objects.filter(source=source).select_related("crisis").first()


def duties(*, since: datetime) -> tuple[Duty, ...]:
    """Return every duty that ends after an instant: not taken back, and not of a closed account."""
    return tuple(mapping.duty(row) for row in duty_rows(since=since))


def duty_rows(*, since: datetime) -> QuerySet[OnCall]:
    """Return the stored duties that end after an instant and hold."""
    works = Q(staff=None) | Q(staff__is_active=True)
    return OnCall.objects.filter(works, end__gt=since, taken_back=None).select_related("staff", "by")


def on_call(*, now: datetime) -> tuple[Duty, ...]:
    """Return who is on call now, in the order in which they are told."""
    return on_duty(duties(since=now), now=now)


def ranks(present: Iterable[Duty]) -> list[int]:
    """Return the ranks that somebody holds."""
    return sorted({duty.rank for duty in present})


def _rows() -> QuerySet[Crisis]:
    return Crisis.objects.select_related("person").prefetch_related("steps__by")


def _known(row: Crisis) -> Known:
    steps = tuple(sorted(row.steps.all(), key=lambda step: step.number))
    try:
        return Known(row=row, steps=steps, crisis=mapping.crisis(row, steps))
    except core.CannotStep as why:
        # It must not vanish: it stands as it opened, and says so.
        first = core.opened(mapping.step(steps[0]), ranks=row.ranks)
        return Known(row=row, steps=steps, crisis=first, trouble=f"The steps do not follow from one another: {why}")
