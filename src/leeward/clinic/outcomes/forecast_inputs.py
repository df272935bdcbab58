"""What a forecast of a course is made from, gathered from the records and kept beside it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from leeward.clinic.infusions import bedside as bedsides
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.outcomes.followed import infusions_ahead, still_booked
from leeward.clinic.outcomes.models import Remark, ScoreEntry
from leeward.clinic.plans.lesson_records import basis_as_json
from leeward.clinic.plans.models import Order
from leeward.clinic.plans.subjects import basis_of
from leeward.infusion.rates import as_it_ran
from leeward.outcomes.account import EDITIONS
from leeward.outcomes.forecast import Forecasting
from leeward.outcomes.forecast_scoring import Judging

VIRTUAL_PATIENTS: Final = 8_000
DAY: Final = timedelta(days=1)
WEEK: Final = 7.0
Given = dict[str, Any]
"""One infusion as it ran, as it is kept."""
NOT_BEGUN: Final = "No infusion was begun: a forecast starts with the first one."
NOT_BEGUN_AGAIN: Final = "No infusion of the planned course was begun: a forecast starts with its first one."
NO_PLAN: Final = (
    "No infusion has an order that names its virtual patients, so there are none to foretell with. Order the next one "
    "from the proposal."
)
OVER: Final = (
    "The last infusion, given or booked, was more than a week ago: nothing of this course is left to foretell. Book "
    "the next infusion first."
)


class CannotForetell(ValueError):
    """There is nothing to make a forecast from, and why."""


def gathered(person_id: UUID, *, now: datetime, mode: str, rests: str) -> dict[str, Any]:
    """Return what a forecast is made from now; raises CannotForetell."""
    begun = list(Infusion.objects.filter(person_id=person_id, journal__kind="Started").order_by("number"))
    given, earlier = _of_this_course(person_id, [found for row in begun if (found := _given(row, now)) is not None])
    starts = [datetime.fromisoformat(each["at"]) for each in given]
    ahead = still_booked(starts, infusions_ahead(now=now, person_id=person_id).get(person_id, ()))
    sessions = [*given, *({**given[-1], "infusion": "", "at": at.isoformat()} for at in ahead)]
    edition, scores = _edition(person_id, starts[0], now, after=earlier[-1]["at"] if earlier else None)
    inputs = {
        "mode": mode,
        "edition": edition,
        "basis": _basis(begun),
        "sessions": sessions,
        "scores": scores,
        "rests": rests,
        "earlier": len(earlier),
        "therapy_from": _therapy_from(person_id, starts[0], now),
    }
    return {**inputs, "on_days": _days(inputs)}


def day_of(at: str, inputs: Mapping[str, Any]) -> float:
    """Return an instant in days from the first infusion, to a hundred-thousandth (a second)."""
    first = datetime.fromisoformat(inputs["sessions"][0]["at"])
    return round((datetime.fromisoformat(at) - first) / DAY, 5)


def last_infusion(inputs: Mapping[str, Any]) -> UUID:
    """Return the infusion after which the forecast was made."""
    return UUID(next(each["infusion"] for each in reversed(inputs["sessions"]) if each["infusion"]))


def _given(row: Infusion, now: datetime) -> Given | None:
    """Return one infusion as it ran; nothing where no drug has gone in yet."""
    given = bedsides.load(row, now=now).given
    if given is None or not given.mg > 0:
        return None
    ran = [[segment.rate_mg_per_min, segment.minutes] for segment in as_it_ran(given).segments]
    return {"infusion": str(row.pk), "at": given.started_at.isoformat(), "segments": ran}


def _basis(begun: Sequence[Infusion]) -> dict[str, Any]:
    for row in reversed(begun):
        try:
            if row.order_id is not None:
                return {**basis_as_json(basis_of(row.order_id)), "virtual_patients": VIRTUAL_PATIENTS}
        except (KeyError, TypeError, Order.DoesNotExist):  # written by another version
            continue
    raise CannotForetell(NO_PLAN)


def _of_this_course(person_id: UUID, given: list[Given]) -> tuple[list[Given], list[Given]]:
    """Return the infusions of the course, and those before it; all are of one where none is planned."""
    if not given:
        raise CannotForetell(NOT_BEGUN)
    days = [timezone.localdate(datetime.fromisoformat(each["at"])) for each in given]
    began = import_string(settings.COURSE_BEGAN)(person_id, days)
    before = sum(began is not None and day < began for day in days)
    if before == len(given):
        raise CannotForetell(NOT_BEGUN_AGAIN)
    return given[before:], given[:before]


def _therapy_from(person_id: UUID, first: datetime, now: datetime) -> str | None:
    """Return when a trauma-focused therapy began, if it was after infusion 1; else its gain stands in the baseline."""
    held = min((at for at in import_string(settings.THERAPY_HELD)(person_id) if at <= now), default=None)
    return held.isoformat() if held is not None and held >= first else None


def _edition(person_id: UUID, first: datetime, now: datetime, *, after: str | None) -> tuple[str, list[dict[str, Any]]]:
    """Return the edition that has a whole baseline, the weekly one first, and its scores; never two editions.

    `after` is when the course before ended, if there was one: then the last whole score since is the baseline.
    """
    rows = ScoreEntry.objects.filter(person_id=person_id, scale_key__in=EDITIONS, taken_at__lte=now)
    kept = rows.exclude(remarks__kind=Remark.Kind.MISTAKE)
    known = list(kept.filter(taken_at__gt=datetime.fromisoformat(after)) if after else kept)
    baselines = [row for row in known if row.total is not None and row.taken_at <= first]
    has_baseline = {row.scale_key for row in baselines}
    edition = next((key for key in EDITIONS if key in has_baseline), EDITIONS[0])
    mine = [row for row in known if row.scale_key == edition]
    if after:
        last = max((row.taken_at for row in baselines if row.scale_key == edition), default=first)
        mine = [row for row in mine if row.taken_at >= last]
    return edition, [_score(row) for row in mine]


def _score(row: ScoreEntry) -> dict[str, Any]:
    return {"entry": str(row.pk), "at": row.taken_at.isoformat(), "total": row.total}


def _days(inputs: Mapping[str, Any]) -> list[float]:
    """Return the days that are foretold beside the end of the course: each week that no score has reached."""
    end = day_of(inputs["sessions"][-1]["at"], inputs) + Forecasting.ends_after.to("d")
    reached = max((day_of(each["at"], inputs) for each in inputs["scores"]), default=0.0)
    if reached >= end:
        raise CannotForetell(OVER)
    return [day for day in _weeks(end) if day > reached]


def _weeks(end: float) -> Iterable[float]:
    """Yield the weeks before the end, but for one so near that the same score would judge both."""
    return (week * WEEK for week in range(1, int(end // WEEK) + 1) if end - week * WEEK > Judging.near.to("d"))
