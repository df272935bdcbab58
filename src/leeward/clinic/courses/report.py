"""The report of a course: one page that a clinician would put in the record."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from leeward.clinic import outcomes, web
from leeward.clinic.courses.records import (
    AssessmentSection,
    Line,
    Made,
    MedicinesSection,
    Notes,
    OutcomeSection,
    Treatment,
    Who,
)
from leeward.clinic.courses.tried import TriedSection

HERE: Final = Path(__file__).parent
SHEETS: Final = (
    Path(web.__file__).parent / "static/leeward/tokens.css",
    Path(web.__file__).parent / "static/leeward/app.css",
    Path(web.__file__).parent / "static/leeward/charts.css",
    Path(outcomes.__file__).parent / "static/leeward/outcomes.css",
    HERE / "static/leeward/report.css",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One patient's course, from the assessment to the outcome; a step that was not taken is None and is said."""

    title: str
    who: Who
    made: Made
    assessment: AssessmentSection | None
    medicines: MedicinesSection | None
    treatments: tuple[Treatment, ...]
    outcome: OutcomeSection | None
    claims: tuple[Line, ...]
    notes: Notes
    missing: tuple[str, ...] = ()
    imported: tuple[str, ...] = ()
    tried: TriedSection | None = None
    crises: tuple[Line, ...] | None = None  # None where nobody keeps them: a report without a clinic


def render_report(report: Report, *, standalone: bool = True) -> str:
    """Return the report as one HTML page; standalone, it carries its style sheets and opens from a disk.

    Served by the clinic it is not standalone: its policy allows no style inside a page. Needs Django set up, and
    neither a database nor a request.
    """
    return render_to_string("courses/report.html", {"report": report, "styles": _styles() if standalone else ""})


def _styles() -> SafeString:
    """Return our own sheets in one element; nothing of a user's is in them."""
    return mark_safe("<style>" + "\n".join(sheet.read_text() for sheet in SHEETS) + "</style>")  # noqa: S308
