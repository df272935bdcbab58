"""Levels that a laboratory measured, and which of them a model can be held against."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from leeward.pharmacology.kinetics import Course
from leeward.pharmacology.model import Curve, Model, Site
from leeward.pharmacology.regimen import Regimen


class CannotUse(ValueError):
    """The levels and the model do not belong together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One measured level, of the base; both isomers together unless the drug was esketamine."""

    time_min: float
    """Counted from the start of the regimen."""
    value_ng_per_ml: float
    """The limit of quantification where `below` says that the level lay below it."""
    site: Site
    analyte: str = "ketamine"
    below: bool = False
    from_infusion_arm: bool = False
    """Whether it was drawn from the arm that the infusion ran into."""


def check_samples(model: Model, regimen: Regimen, samples: Sequence[Sample]) -> None:
    """Refuse samples that this model cannot explain; raises CannotUse, in a sentence that says which and why."""
    if not samples:
        raise CannotUse("No level was given, so nothing can be learned. Give at least one sample.")
    for number, sample in enumerate(samples, start=1):
        _check(model, regimen, sample, f"Sample {number} ({sample.analyte}, minute {sample.time_min:g})")
    if len({(sample.time_min, sample.analyte) for sample in samples}) < len(samples):
        raise CannotUse("Two samples of one analyte have the same time. Give their mean, or correct the time.")


def _check(model: Model, regimen: Regimen, sample: Sample, which: str) -> None:
    if sample.analyte not in model.analytes:
        known = " and ".join(model.analytes)
        raise CannotUse(f"{which}: {model.key} describes {known} only. Leave the sample out, or choose another model.")
    if sample.site is Site.NOT_SEEN or sample.site is not model.site:
        raise CannotUse(
            f"{which} was drawn from {sample.site.value}, and {model.key} describes {model.site.value}: during an "
            "infusion the two differ by almost a factor of two. Choose a model of the same site."
        )
    if not (np.isfinite(sample.time_min) and sample.time_min > 0):
        raise CannotUse(f"{which} was drawn before any drug was given. Leave it out.")
    if not (np.isfinite(sample.value_ng_per_ml) and sample.value_ng_per_ml > 0):
        raise CannotUse(
            f"{which} reads {sample.value_ng_per_ml:g} ng/mL. Write a level above 0, or the assay's limit with "
            "below=True where nothing was found."
        )
    if sample.from_infusion_arm and regimen.rate_at(sample.time_min) > 0:
        raise CannotUse(f"{which} was drawn during the infusion from the arm it ran into: it shows the syringe.")


def levels_of(course: Course, analyte: str, model: Model) -> Curve:
    """Return the course of one analyte as an assay sees it, (people, times); raises CannotUse for another analyte."""
    if analyte == "ketamine":
        return course.ketamine_ng_per_ml
    if analyte == "norketamine" and course.norketamine_ng_per_ml is not None:
        return course.norketamine_ng_per_ml
    known = " and ".join(model.analytes)
    raise CannotUse(f"{model.key} says nothing of {analyte}; it describes {known}. Choose another model.")
