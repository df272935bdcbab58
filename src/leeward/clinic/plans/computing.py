"""A stored proposal, computed again: what is approved is what was shown."""

from dataclasses import asdict
from typing import Any

from leeward import __version__
from leeward.clinic.plans import lessons, mapping
from leeward.clinic.plans.models import Preparation, Proposal
from leeward.clinic.protocols.queries import of_version
from leeward.dosing import Before, propose
from leeward.dosing import Proposal as Computed
from leeward.dosing.second_person import Found, disagreements
from leeward.pharmacology import Subject
from leeward.protocol import STANDARD
from leeward.truth import Truth


class CannotReplay(Exception):
    """The stored decision cannot be computed again as it was."""


class CannotAgree(Exception):
    """The second person's figures are not those of the preparation."""


def inputs(
    chart: dict[str, Any],
    subject: Subject,
    cautions: tuple[str, ...],
    before: Before,
    learned: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Return everything that the options are computed from; `learned` as `lessons.to_use` names it."""
    kept = {
        "chart": chart,
        "subject": asdict(subject),
        "cautions": list(cautions),
        "before": asdict(before),
    }
    return kept if learned is None else {**kept, "learned": learned}


def recomputed(stored: Proposal) -> Computed:
    """Return the options as they were shown; raises CannotReplay where this version of Leeward would show others."""
    if stored.engine_version != __version__:
        raise CannotReplay("These options were computed by another version of Leeward. Propose again.")
    computed = computed_again(stored)
    if mapping.proposal_as_json(computed) != stored.result:
        raise CannotReplay("Computed again, the options came out differently from what was shown. Propose again.")
    return computed


def computed_again(stored: Proposal) -> Computed:
    """Return the options computed from what was stored, under the version of the protocol that judged them."""
    return propose(
        Subject(**stored.inputs["subject"]),
        of_version(stored.protocol_version),
        seed=mapping.seed_of(stored.pk),
        n=stored.result["virtual_patients"],
        cautions=tuple(stored.inputs["cautions"]),
        hypertension=Truth(stored.inputs["chart"]["hypertension"]),
        before=Before(**stored.inputs["before"]),
        learned=lessons.as_kept(stored.inputs.get("learned")),
    )


def differences_of(stored: Preparation, found: Found) -> tuple[str, ...]:
    """Return in words what the second person found otherwise; nothing where both found the same."""
    return disagreements(
        mapping.vial_from(stored.vial),
        drug_ml=stored.result["drug_ml"],
        rate_ml_per_h=stored.result["rate_ml_per_h"],
        found=found,
        agreement=STANDARD.dosing.agreement,
    )


def refusal(differ: tuple[str, ...]) -> CannotAgree:
    """Return what to do where they differ; it never says what the first person found: the second looks unaided."""
    return CannotAgree(
        f"What you found is not what was prepared: the {' and the '.join(differ)} "
        f"{'differs' if len(differ) == 1 else 'differ'}. Do not use the syringe. Read the label once more; if it "
        "stays so, go through it together, waste what was drawn with a witness, and prepare again."
    )
