"""The consent on the chart: signed here or charted from paper; the later one counts, and a withdrawal always."""

from dataclasses import replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from leeward.assessment import Chart
from leeward.clinic.assessments.models import ChartEntry
from leeward.clinic.consents.queries import Standing, standing_on, withdrawals
from leeward.clinic.people.models import Person
from leeward.clinic.web.moments import moment
from leeward.truth import NO, UNKNOWN, Truth

KEY: Final = "consent_signed"


def with_consent(chart: Chart, person_id: UUID) -> Chart:
    """Return the chart with the consent as it stands; an answer from paper of a later moment stays."""
    signed, paper = standing_on(person_id, chart.on), _paper(person_id)
    if signed.at is None:
        return chart
    if not signed.is_withdrawn and paper is not None and _says(paper) is not UNKNOWN and paper.at > signed.at:
        return chart
    # A withdrawal does not age: it is as true today as on its day.
    day = chart.on if signed.is_withdrawn else timezone.localdate(signed.at)
    return _answered(chart, signed.truth, day)


def in_words(person_id: UUID, *, on: date) -> str:
    """Say where the consent stands, and what was charted from paper."""
    signed, paper = standing_on(person_id, on), _paper(person_id)
    if paper is None or _says(paper) is UNKNOWN:
        return signed.says
    return f"{signed.says} Charted from paper as {_says(paper).value}: {paper.by.name}, {moment(paper.at)}."


def taken_back(person_id: UUID, *, at: datetime) -> Standing | None:
    """Return since when there is no consent and who wrote it down, here or from paper; None where nobody did."""
    if not _has_said_no(person_id, at=at):
        return None
    signed, paper = standing_on(person_id, at), _paper(person_id)
    if signed.is_withdrawn:
        return signed
    if paper is None or _says(paper) is not NO or paper.at > at or (signed.at is not None and signed.at >= paper.at):
        return None
    return Standing(truth=NO, says=f"Charted from paper as no by {paper.by.name}.", at=paper.at)


def _has_said_no(person_id: UUID, *, at: datetime) -> bool:
    """Did they ever, in one question: the chair asks it every few seconds."""
    here = withdrawals(at).filter(person=OuterRef("pk"))
    on_paper = ChartEntry.objects.filter(person=OuterRef("pk"), key=KEY, value__truth=NO.value, at__lte=at)
    return Person.objects.filter(Exists(here) | Exists(on_paper), pk=person_id).exists()


def _answered(chart: Chart, answer: Truth, day: date) -> Chart:
    others = tuple(pair for pair in chart.answered_on if pair[0] != KEY)
    dated = () if day == chart.on else ((KEY, day),)
    return replace(chart, consent_signed=answer, answered_on=(*others, *dated))


def _paper(person_id: UUID) -> ChartEntry | None:
    return ChartEntry.objects.filter(person_id=person_id, key=KEY).select_related("by").last()


def _says(entry: ChartEntry) -> Truth:
    return Truth(entry.value["truth"])
