"""From core objects to a report, without a database: what the command line and the clinic's pages share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from django.utils import timezone

from leeward import __version__
from leeward.assessment import Chart, Eligibility
from leeward.clinic.courses.assessed import assessment_section as assessment_section
from leeward.clinic.courses.assessed import decided as decided
from leeward.clinic.courses.assessed import medicines_section as medicines_section
from leeward.clinic.courses.given import infusion_section as infusion_section
from leeward.clinic.courses.planned import plan_section as plan_section
from leeward.clinic.courses.planned import preparation_section as preparation_section
from leeward.clinic.courses.records import (
    AssessmentSection,
    Line,
    Made,
    MedicinesSection,
    Notes,
    OutcomeSection,
    PlanSection,
    Row,
    Treatment,
    Who,
)
from leeward.clinic.courses.report import Report
from leeward.clinic.courses.tried import TriedSection, tried_section
from leeward.clinic.infusions.bedside import Bedside
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.infusions.snapshot import BandCurve, OrderSnapshot
from leeward.clinic.outcomes import telling
from leeward.clinic.outcomes.notes import Notebook
from leeward.clinic.outcomes.plotting import scores_chart
from leeward.clinic.web import charts
from leeward.dosing import Option, Order, Preparation, Proposal
from leeward.evidence import CLAIMS
from leeward.infusion import journal
from leeward.infusion.account import delivered
from leeward.infusion.discharge import HomeGate
from leeward.infusion.machine import replay
from leeward.infusion.vitals import GenerationMode, Reading
from leeward.outcomes import Trajectory
from leeward.pharmacology import Band
from leeward.protocol import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One infusion as core objects: `now` is the instant at which the story ends."""

    journal: journal.Journal
    readings: tuple[Reading, ...]
    mode: GenerationMode
    gate: HomeGate | None
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreCourse:
    """A way through the clinic as core objects; a step that was not taken is None."""

    who: Who
    chart: Chart
    eligibility: Eligibility
    protocol: Protocol
    assessed_at: datetime
    assessed_by: str
    proposal: Proposal | None = None
    order: Order | None = None
    preparation: Preparation | None = None
    prepared: str = "not recorded"
    checked: str = "no second check recorded"
    given: Given | None = None
    scores: Trajectory | None = None
    made_at: datetime
    made_by: str
    simulated: str = ""
    ended: str = ""
    imported: tuple[str, ...] = ()


def from_core(course: CoreCourse, *, zone: tzinfo) -> Report:
    """Return the report of a way through the clinic; times are written in `zone`."""
    notes = Notebook()
    with timezone.override(zone):
        assessment = assessment_section(
            decided(course.eligibility, version=__version__),
            course.chart,
            review=course.eligibility.medication,
            at=course.assessed_at,
            by=course.assessed_by,
            notes=notes,
            zone=zone,
        )
        tried = tried_section(course.chart.tried, course.protocol.thresholds, notes=notes)
        return assembled(
            title=f"Course of {course.who.name}",
            who=course.who,
            made=made(
                at=course.made_at, by=course.made_by, zone=zone, protocol=course.protocol, simulated=course.simulated
            ),
            assessment=assessment,
            medicines=medicines_section(course.eligibility.medication, notes=notes),
            treatments=_treatments(course, notes, zone),
            scores=course.scores,
            claims=course.proposal.claims if course.proposal else CLAIMS,
            notes=notes,
            zone=zone,
            missing=(course.ended,) if course.ended else (),
            imported=course.imported,
            tried=tried,
        )


def assembled(
    *,
    title: str,
    who: Who,
    made: Made,
    assessment: AssessmentSection | None,
    medicines: MedicinesSection | None,
    treatments: tuple[Treatment, ...],
    scores: Trajectory | None,
    claims: Iterable[Any],
    notes: Notebook,
    zone: tzinfo,
    missing: tuple[str, ...] = (),
    imported: tuple[str, ...] = (),
    tried: TriedSection | None = None,
) -> Report:
    """Return the report with outcome and claims added, and the notes closed."""
    outcome = outcome_section(scores, name=who.name, notes=notes, zone=zone) if scores and scores.series else None
    return Report(
        title=title,
        who=who,
        made=made,
        assessment=assessment,
        medicines=medicines,
        treatments=treatments,
        outcome=outcome,
        claims=claim_lines(claims, notes),
        notes=Notes(sources=notes.sources, assumptions=notes.assumptions),
        missing=missing,
        imported=imported,
        tried=tried,
    )


def made(*, at: datetime, by: str, zone: tzinfo, protocol: Protocol, simulated: str = "") -> Made:
    """Say when, by whom and with which versions the report was made."""
    return Made(
        when=telling.moment(at, zone),
        by=by,
        zone=str(zone),
        versions=(
            Row(name="Leeward", value=__version__, origin="the program that wrote this page"),
            Row(name="Protocol", value=protocol.says, origin="limits of dose, start, alarms and discharge"),
        ),
        simulated=simulated,
    )


def outcome_section(scores: Trajectory, *, name: str, notes: Notebook, zone: tzinfo) -> OutcomeSection:
    """Return plot and instruments; `name` stands on the plot."""
    says, marks = telling.caution(scores, notes)  # stands first on the page, so its notes come first
    standings = telling.standings(scores, notes=notes, zone=zone)
    return OutcomeSection(
        plot=charts.scores(scores_chart(scores, name=name, zone=zone, key="report-scores")),
        standings=standings,
        caution=Line(says=says, marks=marks),
    )


def claim_lines(claims: Iterable[Any], notes: Notebook) -> tuple[Line, ...]:
    """Return what is known, with how surely; a claim may be the core's, or one as it was kept."""
    return tuple(_claim(claim, notes) for claim in claims)


def _claim(claim: Any, notes: Notebook) -> Line:
    surely = getattr(claim.certainty, "value", claim.certainty) or ""
    kind = {"very low certainty": "warn", "low certainty": "care"}.get(surely, "quiet")
    return Line(says=claim.says, marks=notes.marks(claim.cites), tag=surely, tag_kind=kind)


def _treatments(course: CoreCourse, notes: Notebook, zone: tzinfo) -> tuple[Treatment, ...]:
    proposal, order, preparation, given = course.proposal, course.order, course.preparation, course.given
    if proposal is None:
        return ()
    plan = plan_section(proposal, order, notes=notes, zone=zone)
    drawn_up = infusion = None
    if preparation is not None:
        drawn_up = preparation_section(preparation, prepared=course.prepared, checked=course.checked)
    if order is not None and preparation is not None and given is not None:
        snapshot = order_snapshot(proposal.option(order.option_key), order, preparation, checked=course.checked)
        infusion = infusion_section(bedside_of(given, snapshot, course), given.gate, highest=highest_of(plan))
    return (Treatment(number=1, plan=plan, preparation=drawn_up, infusion=infusion),)


def highest_of(plan: PlanSection) -> Mapping[str, str]:
    """Return the extremes that were predicted for the option that was approved."""
    return next((dict(option.highest) for option in plan.options if option.is_chosen), {})


def order_snapshot(option: Option, order: Order, preparation: Preparation, *, checked: str) -> OrderSnapshot:
    """Return the order as the chair keeps it, with what was expected of it."""
    return OrderSnapshot(
        dose_mg=order.dose_mg,
        minutes=order.minutes,
        dosing_weight_kg=order.weight_kg,
        dosing_weight_kind=order.weight_kind,
        concentration_mg_per_ml=preparation.concentration_mg_per_ml,
        rate_ml_per_h=preparation.rate_ml_per_h,
        vtbi_ml=preparation.vtbi_ml,
        drug_ml=preparation.drug_ml,
        diluent=preparation.diluent,
        diluent_ml=preparation.diluent_ml,
        lot=preparation.vial.lot,
        label=option.label,
        evidence=option.evidence,
        prescribed_by=order.approved_by,
        checked_by=checked,
        systolic=_curve(option.prediction.times_min, option.prediction.systolic),
        cadss=_curve(option.prediction.times_min, option.prediction.cadss),
    )


def _curve(times_min: Iterable[float], band: Band) -> BandCurve:
    minutes, median, low, high = (tuple(map(float, each)) for each in (times_min, band.median, band.low, band.high))
    return BandCurve(minutes=minutes, median=median, low=low, high=high)


def bedside_of(given: Given, order: OrderSnapshot, course: CoreCourse) -> Bedside:
    """Return the infusion as the clinic's pages see it; nothing is read from a database."""
    events = journal.events(given.journal)
    return Bedside(
        infusion=Infusion(number=1, mode=given.mode.value),
        order=order,
        journal=given.journal,
        events=events,
        readings=given.readings,
        state=replay(events),
        mode=given.mode,
        given=delivered(events, now=given.now),
        protocol=course.protocol,
        now=given.now,
    )
