"""The moments of a course, gathered from the apps below and put in the order of time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from leeward.clinic.aftercare.models import CheckIn
from leeward.clinic.assessments.models import Assessment
from leeward.clinic.consents.models import ConsentSignature, ConsentWithdrawal
from leeward.clinic.courses.plan_moments import of_plan
from leeward.clinic.crises import in_course
from leeward.clinic.infusions.models import Infusion, JournalEntry
from leeward.clinic.outcomes import mapping, telling
from leeward.clinic.outcomes.models import ScoreEntry
from leeward.clinic.people.access import may
from leeward.clinic.people.roles import Role
from leeward.clinic.plans.models import Order, Preparation
from leeward.clinic.plans.standing import is_withdrawn
from leeward.clinic.referrals.models import Decision
from leeward.instruments import by_key

TOLD: Final = {
    "Started": "started",
    "Stopped": "stopped before the end",
    "Completed": "completed",
    "Discharged": "discharged",
    "Cancelled": "cancelled",
    "AdverseEventNoted": "adverse event",
}
OUTCOMES: Final = {
    "eligible": "ok",
    "needs sign-off": "warn",
    "needs information": "ask",
    "not today": "warn",
    "not eligible": "high",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One thing that happened in the course, and the page that shows it."""

    at: datetime
    clock: str
    kind: str
    says: str
    tag: str = ""
    tag_kind: str = "quiet"
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day of the course."""

    name: str
    moments: tuple[Moment, ...]


def days(person_id: UUID, *, role: Role) -> tuple[Day, ...]:
    """Return the course day by day, the newest day first and each day in its order."""
    found = [*_referral(person_id), *_assessments(person_id), *_plans(person_id), *_infusions(person_id, role)]
    found += (
        *_days_after(person_id, role),
        *_consents(person_id, role),
        *_crises(person_id, role),
        *_scores(person_id, role),
        *_planned(person_id, role),
    )
    ordered = sorted(found, key=lambda moment: moment.at)
    grouped = groupby(ordered, key=lambda moment: timezone.localdate(moment.at))
    return tuple(Day(name=f"{day:%d-%b-%Y}", moments=tuple(moments)) for day, moments in grouped)[::-1]


def _moment(at: datetime, kind: str, says: str, *, tag: str = "", tag_kind: str = "quiet", url: str = "") -> Moment:
    clock = f"{timezone.localtime(at):%H:%M}"
    return Moment(at=at, clock=clock, kind=kind, says=says, tag=tag, tag_kind=tag_kind, url=url)


def _referral(person_id: UUID) -> Iterable[Moment]:
    accepted = Decision.objects.filter(person_id=person_id).select_related("referral", "by")
    for decision in accepted:
        yield _moment(decision.referral.at, "Referral", "A consultation was asked for.")
        yield _moment(decision.at, "Referral", f"Accepted by {decision.by.name}; a record was opened.")


def _assessments(person_id: UUID) -> Iterable[Moment]:
    for row in Assessment.objects.filter(person_id=person_id).select_related("by"):
        asks = len(row.result["asks"])
        still = f"; {asks} still to be asked" if asks else ""
        says = f"Decided with {row.by.name}{still}."
        yield _moment(row.at, "Assessment", says, tag=row.outcome, tag_kind=OUTCOMES.get(row.outcome, "quiet"))


def _consents(person_id: UUID, role: Role) -> Iterable[Moment]:
    for row in ConsentSignature.objects.filter(person_id=person_id).select_related("version", "witness"):
        says = f"Version {row.version.number} signed, with {row.witness.name} present."
        yield _moment(row.at, "Consent", says, url=_url("consents:copy", role, person_id, row.pk))
    for gone in ConsentWithdrawal.objects.filter(person_id=person_id).select_related("by"):
        says = f"Taken back, recorded by {gone.by.name}: {gone.says}"
        yield _moment(gone.at, "Consent", says, tag="withdrawn", tag_kind="high")


def _crises(person_id: UUID, role: Role) -> Iterable[Moment]:
    for turn in in_course.turns(person_id):
        tag, kind = ("crisis", "high") if turn.is_answer else ("", "quiet")
        url = _url("crises:crisis", role, person_id, turn.crisis_id)
        yield _moment(turn.at, "Crisis", turn.says, tag=tag, tag_kind=kind, url=url)


def _plans(person_id: UUID) -> Iterable[Moment]:
    for order in Order.objects.filter(person_id=person_id).select_related("approved_by", "withdrawal__by"):
        per_kg = order.dose_mg / order.dosing_weight_kg
        says = f"{order} ({per_kg:.3g} mg/kg {order.dosing_weight_kind} weight), approved by {order.approved_by.name}."
        yield _moment(order.approved_at, "Order", says)
        if is_withdrawn(order):
            gone = order.withdrawal
            yield _moment(gone.at, "Order", f"Withdrawn by {gone.by.name}: {gone.reason}", tag="withdrawn")
    for row in Preparation.objects.filter(order__person_id=person_id).select_related("by", "second_check__by"):
        check = getattr(row, "second_check", None)
        checked = f"checked by {check.by.name}" if check else "no second check"
        yield _moment(row.at, "Preparation", f"{row}, drawn up by {row.by.name}; {checked}.")


def _infusions(person_id: UUID, role: Role) -> Iterable[Moment]:
    rows = JournalEntry.objects.filter(infusion__person_id=person_id, kind__in=TOLD).select_related("infusion")
    for row in rows:
        says = f"Infusion {row.infusion.number} {TOLD[row.kind]}, {row.by}."
        if row.kind == "AdverseEventNoted":
            says = f"Infusion {row.infusion.number}: {row.body['term']} ({row.body['severity']}), {row.body['action']}."
        is_over = row.kind in {"Discharged", "Cancelled"}
        yield _moment(
            row.at,
            "Infusion",
            says,
            tag="simulated" if row.infusion.mode != Infusion.Mode.REAL else "",
            tag_kind="tech",
            url=_url("courses:infusion_report" if is_over else "infusions:chairside", role, person_id, row.infusion_id),
        )


def _days_after(person_id: UUID, role: Role) -> Iterable[Moment]:
    for row in CheckIn.objects.filter(person_id=person_id).select_related("infusion", "by"):
        by = row.by.name if row.by else "the patient"
        says = f"Day after infusion {row.infusion.number}: {row.get_kind_display().lower()}, {by}."
        tag, kind = (
            ("acted upon" if hasattr(row, "follow_up") else "to act upon", "warn")
            if row.has_concerns
            else ("", "quiet")
        )
        url = _url("aftercare:check_in", role, person_id, row.infusion_id)
        yield _moment(row.at, "Day after", says, tag=tag, tag_kind=kind, url=url)


def _scores(person_id: UUID, role: Role) -> Iterable[Moment]:
    rows = ScoreEntry.objects.filter(person_id=person_id).exclude(remarks__kind="mistake")
    for row in rows:
        scored, scale = mapping.score_of(row), by_key(row.scale_key)
        band = telling.band_of(scored)
        # The total of a ladder of yes and no means nothing to a reader: its risk does.
        says = f"{scale.name}: {band}." if row.scale_key == "c-ssrs-screen" else _total(scale.name, scored.total, band)
        tag, kind = ("warned", "high") if scored.flags else ("", "quiet")
        url = _url("outcomes:entry", role, person_id, row.pk)
        yield _moment(row.taken_at, "Score", says, tag=tag, tag_kind=kind, url=url)


def _planned(person_id: UUID, role: Role) -> Iterable[Moment]:
    for each in of_plan(person_id):
        url = _url(each.url_name, role, *each.args)
        yield _moment(each.at, each.kind, each.says, tag=each.tag, tag_kind=each.tag_kind, url=url)


def _total(name: str, total: int | None, band: str) -> str:
    if total is None:
        return f"{name}: unknown, items were left out."
    return f"{name}: {total}{f', {band}' if band else ''}."


def _url(name: str, role: Role, *args: UUID) -> str:
    return reverse(name, args=args) if may(role, name) else ""
