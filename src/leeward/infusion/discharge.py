"""May the patient go home: item by item, and unknown is not met."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leeward.evidence import Cited
from leeward.infusion.charting import checked, scores
from leeward.infusion.events import Completed, Discharged, Event, MedicineGiven, Started, Stopped
from leeward.infusion.gate import Gate, GateItem
from leeward.infusion.home_vitals import heart_rate, oxygen, pressure
from leeward.infusion.standing_test import orthostasis
from leeward.infusion.vitals import Baseline, GenerationMode, Reading, in_order
from leeward.protocol.discharge import DISCHARGE, DischargeCriteria
from leeward.protocol.monitoring import span
from leeward.truth import NO, UNKNOWN, YES, Truth, truth

NOT_NOW = "Score it now: there is no score of the last minutes."
PROLONGING = ("antihypertensive", "sedative")
_MINUTE = timedelta(minutes=1)


class CannotDischarge(Exception):
    """The patient may not leave yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeGate(Gate):
    """The gate before going home; `review` asks for the prescriber when it stays closed too long."""

    review: str | None = None

    @property
    def may_leave(self) -> Truth:
        """YES only when every item is known to be met."""
        return self.is_open


def discharge(
    readings: Iterable[Reading],
    events: Sequence[Event],
    criteria: DischargeCriteria = DISCHARGE,
    *,
    baseline: Baseline,
    now: datetime,
    needs_longer: Truth,
    mode: GenerationMode = GenerationMode.REAL,
) -> HomeGate:
    """Return the gate, item by item.

    `needs_longer` says whether the patient's chart asks for the longer stay (Child-Pugh B, age 70 or more, sleep
    apnoea); medicines given during the session are found in `events`. Items a person confirms are `ItemChecked`.
    """
    known = in_order(readings)
    start = next((event for event in events if isinstance(event, Started)), None)
    end = next((event for event in events if isinstance(event, Stopped | Completed)), None)
    since = end.at if end is not None else now
    lately = now - span(criteria.fresh_for)
    # What was answered before the infusion ended says nothing about going home.
    answers = checked(event for event in events if event.at >= since)
    items = (
        _time(start, end, criteria, events=events, now=now, needs_longer=needs_longer),
        pressure(known, baseline, criteria, since=since, now=now, mode=mode),
        oxygen(known, baseline, criteria, since=since, now=now, mode=mode),
        heart_rate(known, baseline, criteria, since=since, now=now, mode=mode),
        *_scored(events, criteria, since=max(since, lately), started=start.at if start else now),
        orthostasis(events, criteria, since=since),
        *(GateItem(key=i.key, says=i.says, truth=answers.get(i.key, UNKNOWN)) for i in criteria.items),
    )
    return HomeGate(items=items, review=_review(items, start, criteria, now=now))


def must_be_ready(gate: HomeGate, leaving: Discharged) -> None:
    """Raise `CannotDischarge` unless all is met, or the prescriber gave a reason; the escort is never waived (H32)."""
    if not leaving.escort.strip() or not leaving.escort_phone.strip():
        raise CannotDischarge("Write down who takes the patient home, and the telephone number.")
    escort = [item for item in gate.items if item.key == "escort" and item.truth is not YES]
    if escort:
        raise CannotDischarge("Nobody leaves without an escort. Confirm that the escort is here, or keep the patient.")
    if gate.may_leave is not YES and not (leaving.override_reason or "").strip():
        raise CannotDischarge(" ".join(gate.blocks) + " The prescriber can decide otherwise, with a reason.")


def earliest(
    start: Started | None, end: Event | None, criteria: DischargeCriteria, *, is_longer: bool
) -> datetime | None:
    """Return the time before which nobody leaves; None while the infusion has not ended."""
    if start is None or end is None:
        return None
    after_end = criteria.after_end_longer if is_longer else criteria.after_end
    return max(start.at + span(criteria.after_start), end.at + span(after_end))


def _time(
    start: Started | None,
    end: Event | None,
    criteria: DischargeCriteria,
    *,
    events: Iterable[Event],
    now: datetime,
    needs_longer: Truth,
) -> GateItem:
    longer = needs_longer | truth(any(isinstance(e, MedicineGiven) and e.purpose in PROLONGING for e in events))
    soonest = earliest(start, end, criteria, is_longer=longer is YES)
    latest = earliest(start, end, criteria, is_longer=longer is not NO)
    says = "The minimum time has passed."
    if soonest is None or latest is None:
        return GateItem(key="time", says=says, truth=NO, why="The infusion has not ended.")
    if now < soonest:
        return GateItem(key="time", says=says, truth=NO, why=f"{-((now - soonest) // _MINUTE)} min are left.")
    if now < latest:
        return GateItem(key="time", says=says, truth=UNKNOWN, why="Is there a reason for the longer stay?")
    return GateItem(key="time", says=says, truth=YES)


def _scored(
    events: Sequence[Event], criteria: DischargeCriteria, *, since: datetime, started: datetime
) -> tuple[GateItem, ...]:
    """Hold the scores of the last minutes against what is asked at the door: an older one says nothing of now."""
    cadss = [score for score in scores(events, "cadss-6") if score.at <= started and score.total is not None]
    own = cadss[-1].total if cadss else None
    rise, distress = criteria.dissociation_rise.to("points"), criteria.distress.to("points")
    most = None if own is None else own + rise
    back = f"Dissociation is back to the own score before the start (+{rise:g})."
    return (
        _at_least("moaa-s", "Awake (MOAA/S {least:g}).", criteria.moaas, events, since=since),
        _at_least("aldrete", "Aldrete score of {least:g} or more.", criteria.aldrete, events, since=since),
        _at_least(
            "padss", "Discharge score (PADSS) of {least:g} or more, no item 0.", criteria.padss, events, since=since
        ),
        _at_most("cadss-6", back, most, events, since=since),
        _at_most("distress", f"Distress of {distress:g} or less.", distress, events, since=since),
    )


def _at_least(key: str, says: str, limit: Cited, events: Sequence[Event], *, since: datetime) -> GateItem:
    least = limit.to("points")
    says = says.format(least=least)
    rows = [score for score in scores(events, key) if score.at >= since]
    if not rows or rows[-1].total is None:
        return GateItem(key=key, says=says, truth=UNKNOWN, why=NOT_NOW)
    total, answers = rows[-1].total, rows[-1].answers
    is_met = total >= least and not (key == "padss" and 0 in answers)
    return GateItem(key=key, says=says, truth=truth(is_met), why=f"It was {total}.")


def _at_most(key: str, says: str, most: float | None, events: Sequence[Event], *, since: datetime) -> GateItem:
    rows = [score for score in scores(events, key) if score.at >= since]
    if not rows or rows[-1].total is None:
        return GateItem(key=key, says=says, truth=UNKNOWN, why=NOT_NOW)
    if most is None:
        return GateItem(key=key, says=says, truth=UNKNOWN, why="There is no score from before the start.")
    return GateItem(key=key, says=says, truth=truth(rows[-1].total <= most), why=f"It was {rows[-1].total}.")


def _review(
    items: Iterable[GateItem], start: Started | None, criteria: DischargeCriteria, *, now: datetime
) -> str | None:
    if start is None or now - start.at < span(criteria.review_after) or all(item.truth is YES for item in items):
        return None
    hours = criteria.review_after.to("h")
    return f"{hours:g} hours after the start the patient is not fit to leave: the prescriber reviews."
