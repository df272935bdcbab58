"""The whole way of a case in simulated time: assess, propose, approve, prepare, infuse, recover, discharge, outcome."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Protocol as Shape
from uuid import NAMESPACE_URL, uuid5

import numpy as np

from leeward.assessment import Chart, Eligibility, Outcome, assess
from leeward.cli.case import Case
from leeward.cli.rehearsal import CannotRehearse, Rehearsed, rehearse
from leeward.cli.walk_lesson import lesson_lines
from leeward.dosing import (
    CannotApprove,
    CannotOrder,
    CannotPrepare,
    CannotPropose,
    Option,
    Order,
    Preparation,
    Proposal,
    approve,
    prepare,
    propose,
)
from leeward.infusion.journal import verify
from leeward.outcomes import DatedScore, Trajectory, trajectory
from leeward.pharmacology import Regimen, Subject, VirtualPatient, virtual_patients
from leeward.protocol import Protocol

SCORES_APART = "The infusion beside these scores is a rehearsal: whether one was given between them, nothing here says."
ASKS_TOLD = 12  # on a terminal


class Teller(Shape):
    """Whoever tells the user where we are."""

    def step(self, title: str, *lines: str) -> None:
        """Tell a step that is done, and what came of it."""

    def progress(self, title: str) -> Callable[[float, float], None]:
        """Open a bar and return what moves it: (done, of)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """What each step left; the ones after the end are None, and `ended` says why there are none."""

    case: Case
    protocol: Protocol
    seed: int
    eligibility: Eligibility
    proposal: Proposal | None = None
    option: Option | None = None
    order: Order | None = None
    preparation: Preparation | None = None
    rehearsed: Rehearsed | None = None
    course: Trajectory | None = None
    ended: str = ""


class _Ended(Exception):
    """The way ends here, for a proper reason."""


def walk(case: Case, protocol: Protocol, *, seed: int, tell: Teller) -> Walk:
    """Go as far as the case allows; that a patient may not start is an end and not an error."""
    left: dict[str, object] = {"eligibility": _assess(case, protocol, tell)}
    ended = ""
    try:
        for name, thing in _steps(case, protocol, left["eligibility"], seed, tell):  # type: ignore[arg-type]
            left[name] = thing  # noqa: PERF403 - what was left before an end is kept
    except _Ended as why:
        ended = str(why)
        tell.step("The way ends here", ended)
    rehearsed = left.get("rehearsed")
    left["course"] = _outcome(case, rehearsed, tell)  # type: ignore[arg-type]
    return Walk(case=case, protocol=protocol, seed=seed, ended=ended, **left)  # type: ignore[arg-type]


def _assess(case: Case, protocol: Protocol, tell: Teller) -> Eligibility:
    eligibility = assess(case.chart, protocol)
    medication = eligibility.medication
    lines = [f"Outcome: {eligibility.outcome.value}."]
    lines += [f"Speaks against it: {reason}" for reason in eligibility.reasons]
    lines += [f"Still asked: {ask}." for ask in eligibility.asks[:ASKS_TOLD]]
    if len(eligibility.asks) > ASKS_TOLD:
        lines.append(f"Still asked: {len(eligibility.asks) - ASKS_TOLD} more; the report lists them all.")
    lines += [f"With care: {caution}" for caution in eligibility.cautions]
    if medication:
        lines.append(f"Medicines: {len(medication.matched)} recognized, {len(medication.unreviewed)} not reviewed.")
    tell.step(f"Assessment: {len(eligibility.findings)} criteria", *lines)
    return eligibility


def _steps(
    case: Case, protocol: Protocol, eligibility: Eligibility, seed: int, tell: Teller
) -> Iterator[tuple[str, object]]:
    if eligibility.outcome is not Outcome.ELIGIBLE:
        raise _Ended(f"The assessment says: {eligibility.outcome.value}. No dose is proposed.")
    subject = describe(case)
    proposal = _propose(case.chart, subject, protocol, eligibility, seed, tell)
    yield "proposal", proposal
    option, order = _approve(case, proposal, tell)
    yield "option", option
    yield "order", order
    preparation = _prepare(case, order, tell)
    yield "preparation", preparation
    rehearsed = _infuse(case, protocol, subject, preparation, seed, tell)
    yield "rehearsed", rehearsed
    tell.step(
        "What was learned for the next proposal (simulated)",
        *lesson_lines(rehearsed, option, proposal, subject, protocol, seed=seed),
    )


def describe(case: Case) -> Subject:
    """Return the person as the forecast sees them: an eligible chart has all of it."""
    chart = case.chart
    units = {"weight": "kg", "systolic": "mmHg", "diastolic": "mmHg", "heart_rate": "/min"}
    found = {key: quantity.to(unit) for key, unit in units.items() if (quantity := chart.current(key)) is not None}
    if found.keys() != units.keys() or chart.age_years is None:
        raise _Ended("Weight, pressure, heart rate and birth date of the day are needed for a dose.")
    height = chart.current("height")
    return Subject(
        weight_kg=found["weight"],
        height_cm=height.to("cm") if height else None,
        age_y=float(chart.age_years),
        sex=chart.sex.value,
        resting_systolic_mmhg=found["systolic"],
        resting_diastolic_mmhg=found["diastolic"],
        resting_heart_rate_per_min=found["heart_rate"],
    )


def _propose(
    chart: Chart, subject: Subject, protocol: Protocol, eligibility: Eligibility, seed: int, tell: Teller
) -> Proposal:
    try:
        proposal = propose(subject, protocol, seed=seed, cautions=eligibility.cautions, hypertension=chart.hypertension)
    except CannotPropose as why:
        raise _Ended(str(why)) from None
    lines = []
    for option in proposal.options:
        systolic, cadss = option.prediction.highest_systolic, option.prediction.highest_cadss
        lines.append(
            f"{option.key}: {option.dose_mg:g} mg, {option.label} ({option.evidence}). Highest systolic "
            f"{float(systolic.median):.0f} ({float(systolic.low):.0f} to {float(systolic.high):.0f}) mmHg, "
            f"dissociation {float(cadss.median):.0f} ({float(cadss.low):.0f} to {float(cadss.high):.0f}) points."
        )
    lines += [f"Not supported: {sentence}" for sentence in proposal.unsupported[:2]]
    lines += [claim.says for claim in proposal.claims[:3]]
    tell.step(f"Plan: {len(proposal.options)} options over {proposal.virtual_patients} virtual patients", *lines)
    return proposal


def _approve(case: Case, proposal: Proposal, tell: Teller) -> tuple[Option, Order]:
    decision = case.answers.decision
    if decision is None:
        raise _Ended("No option is approved in the answers file ([plan]): a prescriber chooses, Leeward does not.")
    try:
        option = proposal.option(decision.option)
        order = approve(
            option,
            by=decision.approved_by,
            at=case.answers.starts_at,
            reason=decision.reason,
            second_person=decision.second_person,
        )
    except KeyError as why:
        raise _Ended(f"[plan] option: {why.args[0]}") from None
    except (CannotApprove, CannotOrder) as why:
        raise _Ended(f"[plan]: {why}") from None
    tell.step(f"Order: {order.dose_mg:g} mg over {order.minutes:g} min", f"Approved by {order.approved_by}.")
    return option, order


def _prepare(case: Case, order: Order, tell: Teller) -> Preparation:
    if case.answers.vial is None:
        raise _Ended("No vial is named in the answers file ([vial]): nothing is drawn up.")
    try:
        prepared = prepare(order, case.answers.vial, on=case.on, final_volume_ml=case.answers.final_volume_ml)
    except CannotPrepare as why:
        raise _Ended(f"[vial]: {why}") from None
    tell.step(
        "Preparation",
        f"Draw {prepared.drug_ml:g} mL of {prepared.vial.strength_mg_per_ml:g} mg/mL (lot {prepared.vial.lot}), add "
        f"{prepared.diluent_ml:g} mL {prepared.diluent}: {prepared.final_volume_ml:g} mL at "
        f"{prepared.concentration_mg_per_ml:g} mg/mL.",
        f"Run {prepared.rate_ml_per_h:g} mL/h, volume to be infused {prepared.vtbi_ml:g} mL. "
        f"{len(prepared.checks)} checks by a second route agree.",
        *prepared.warnings,
    )
    return prepared


def _infuse(
    case: Case, protocol: Protocol, subject: Subject, preparation: Preparation, seed: int, tell: Teller
) -> Rehearsed:
    tick = tell.progress("Infusion and recovery, rehearsed with a virtual patient")
    person = virtual_patients(subject, 1, seed=seed)  # the first of those for whom the plan was foretold
    try:
        rehearsed = rehearse(
            preparation,
            VirtualPatient(person=person, regimen=Regimen(segments=())),
            case.chart,
            protocol,
            escort=case.answers.escort,
            at=case.answers.starts_at,
            key=uuid5(NAMESPACE_URL, f"leeward:walk:{case.name}:{case.answers.starts_at.isoformat()}"),
            rng=np.random.Generator(np.random.PCG64(seed)),
            tick=tick,
        )
    except CannotRehearse as why:
        raise _Ended(f"The time-out did not open: {why}") from None
    given = rehearsed.delivered
    raised = [entry.event for entry in rehearsed.journal if type(entry.event).__name__ == "AlarmRaised"]
    tell.step(
        "Infusion (simulated)",
        f"{given.mg:.1f} of {given.ordered_mg:g} mg went in, {given.mg_per_kg:.2f} mg/kg; "
        f"{rehearsed.messages} HL7 messages, {len(rehearsed.readings)} readings.",
        f"Alarms: {len(raised)}." + "".join(f" {alarm.says}" for alarm in raised[:3]),  # type: ignore[attr-defined]
        f"Journal: {len(rehearsed.journal)} entries, "
        + ("chain verified." if verify(rehearsed.journal) is None else "THE CHAIN IS BROKEN."),
    )
    home = rehearsed.home
    tell.step(
        "Recovery and discharge (simulated)",
        "All items are met: the patient may leave." if not home.blocks else "The patient may not leave yet.",
        *home.blocks,
    )
    return rehearsed


def _outcome(case: Case, rehearsed: Rehearsed | None, tell: Teller) -> Trajectory:
    zone = case.answers.starts_at.tzinfo
    scores = [
        DatedScore(score=each.score, at=datetime.combine(each.on, time(12), tzinfo=zone))
        for each in case.answers.scores
    ]
    # The rehearsed infusion stands on the time axis where a real one would; the scores owe it nothing, which is said.
    starts = [case.answers.starts_at] if rehearsed else []
    course = trajectory(scores, starts)
    lines = course.says if scores else ("No score is charted: whether it helps is unknown.",)
    if scores and rehearsed:
        lines = (*lines, SCORES_APART)
    tell.step("Outcome", *lines)
    return course
