"""What is done at the time-out: figures typed and compared, items that persons saw, a recheck accepted, the passing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions import journaling, time_out_gate
from leeward.clinic.infusions.actions import record
from leeward.clinic.infusions.charting import row_events
from leeward.clinic.infusions.deed import Deed
from leeward.clinic.people.models import Person
from leeward.clinic.people.roles import PRESCRIBERS
from leeward.infusion import events as happened
from leeward.infusion import time_out as starting
from leeward.infusion.charting import checked
from leeward.infusion.events import Event
from leeward.infusion.machine import State
from leeward.infusion.repeats import of_kind, repeats
from leeward.infusion.time_out import CannotStart
from leeward.infusion.told import fasting_hours, last, same_person
from leeward.protocol.starting import BY_HAND, Answered, Fasting, Readiness
from leeward.truth import UNKNOWN, Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one sending of the time-out's page tells; what is None was not told this time."""

    answers: Mapping[str, Truth] = field(default_factory=dict)
    readings: str = ""
    name: str = ""
    born: date | None = None
    last_food_at: datetime | None = None
    was_heavy: Truth = UNKNOWN
    last_fluid_at: datetime | None = None
    escort: str = ""
    escort_phone: str = ""
    shown_ml_per_h: float | None = None
    shown_vtbi_ml: float | None = None
    moaas: int | None = None
    distress: int | None = None


@transaction.atomic
def tell(deed: Deed, told: Told) -> State:
    """Write down what was told; what a person saw only where it differs from what stands."""
    infusion = journaling.locked(person_id=deed.person_id, infusion_id=deed.infusion_id)
    bedside = standing.load(infusion, now=deed.at)
    refuse_ticks(bedside, told.answers)
    known = checked(bedside.events)
    changed = {key: truth for key, truth in told.answers.items() if truth is not known.get(key, UNKNOWN)}
    return journaling.record(infusion, _events(deed, told, changed, infusion.person), now=deed.at)


def refuse_ticks(bedside: standing.Bedside, answers: Mapping[str, Truth]) -> None:
    """Raise CannotStart for an answer to what nobody ticks."""
    items = bedside.protocol.starting.items
    asked = {item.key for item in items if item.answered is Answered.PERSON} | {BY_HAND.key}
    if bedside.infusion.order_id is None:
        asked.add("reconciled")  # no order of this clinic's stock: nothing else can tell
    strange = sorted(answers.keys() - asked)
    if strange:
        raise CannotStart(
            f"{', '.join(strange)}: nobody ticks this. It comes from the record, or is typed and compared."
        )


def _events(deed: Deed, told: Told, answers: Mapping[str, Truth], person: Person) -> Iterator[Event]:
    yield from row_events(deed, told.readings, {"moaa-s": told.moaas, "distress": told.distress})
    if told.name and told.born:
        agrees = same_person(
            name=told.name, born=told.born, names=(person.family_name, person.given_names), born_on_record=person.born
        )
        yield happened.IdentityReadBack(
            **deed.part("identity"), name=told.name, born=told.born.isoformat(), agrees=agrees
        )
    if told.last_food_at and told.last_fluid_at:
        yield _fasting(deed, told.last_food_at, told.last_fluid_at, told.was_heavy)
    if told.escort and told.escort_phone:
        yield happened.EscortNamed(**deed.part("escort"), escort=told.escort, phone=told.escort_phone)
    if told.shown_ml_per_h is not None and told.shown_vtbi_ml is not None:
        yield happened.PumpReadBack(
            **deed.part("pump"), shown_ml_per_h=told.shown_ml_per_h, shown_vtbi_ml=told.shown_vtbi_ml
        )
    for item, truth in answers.items():
        yield happened.ItemChecked(**deed.part(f"item {item} {truth.value}"), item=item, truth=truth)


def _fasting(deed: Deed, food: datetime, fluid: datetime, was_heavy: Truth) -> Event:
    if max(food, fluid) > deed.at:
        raise CannotStart("The last meal or drink lies after now. Check the day and the time.")
    return happened.FastingTold(
        **deed.part("fasting"), last_food_at=food, was_heavy=was_heavy, last_fluid_at=fluid
    )  # fmt: skip


@transaction.atomic
def accept(deed: Deed, *, item: str, reason: str) -> State:
    """A prescriber accepts what is between go and no-go; a vital sign only after two repeats, 5 min apart."""
    if deed.by.role not in PRESCRIBERS:
        raise CannotStart("Only a prescriber can accept what is between go and no-go.")
    if not reason.strip():
        raise CannotStart("Write why it is accepted: the nurse who starts the pump reads it.")
    infusion = journaling.locked(person_id=deed.person_id, infusion_id=deed.infusion_id)
    furthest = _furthest(standing.load(infusion, now=deed.at), item)
    return journaling.record(
        infusion,
        (happened.RecheckAccepted(**deed.stamp, item=item, furthest=furthest, reason=reason.strip()),),
        now=deed.at,
    )


def _furthest(bedside: standing.Bedside, item: str) -> float:
    """Return the worst that is being accepted; raises CannotStart where there is nothing to accept."""
    if item == time_out_gate.FASTING:
        return _minutes_short(bedside)
    band = next((each for each in bedside.protocol.starting.bands if each.vital.value == item), None)
    if band is None:
        raise CannotStart(f"{item}: there is nothing to accept.")
    rows = of_kind(bedside.readings, band.vital, now=bedside.now, mode=bedside.mode)
    value = rows[-1].value if rows else None
    if value is None or band.place(value) is not Readiness.RECHECK:
        raise CannotStart(f"{band.vital.label} is not between go and no-go: there is nothing to accept.")
    found = repeats(rows, band, now=bedside.now)
    if found.missing or found.furthest is None:
        raise CannotStart(
            f"{band.vital.label} was measured {len(found.taken)} time(s), five minutes apart: repeat it twice first."
        )
    if band.place(found.furthest) is Readiness.NO_GO:
        raise CannotStart(
            f"{band.vital.label} was {found.furthest:g} in this half hour: not today, or wait and repeat."
        )
    return found.furthest


def _minutes_short(bedside: standing.Bedside) -> float:
    told = last(bedside.events, happened.FastingTold)
    short = max((each.missing_min for each in fasting_hours(told, now=bedside.now)), default=0) if told else 0
    if not 0 < short < Fasting.short_by.to("min"):
        raise CannotStart("Fasting is not short by less than an hour: there is nothing to accept.")
    return float(short)


@transaction.atomic
def pass_time_out(deed: Deed) -> State:
    """The time-out is passed when every item is met; what is open is said in sentences."""
    infusion = journaling.locked(person_id=deed.person_id, infusion_id=deed.infusion_id)
    gate = time_out_gate.start_gate(standing.load(infusion, now=deed.at))
    starting.must_be_ready(gate)
    checks = tuple((item.key, item.truth.value) for item in gate.items)
    return record(deed, happened.TimeOutPassed(**deed.stamp, checks=checks))
