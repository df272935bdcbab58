"""The patient's summary as a PDF: words go in as data and are never read as markup."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from leeward.clinic.patient.course_summary import CourseSummary

PAGE: Final = Path(__file__).parent / "templates/patient/summary.typ"
MADE_AT: Final = datetime(2000, 1, 1, tzinfo=UTC)  # nothing of the moment stands in the file but what the page says


class CannotPrint(Exception):
    """The PDF could not be made."""


def as_pdf(summary: CourseSummary, *, language: str) -> bytes:
    """Return the PDF; made twice from one record at one moment it is the same to the byte. Raises CannotPrint."""
    import typst

    told = {"summary": json.dumps(asdict(summary), ensure_ascii=False), "language": language}
    try:
        return typst.compile(PAGE.read_bytes(), ignore_system_fonts=True, timestamp=MADE_AT, sys_inputs=told)
    except typst.TypstError as why:
        raise CannotPrint(f"The PDF could not be made: {why}. The page itself can be printed.") from why
