"""What an infusion taught, as its report prints it."""

from typing import Final
from uuid import UUID

from leeward.clinic.courses.infusion_parts import Part, Table
from leeward.clinic.plans.lesson_page import LessonPart, lesson_of

TITLE: Final = "What was learned for the next proposal"
NOT_YET: Final = "Not learned from yet: that is done before the next options are computed."
HEAD: Final = ("What", "Before", "With the readings", "Spread left", "Learned")


def learned_part(order_id: UUID | None) -> Part:
    """Return what was learned, what was not, and what was left out; or that nothing was asked yet."""
    lesson = lesson_of(order_id) if order_id is not None else None
    if lesson is None:
        return Part(key="learned", title=TITLE, missing=NOT_YET)
    rows = tuple((line.name, line.before, line.now, line.left, line.tag) for line in lesson.parameters)
    return Part(
        key="learned",
        title=TITLE,
        says=_says(lesson),
        tables=(Table(head=HEAD, rows=rows),) if rows else (),
    )


def _says(lesson: LessonPart) -> tuple[str, ...]:
    nothing = f"Nothing was learned. {lesson.why_not}".strip() if not lesson.says else ""
    said = (nothing, *lesson.says, lesson.held, *lesson.warnings, lesson.modest)
    left_out = (f"Left out: {each}" for each in lesson.left_out)
    made = f"Computed {lesson.made}; {lesson.versions}."
    return tuple(each for each in (*said, *left_out, lesson.counts, made) if each)
