"""One sitting as it stands: its lines, what was answered, what is skipped, and what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects

from leeward.clinic.crises.queries import remote_refusal
from leeward.clinic.patient.asking import Asked, lines, skipped
from leeward.clinic.patient.models import Sitting, SittingAnswer
from leeward.clinic.portal.steps import NOT_SAID
from leeward.instruments import Scale, by_key
from leeward.outcomes.crisis_triggers import can_open


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A sitting: the lines that are asked now, and the answer that holds for each line, None for "rather not say"."""

    sitting: Sitting
    lines: tuple[Asked, ...]
    rows: Mapping[str, SittingAnswer]
    left_out: Mapping[str, str]  # questionnaires that are not asked now, and why
    is_sent: bool

    @property
    def answers(self) -> dict[str, str]:
        """What stands on each line, as a form sends it."""
        return {key: said(row.answer) for key, row in self.rows.items()}

    @property
    def as_told(self) -> dict[str, dict[str, Any]]:
        """What stands on each line, as the portal reads it."""
        return {
            key: {"answer": said(row.answer), "wording_id": row.wording_id} for key, row in self.rows.items()
        }  # fmt: skip

    def line(self, key: str) -> Asked | None:
        """Return a line that is asked; None for any other word."""
        return next((each for each in self.lines if each.key == key), None)

    def first_open(self) -> Asked | None:
        """Return the first line without an answer; None when all have one."""
        return next((each for each in self.lines if each.key not in self.rows), None)

    def beside(self, key: str, step: int) -> Asked | None:
        """Return the line `step` places after this one; None beyond either end."""
        place = next((n for n, each in enumerate(self.lines) if each.key == key), None)
        if place is None or not 0 <= place + step < len(self.lines):
            return None
        return self.lines[place + step]

    @property
    def answered(self) -> int:
        """How many of the lines that are asked have an answer."""
        return sum(each.key in self.rows for each in self.lines)


def said(answer: int | None) -> str:
    """Write an answer as a form sends it."""
    return NOT_SAID if answer is None else str(answer)


def of(sitting_id: UUID, *, now: datetime) -> Standing:
    """Return a sitting as it stands; what can open a crisis is asked only while somebody is on call."""
    return of_rows([Sitting.objects.select_related("end", "by").get(pk=sitting_id)], now=now)[0]


def of_rows(sittings: Sequence[Sitting], *, now: datetime) -> tuple[Standing, ...]:
    """Return sittings as they stand; words and refusals are read once for all of them."""
    if not sittings:
        return ()
    prefetch_related_objects(sittings, "answers")
    keys = tuple(dict.fromkeys(key for each in sittings for key in each.scales))
    asked = lines(keys)
    refusals = {key: why for key in keys if (why := refused(by_key(key), now))}
    return tuple(_standing(each, asked, refusals) for each in sittings)


def _standing(sitting: Sitting, known: Sequence[Asked], refusals: Mapping[str, str]) -> Standing:
    rows = {row.step: row for row in sitting.answers.all()}
    left_out = {key: refusals[key] for key in sitting.scales if key in refusals}
    answers = {key: said(row.answer) for key, row in rows.items()}
    asked = (each for key in sitting.scales if key not in left_out for each in known if each.scale.key == key)
    return Standing(
        sitting=sitting,
        lines=tuple(each for each in asked if each.number not in skipped(each.scale, answers)),
        rows=rows,
        left_out=left_out,
        is_sent=hasattr(sitting, "end"),
    )


def refused(scale: Scale, now: datetime) -> str:
    """Return why a questionnaire is not asked now; nothing where it is."""
    return remote_refusal(scale.key, now) if can_open(scale) else ""


def late_line(sitting: Sitting, key: str) -> Asked | None:
    """Return a line of the sitting, asked now or not: what was shown before and answered is never lost."""
    return next((each for each in lines(sitting.scales) if each.key == key), None)
