"""Reading for the patient's pages: whose a sitting is, and what the pages of one sitting show."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.crypto import salted_hmac

from leeward.clinic.patient import time_points
from leeward.clinic.patient.asking import Asked
from leeward.clinic.patient.models import Sitting
from leeward.clinic.patient.sittings import Standing
from leeward.clinic.portal.steps import line_key

SALT: Final = "leeward.clinic.patient.queue"
SECONDS_A_LINE: Final = 6  # plain: to read a line and tap, told as "about n minutes"


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginPage:
    """Before the first question, or coming back."""

    time_point: str
    titles: tuple[str, ...]
    answered: int
    of: int
    minutes: int
    next_url: str
    is_begun: bool
    left_out: bool
    expires_at: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePage:
    """One question."""

    line: Asked
    place: int
    of: int
    back_url: str
    tells_at_once: bool
    script: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishPage:
    """Before sending: how much is answered."""

    answered: int
    of: int
    open: int
    open_url: str
    back_url: str


def person_of_sitting(sitting_id: UUID) -> UUID | None:
    """Return whose sitting it is; None for none."""
    return Sitting.objects.filter(pk=sitting_id).values_list("person_id", flat=True).first()


def sitting_of(sitting_id: UUID) -> Sitting | None:
    """Return a sitting; None for none."""
    return Sitting.objects.filter(pk=sitting_id).first()


def begin_page(standing: Standing) -> BeginPage:
    """Return what stands before the first question."""
    sitting = standing.sitting
    link = getattr(sitting, "link", None)
    return BeginPage(
        time_point=time_points.told(sitting.time_point),
        titles=tuple(dict.fromkeys(each.title for each in standing.lines)),
        answered=standing.answered,
        of=len(standing.lines),
        minutes=max(1, round(len(standing.lines) * SECONDS_A_LINE / 60)),  # plain: seconds in a minute
        next_url=next_url(standing, standing.first_open()),
        is_begun=bool(standing.rows),
        left_out=bool(standing.left_out),
        expires_at=link.expires_at if link else None,
    )


def line_page(standing: Standing, line: Asked) -> LinePage:
    """Return one question, with everything that the page needs to go on without network."""
    before, sitting = standing.beside(line.key, -1), standing.sitting
    return LinePage(
        line=line,
        place=standing.lines.index(line) + 1,
        of=len(standing.lines),
        back_url=line_url(sitting.pk, before) if before else reverse("patient:sitting", args=[sitting.pk]),
        tells_at_once=bool(line.opens),
        script=script_of(standing),
    )


def finish_page(standing: Standing) -> FinishPage:
    """Return what stands before sending."""
    first, last = standing.first_open(), standing.lines[-1] if standing.lines else None
    return FinishPage(
        answered=standing.answered,
        of=len(standing.lines),
        open=len(standing.lines) - standing.answered,
        open_url=line_url(standing.sitting.pk, first) if first else "",
        back_url=line_url(standing.sitting.pk, last) if last else "",
    )


def script_of(standing: Standing) -> dict[str, Any]:
    """Return what the script of the page is given: the lines, what was answered, where to send, and a key.

    The key seals what waits on the telephone; it is drawn from the sitting, so that only its own page can read it.
    """
    pk = standing.sitting.pk
    return {
        "sitting": str(pk),
        "key": salted_hmac(SALT, str(pk), algorithm="sha256").hexdigest(),
        "keep": reverse("patient:keep", args=[pk]),
        "base": reverse("patient:sitting", args=[pk]),
        "thanks": reverse("patient:thanks"),
        "lines": [each.of_one for each in standing.lines],
        "answers": standing.answers,
        "skips": [
            {
                "key": line_key(scale, skip.unless), "answer": str(scale.items[skip.unless - 1].low),
                "lines": [line_key(scale, number) for number in skip.items],
            }
            for scale in dict.fromkeys(each.scale for each in standing.lines) for skip in scale.skips
        ],
    }  # fmt: skip


def next_url(standing: Standing, line: Asked | None) -> str:
    """Return the address of a line, or of the end where there is none."""
    pk = standing.sitting.pk
    return line_url(pk, line) if line else reverse("patient:finish", args=[pk])


def line_url(sitting_id: UUID, line: Asked) -> str:
    """Return the address of a line."""
    return reverse("patient:line", args=[sitting_id, line.key])
