"""Reading assessments: the review, the questions, the medicines, the decisions, and what the patient's page tells."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from leeward.clinic.assessments import charts
from leeward.clinic.assessments.chart_pages import ChartPage, SystemPage, chart_page, system_page
from leeward.clinic.assessments.day_pages import DaySheet, day_sheet, proposed_start
from leeward.clinic.assessments.decision_pages import (
    DecisionPage,
    NotFound,
    decision_page,
    decisions,
)
from leeward.clinic.assessments.import_pages import ImportLine, imports
from leeward.clinic.assessments.medicine_page import MedicinesPage, medicines_page
from leeward.clinic.assessments.models import Assessment
from leeward.clinic.assessments.review import ReviewPage, case_of, review_page, standing_in_words
from leeward.clinic.assessments.wording import OUTCOMES, value, written
from leeward.clinic.people.models import Person
from leeward.clinic.people.roles import Role
from leeward.clinic.people.summary import Summary, Waiting

__all__ = [
    "ChartPage",
    "DaySheet",
    "DecisionPage",
    "ImportLine",
    "MedicinesPage",
    "NotFound",
    "ReviewPage",
    "SignOffPage",
    "SystemPage",
    "banner_weight",
    "chart_page",
    "day_sheet",
    "decision_page",
    "decisions",
    "imports",
    "medicines_page",
    "proposed_start",
    "review_page",
    "sign_off_page",
    "summary",
    "system_page",
    "waiting",
]

MOST_WAITING: Final = 5
OPEN: Final = ("needs information", "needs sign-off", "not today")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOffPage:
    """One finding that waits for a named person's approval."""

    rule_key: str
    says: str
    asks: str
    is_medicine: bool


def sign_off_page(person_id: UUID, rule_key: str, *, now: datetime) -> SignOffPage:
    """Return what is to be approved; raises NotFound where nothing of that key waits."""
    case = case_of(person_id, role=Role.RESEARCHER, now=now)
    for needed in case.eligibility.approvals_needed:
        if needed.rule_key == rule_key:
            return SignOffPage(rule_key=rule_key, says=needed.says, asks="Who approves?", is_medicine=False)
    review = case.eligibility.medication
    for name in review.unreviewed if review else ():
        if rule_key == f"medicine:{name}" and not case.signed(rule_key):
            says = f"“{name}” is not in the vocabulary. A pharmacist says whether it goes together with ketamine."
            return SignOffPage(rule_key=rule_key, says=says, asks="Who reviewed it?", is_medicine=True)
    raise NotFound


def banner_weight(person_id: UUID, *, now: datetime) -> str | None:
    """The weight charted today, for the patient banner; None without one."""
    entry = charts.standing(person_id).get("weight")
    if entry is None:
        return None
    taken = timezone.localtime(datetime.fromisoformat(entry.value["taken_at"]))
    return f"{value(entry)}, {taken:%H:%M}" if taken.date() == timezone.localdate(now) else None


def summary(person_id: UUID) -> Summary:
    """The assessment on the patient's page."""
    says, kind, tag = standing_in_words(person_id, now=timezone.now())
    return Summary(
        title="Assessment",
        says=says,
        url_name="assessments:review",
        url=reverse("assessments:review", args=[person_id]),
        tag=tag,
        tag_kind=kind,
        action="Review",
    )


def waiting(*, now: datetime) -> tuple[Waiting, ...]:
    """The people whose last recorded assessment left something open, the longest waiting first."""
    latest = Assessment.objects.filter(person=OuterRef("pk"), at__lte=now).order_by("-at")
    people = (
        Person.objects.annotate(
            outcome=Subquery(latest.values("outcome")[:1]), assessed_at=Subquery(latest.values("at")[:1])
        )
        .filter(outcome__in=OPEN)
        .order_by("assessed_at")[:MOST_WAITING]
    )
    return tuple(
        Waiting(
            title=f"Assessment of {person}",
            says=f"Recorded {written(timezone.localdate(person.assessed_at))}.",
            url_name="assessments:review",
            url=reverse("assessments:review", args=[person.pk]),
            tag=OUTCOMES[person.outcome][1],
            tag_kind=OUTCOMES[person.outcome][0],
        )
        for person in people
    )
