"""Reports of side effects: kept once, with the crisis that self-harm opens, and read by the clinic."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from leeward.clinic.crises.actions import open_crisis
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.patient import side_effects
from leeward.clinic.patient.models import SideEffectReport
from leeward.clinic.patient.staff_pages import ReportLine, report_line
from leeward.infusion.machine import State

NOT_GIVEN: Final = (State.PLANNED.value, State.READY.value, State.CANCELLED.value)


class CannotReport(Exception):
    """The report cannot be kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffReport:
    """One report, and the infusions that it may be charted with."""

    line: ReportLine
    since: str
    infusions: tuple[tuple[UUID, str], ...]


@transaction.atomic
def keep(
    *, report_id: UUID, person_id: UUID, effects: Sequence[str], words: str, since: str, harm: str, at: datetime
) -> None:  # fmt: skip
    """Keep a report, once by its id, with the crisis that a yes or the words open."""
    before = SideEffectReport.objects.filter(pk=report_id).first()
    if before is not None:
        if before.person_id != person_id:
            raise CannotReport("This form was used by somebody else. Open the page again.")
        return
    SideEffectReport.objects.create(
        id=report_id, person_id=person_id, effects=list(effects), words=words.strip(), since=since, harm=harm,
        is_serious=bool(side_effects.serious(effects)), at=at,
    )  # fmt: skip
    trigger = side_effects.trigger(report_id=report_id, harm=harm, words=words)
    if trigger is not None:
        open_crisis(person_id=person_id, trigger=trigger, by=None, at=at)


def staff_report(person_id: UUID, report_id: UUID) -> StaffReport:
    """Return one report for the clinic; raises DoesNotExist for anyone else's."""
    row = SideEffectReport.objects.select_related("taken__by").get(pk=report_id, person_id=person_id)
    infusions = Infusion.objects.filter(person_id=person_id).exclude(state__in=NOT_GIVEN).order_by("-number")
    return StaffReport(
        line=report_line(row),
        since={"today": "today", "days": "for a few days", "longer": "for longer"}.get(row.since, "not said"),
        infusions=tuple(
            (each.pk, f"Infusion {each.number}, {timezone.localtime(each.created_at):%d-%b-%Y}") for each in infusions
        ),
    )  # fmt: skip
