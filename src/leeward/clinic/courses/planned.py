"""The plan and the preparation, for the report."""

from collections.abc import Iterable, Sequence
from datetime import tzinfo
from typing import Any, Final

from leeward.clinic.courses.records import Line, OptionSection, PlanSection, PredictedRow, PreparationSection, Row
from leeward.clinic.outcomes.notes import Notebook
from leeward.clinic.outcomes.telling import moment
from leeward.clinic.web.figure import plain
from leeward.dosing import STUDIED, Order, Preparation

HIGHEST: Final = (
    ("highest_systolic", "Highest systolic pressure"),
    ("highest_diastolic", "Highest diastolic pressure"),
    ("highest_heart_rate", "Highest heart rate"),
    ("highest_cadss", "Most dissociation (CADSS, 23 items)"),
)
CURVES: Final = (
    ("venous_ketamine", "Peak of ketamine in venous plasma"),
    ("venous_norketamine", "Peak of norketamine in venous plasma"),
    ("effect_site_ketamine", "Peak of ketamine at the effect site"),
)


def plan_section(proposal: Any, order: Order | None, *, notes: Notebook, zone: tzinfo) -> PlanSection:
    """Return the options side by side, the one that was approved, and what is not supported.

    `proposal` is the core's Proposal, or one as it was kept, which answers to the same names (see `kept`).
    """
    patients = f"{proposal.virtual_patients} virtual patients"
    options = tuple(_option(each, order, notes) for each in proposal.options)
    return PlanSection(
        options=options,
        predicted=tuple(_predicted(proposal.options)),
        approved=_approved(order, zone) if order else "No option was approved.",
        why=order.reason if order else "",
        unsupported=tuple(proposal.unsupported),
        refused=tuple(proposal.refused),
        not_learned=_not_said(proposal),
        computed=f"Predicted over {patients} like this person, seed {proposal.seed}. Bands hold 90 % of them.",
    )


def _option(option: Any, order: Order | None, notes: Notebook) -> OptionSection:
    marks = notes.marks(option.cites)
    return OptionSection(
        label=option.label,
        evidence=option.evidence,
        is_studied=option.evidence == STUDIED,
        is_chosen=order is not None and order.option_key == option.key,
        dose=f"{option.dose_mg:g} mg in {option.minutes:g} min",
        basis=f"{option.dose_mg_per_kg:.3g} mg/kg of {plain(option.dosing_weight_kg, 1)} kg "
        f"({option.dosing_weight_kind} weight). {option.rounding}",
        highest=tuple((name, _band(getattr(option.prediction, name))) for name, _ in HIGHEST),
        chances=tuple(Line(says=chance.says, marks=marks) for chance in option.chances),
        reasons=tuple(option.reasons),
        flags=(*option.fences_passed, *option.flags),
        marks=marks,
    )


def _predicted(options: Sequence[Any]) -> Iterable[PredictedRow]:
    predictions = [option.prediction for option in options]
    for name, label in HIGHEST:
        bands = [getattr(prediction, name) for prediction in predictions]
        yield PredictedRow(name=label, values=tuple(map(_band, bands)), origin=bands[0].site)
    for name, label in CURVES:
        yield PredictedRow(
            name=label,
            values=tuple(_at_peak(prediction, name) for prediction in predictions),
            origin=getattr(predictions[0], name).site,
        )


def _band(band: Any) -> str:
    return f"{float(band.median):.0f} ({float(band.low):.0f} to {float(band.high):.0f}) {band.unit}"


def _at_peak(prediction: Any, name: str) -> str:
    band = getattr(prediction, name)
    peak = _peak(band.median)
    low, middle, high = (float(curve[peak]) for curve in (band.low, band.median, band.high))
    return f"{middle:.0f} ({low:.0f} to {high:.0f}) {band.unit} at {float(prediction.times_min[peak]):.0f} min"


def _not_said(proposal: Any) -> tuple[str, ...]:
    """Return what the forecast does not know, where the proposal does not say it already."""
    known = proposal.options[0].prediction.not_learned if proposal.options else ()
    return tuple(says for says in known if says not in proposal.unsupported)


def _peak(curve: Sequence[float]) -> int:
    return max(range(len(curve)), key=lambda place: float(curve[place]))


def _approved(order: Order, zone: tzinfo) -> str:
    second = f", with {order.second_person}" if order.second_person else ""
    return (
        f"{order.dose_mg:g} mg in {order.minutes:g} min ({order.dose_mg_per_kg:.3g} mg/kg of "
        f"{plain(order.weight_kg, 1)} kg {order.weight_kind} weight), "
        f"approved by {order.approved_by}{second}, {moment(order.approved_at, zone)}."
    )


def preparation_section(preparation: Preparation, *, prepared: str, checked: str) -> PreparationSection:
    """Return how the order was drawn up; `prepared` and `checked` say by whom and when."""
    vial, route = preparation.vial, "computed from the order"
    rows = (
        Row(
            name="Vial",
            value=f"{vial.strength_mg_per_ml:g} mg/mL, {vial.volume_ml:g} mL",
            origin=f"lot {vial.lot}, expires {vial.expires_on:%d-%b-%Y}",
        ),
        Row(name="Ketamine drawn", value=f"{preparation.drug_ml:g} mL ({preparation.dose_mg:g} mg)", origin=route),
        Row(name="Diluent", value=f"{preparation.diluent_ml:g} mL {preparation.diluent}", origin=route),
        Row(
            name="In the bag",
            value=f"{preparation.final_volume_ml:g} mL at {preparation.concentration_mg_per_ml:.3g} mg/mL",
            origin=route,
        ),
        Row(
            name="Pump",
            value=f"{preparation.rate_ml_per_h:g} mL/h, VTBI {preparation.vtbi_ml:g} mL",
            origin=f"{preparation.rate_mg_per_kg_per_h:.3g} mg/kg/h of {plain(preparation.weight_kg, 1)} kg",
        ),
    )
    checks = tuple(
        Row(
            name=check.says[:1].upper() + check.says[1:],
            value=f"{check.found:.4g} {check.unit}",
            origin=f"expected {check.expected:.4g}",
        )
        for check in preparation.checks
    )
    return PreparationSection(
        rows=rows, checks=checks, warnings=preparation.warnings, prepared=prepared, checked=checked
    )
