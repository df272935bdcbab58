"""docs/reference/pharmacology.md: the models, what each drives, and where they stop."""

from leeward.cli.reference_pages.collected import tables
from leeward.cli.reference_pages.markdown import (
    LEGEND,
    bullets,
    facts,
    origin,
    page,
    paragraph,
    quantity,
    row_name,
    table,
)
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
NOTHING = """Nothing drives PTSD symptoms: no relation between level and symptoms is published. The symptom layer
(`pharmacology/symptoms.py`) only writes the questionnaires of made-up patients and is never shown for a person.
Breathing is not driven either."""


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
        *(_model(model) for model in EVERY),
        "## What all models share, effects and bounds",
        facts(tables(*(f"leeward.pharmacology.{room}" for room in ROOMS))),
        "## Made-up symptoms of made-up patients",
        facts(tables("leeward.pharmacology.symptoms")),
    )


ROOMS = ("effects", "kinetics", "model.", "model", "population", "prediction", "validity", "virtual_patient", "regimen")


def _model(model: Model) -> str:
    return "\n\n".join(
        (
            f"### {model.key}",
            paragraph(
                f"{', '.join(model.analytes)}; {model.site.value}; fitted to {model.fitted_to.value}. {_role(model)} "
                f"Source: [{model.source.key}](sources.md#{model.source.key})."
            ),
            bullets(f"Limit: {limit}" for limit in model.limits),
            table(
                ("parameter", "value", "where it comes from"),
                ((f"`{row_name(row)}`", quantity(row.quantity), origin(row)) for row in model.cites),
            ),
        )
    )


def _role(model: Model) -> str:
    if model is VENOUS:
        return "Drives venous plasma."
    if model in ARTERIAL:
        return "Drives arterial plasma and, behind it, the effects."
    return "For comparison only."
