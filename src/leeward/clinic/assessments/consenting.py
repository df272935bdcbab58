"""The consent on the chart: signed here or charted from paper; the later one counts, and a withdrawal always."""

from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID

from django.utils import timezone

from leeward.assessment import Chart
from leeward.clinic.assessments.models import ChartEntry
from leeward.clinic.assessments.wording import moment
from leeward.clinic.consents.queries import standing_on
from leeward.truth import UNKNOWN, Truth

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


def _answered(chart: Chart, answer: Truth, day: date) -> Chart:
    others = tuple(pair for pair in chart.answered_on if pair[0] != KEY)
    dated = () if day == chart.on else ((KEY, day),)
    return replace(chart, consent_signed=answer, answered_on=(*others, *dated))


def _paper(person_id: UUID) -> ChartEntry | None:
    return ChartEntry.objects.filter(person_id=person_id, key=KEY).select_related("by").last()


def _says(entry: ChartEntry) -> Truth:
    return Truth(entry.value["truth"])
