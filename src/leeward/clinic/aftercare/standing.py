"""Where the call of the day after stands, from what was agreed and what was heard: read for actions and pages alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from leeward.clinic.aftercare import questions
from leeward.clinic.aftercare.models import AgreedCall, CheckIn
from leeward.clinic.infusions.models import Infusion
from leeward.infusion.machine import State
from leeward.infusion.next_day import Concern, NextDay, concerns

NotFound = Infusion.DoesNotExist
LATE_AFTER: Final = timedelta(hours=NextDay.late_after.to("h"))
OPENS_BEFORE: Final = timedelta(hours=NextDay.opens_before.to("h"))
ANSWERED: Final = frozenset({CheckIn.Kind.CALLED, CheckIn.Kind.WRITTEN})


class Stage(Enum):
    """Where one call stands."""

    OVERDUE = "overdue"
    DUE = "due now"
    LATER = "later"
    HEARD = "heard from"
    CLOSED = "closed without an answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One infusion after which somebody calls, with everything that was heard, in the order in which it was."""

    call: AgreedCall
    check_ins: tuple[CheckIn, ...]

    @property
    def infusion(self) -> Infusion:
        """Which infusion it was."""
        return self.call.infusion

    @property
    def attempts(self) -> int:
        """How often nobody answered."""
        return sum(each.kind == CheckIn.Kind.UNANSWERED for each in self.check_ins)

    @property
    def opens_at(self) -> datetime:
        """From when on the patient may answer alone."""
        return self.call.due_at - OPENS_BEFORE

    def stage(self, now: datetime) -> Stage:
        """Where it stands; an answer that leaves self-harm open does not end it."""
        if any(each.kind == CheckIn.Kind.CLOSED for each in self.check_ins):
            return Stage.CLOSED
        if any(each.is_heard for each in self.check_ins):
            return Stage.HEARD
        if now < self.call.due_at:
            return Stage.LATER
        return Stage.OVERDUE if now >= self.call.due_at + LATE_AFTER else Stage.DUE

    def open_concerns(self) -> tuple[tuple[CheckIn, tuple[Concern, ...]], ...]:
        """Return the answers that somebody has to act upon, and that nobody has."""
        found = ((each, concerns_of(each)) for each in self.check_ins if not hasattr(each, "follow_up"))
        return tuple((each, about) for each, about in found if about)


def concerns_of(check_in: CheckIn) -> tuple[Concern, ...]:
    """Return what in the answers somebody has to act upon; where nobody answered there is nothing."""
    return concerns(questions.read(check_in.answers)) if check_in.kind in ANSWERED else ()


def one(*, person_id: UUID, infusion_id: UUID) -> Known:
    """Return the call after an infusion of this person; raises NotFound where none was agreed."""
    found = every(_calls().filter(infusion_id=infusion_id, person_id=person_id))
    if not found:
        raise NotFound
    return found[0]


def of_person(person_id: UUID) -> tuple[Known, ...]:
    """Return the calls of a person, the newest first."""
    return every(_calls().filter(person_id=person_id))[::-1]


def open_calls() -> tuple[Known, ...]:
    """Return the calls of those who went home that nobody has settled, or whose answers wait; the earliest due first.

    However old: what nobody did does not vanish.
    """
    heard = CheckIn.objects.filter(Q(is_heard=True) | Q(kind=CheckIn.Kind.CLOSED), infusion=OuterRef("infusion"))
    waits = CheckIn.objects.filter(has_concerns=True, follow_up=None, infusion=OuterRef("infusion"))
    return every(_gone_home().filter(~Exists(heard) | Exists(waits)))


def settled_calls(*, since: datetime) -> tuple[Known, ...]:
    """Return the calls since an instant after which nothing waits."""
    waits = {known.infusion.pk for known in open_calls()}
    return tuple(each for each in every(_gone_home().filter(due_at__gte=since)) if each.infusion.pk not in waits)


def every(calls: Iterable[AgreedCall]) -> tuple[Known, ...]:
    """Return each infusion once, with the last call that was agreed; the earliest due first."""
    last = {call.infusion_id: call for call in sorted(calls, key=lambda call: call.pk)}
    rows = CheckIn.objects.filter(infusion_id__in=last).select_related("by", "follow_up__by").order_by("number")
    heard: dict[UUID, list[CheckIn]] = {}
    for row in rows:
        heard.setdefault(row.infusion_id, []).append(row)
    known = (Known(call=call, check_ins=tuple(heard.get(key, ()))) for key, call in last.items())
    return tuple(sorted(known, key=lambda each: (each.call.due_at, each.call.pk)))


def _calls() -> QuerySet[AgreedCall]:
    return AgreedCall.objects.select_related("person", "infusion__person", "by")


def _gone_home() -> QuerySet[AgreedCall]:
    return _calls().filter(infusion__state=State.DISCHARGED.value)
