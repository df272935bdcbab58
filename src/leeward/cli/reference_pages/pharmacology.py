"""docs/reference/pharmacology.md: the models, what each drives, and where they stop."""

from leeward.cli.reference_pages.collected import tables
from leeward.cli.reference_pages.markdown import (
    LEGEND,
    bullets,
    code,
    facts,
    origin,
    origins,
    page,
    paragraph,
    quantity,
    row_name,
    table,
)
from leeward.evidence import Facts
from leeward.pharmacology.body_size import DESCRIPTORS
from leeward.pharmacology.covariates import NO_SEX_EFFECT, SEX
from leeward.pharmacology.model import Model
from leeward.pharmacology.models import EVERY
from leeward.pharmacology.population import ARTERIAL, VENOUS
from leeward.pharmacology.prediction import NOT_LEARNED

DRIVES = """```mermaid
flowchart LR
  dose["regimen: rates and pauses, mg"] --> venous["venous plasma: {venous}"]
  dose --> arterial["arterial plasma: {arterial}, half of the virtual patients each"]
  venous --> shown["ketamine and norketamine as a blood sample would show them"]
  arterial --> effect["effect site, S and R"]
  effect -->|"S and R by potency"| cadss["dissociation, CADSS"]
  effect -->|"S only"| circulation["systolic, diastolic, heart rate"]
```"""
NOTHING = """Nothing drives PTSD symptoms for certain: no relation between level and symptoms is published. The symptom
layer (`pharmacology/symptoms.py`) is a wide assumption: it weighs a person's own scores, writes the questionnaires of
made-up patients, and is shown for a person only as an interval with the control arm beside it. Nothing is ranked by it.
Breathing is not driven either."""


SYMPTOMS = "leeward.pharmacology.symptoms"


def write() -> str:
    """Return the page."""
    drives = DRIVES.format(venous=VENOUS.key, arterial=" and ".join(model.key for model in ARTERIAL))
    return page(
        "Pharmacology: models, parameters, limits",
        paragraph("Units are mg of ketamine base, L, min, ng/mL, kg and mmHg throughout. " + LEGEND),
        "## What drives what",
        drives,
        paragraph(NOTHING),
        "## What is not learned and not included",
        "Every forecast carries these sentences:",
        bullets(NOT_LEARNED),
        "## Models",
        paragraph(NO_SEX_EFFECT.replace("this model", "any of these models") + f" {origins(SEX)}."),
        *(_model(model) for model in EVERY),
        "## Body size, for doses by weight",
        table(("weight", "what it is", "where it holds"), ((one.kind, one.says, one.holds) for one in DESCRIPTORS)),
        "## What all models share, effects and bounds",
        facts(_shared()),
        "## Symptoms, assumed",
        facts(tables(SYMPTOMS)),
    )


def _shared() -> tuple[type[Facts], ...]:
    """Return every table of the room but those of single models and of symptoms, which stand elsewhere."""
    own = ("leeward.pharmacology.models.", SYMPTOMS)
    return tuple(one for one in tables("leeward.pharmacology.") if not one.__module__.startswith(own))


def _model(model: Model) -> str:
    return "\n\n".join(
        (
            f"### {model.key}",
            paragraph(
                f"{', '.join(model.analytes)}; {model.site.value}; fitted to {model.fitted_to.value}. {_role(model)} "
                f"Source: [{model.source.key}](sources.md#{model.source.key})."
            ),
            paragraph(f"People: {model.population}"),
            bullets((_reach(model), *_spread(model), *_told(model))),
            table(
                ("parameter", "value", "where it comes from"),
                ((f"`{row_name(row)}`", quantity(row.quantity), origin(row)) for row in model.cites),
            ),
        )
    )


def _reach(model: Model) -> str:
    reach = model.reach
    return (
        f"Refuses beyond: weight {reach.weight}, age {reach.age}, dose of a session {reach.dose}, drug running for "
        f"{reach.duration}, route {', '.join(reach.routes)} ({origin(reach.route)})."
    )


def _told(model: Model) -> tuple[str, ...]:
    return (*(f"Limit: {limit}" for limit in model.limits), *(f"Doubt: {doubt}" for doubt in model.doubts))


def _spread(model: Model) -> tuple[str, ...]:
    """Say what differs between people and between sessions, and what stays unexplained."""
    told = [f"Differs between people: {code(model.eta_names)}." if model.eta_names else "Everyone is typical."]
    if model.occasion_names:
        told.append(f"Differs between sessions of one person: {code(model.occasion_names)}.")
    for one in model.residual:
        added = "" if one.additive is None else f" and {quantity(one.additive.quantity)}"
        scale = " on the log scale" if one.log else ""
        told.append(f"Unexplained in {one.analyte}: {quantity(one.proportional.quantity)}{scale}{added}.")
    return tuple(told)


def _role(model: Model) -> str:
    if model is VENOUS:
        return "Drives venous plasma."
    if model in ARTERIAL:
        return "Drives arterial plasma and, behind it, the effects."
    return "For comparison only."
