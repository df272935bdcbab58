"""The report of a walk, written as one HTML page that opens from a disk."""

from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from leeward.cli.project import set_up_django
from leeward.cli.walk import SCORES_APART, Walk
from leeward.infusion.vitals import GenerationMode

if TYPE_CHECKING:
    from leeward.clinic.courses.records import Who
    from leeward.clinic.courses.sections import CoreCourse, Given

REHEARSED = (
    "The infusion, its readings, alarms and discharge are simulated: "
    "a rehearsal with a virtual patient, not a record of care."
)
MADE_UP = "Everything about this person is made up, the scores included: nothing here is evidence of anything."


class CannotWrite(Exception):
    """Where the report cannot be put, and what to do."""


def write_report(walk: Walk, path: Path) -> None:
    """Write the report; raises CannotWrite where the file cannot be written."""
    set_up_django()
    from leeward.clinic.courses.report import render_report
    from leeward.clinic.courses.sections import from_core

    zone = walk.case.answers.starts_at.tzinfo or UTC
    page = render_report(from_core(_course(walk, zone), zone=zone))
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as why:
        raise CannotWrite(
            f"{path}: the report cannot be written ({why.strerror}). Choose another place with --out."
        ) from None


def _course(walk: Walk, zone: tzinfo) -> "CoreCourse":
    from leeward.clinic.courses.sections import CoreCourse

    case = walk.case
    return CoreCourse(
        who=_who(walk),
        chart=case.chart,
        eligibility=walk.eligibility,
        protocol=walk.protocol,
        assessed_at=case.answers.starts_at,
        assessed_by="the answers file",
        proposal=walk.proposal,
        order=walk.order,
        preparation=walk.preparation,
        prepared="computed, not drawn up",
        checked="none: a rehearsal",
        given=_given(walk),
        scores=walk.course,
        made_at=datetime.now(zone),
        made_by="leeward on the command line",
        simulated=" ".join(_simulated(walk)),
        ended=walk.ended,
        imported=(*case.disagreements, *case.notes),
    )


def _simulated(walk: Walk) -> list[str]:
    made_up = [MADE_UP] if walk.case.is_synthetic else []
    rehearsed = [REHEARSED] if walk.rehearsed else []
    return made_up + rehearsed + ([SCORES_APART] if walk.rehearsed and walk.case.answers.scores else [])


def _who(walk: Walk) -> "Who":
    from leeward.clinic.courses.records import Who

    case, chart = walk.case, walk.case.chart
    allergies = "Not yet asked" if chart.allergies is None else ", ".join(chart.allergies) or "No known allergies"
    return Who(
        name=f"{case.family.upper()}, {case.given}",
        born=_born(chart.born, chart.age_years),
        sex=chart.sex.value.capitalize() if chart.sex.value != "unknown" else "Not known",
        identifiers=f"case {case.name}",
        allergies=allergies,
        is_synthetic=case.is_synthetic,
    )


def _born(born: date | None, age_years: int | None) -> str:
    return f"{born:%d-%b-%Y} ({age_years})" if born else "not known"


def _given(walk: Walk) -> "Given | None":
    from leeward.clinic.courses.sections import Given

    rehearsed = walk.rehearsed
    if rehearsed is None:
        return None
    return Given(
        journal=rehearsed.journal,
        readings=rehearsed.readings,
        mode=GenerationMode.DEMO,
        gate=rehearsed.home,
        now=rehearsed.journal[-1].event.at,
    )
