"""Which regimens are put side by side for this person, in which order, and why."""

from dataclasses import dataclass

from leeward.dosing.proposal import OUTSIDE, STUDIED
from leeward.evidence import Cited
from leeward.pharmacology.body_size import BodyWeights
from leeward.pharmacology.subject import Subject
from leeward.protocol.dosing import BodySize, DosingLimits, Studied
from leeward.truth import YES, Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """What calls for a gentler start, each as a sentence."""

    older: bool
    pressure: bool
    large: bool
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A regimen before it is weighed: dose per kilogram, minutes, the weight it is based on, and reasons."""

    key: str
    dose_mg_per_kg: float
    minutes: float
    weight_kind: str
    reasons: tuple[str, ...]
    cites: tuple[Cited, ...]


def care_for(subject: Subject, sizes: BodyWeights, *, cautions: tuple[str, ...], hypertension: Truth) -> Care:
    """Gather age, pressure and size from the person, and the assessment's cautions as they are."""
    older = subject.age_y >= BodySize.older_from.to("year")
    pressure = subject.resting_systolic_mmhg >= BodySize.raised_systolic.to("mmHg") or hypertension is YES
    large = sizes.bmi_kg_per_m2 is not None and sizes.bmi_kg_per_m2 >= BodySize.adjusts_from.to("kg/m2")
    says = list(cautions)
    if older:
        says.append(f"Aged {subject.age_y:.0f}: blood pressure rises more; the studied dose only with ECG and control.")
    if pressure:
        says.append("Raised blood pressure: ketamine raises it further.")
    if large:
        says.append(f"BMI {sizes.bmi_kg_per_m2:.0f} kg/m2: a dose by actual weight may be too large.")
    return Care(older=older, pressure=pressure, large=large, says=tuple(dict.fromkeys(says)))


def candidates(care: Care, *, weight_kind: str, limits: DosingLimits) -> tuple[Candidate, ...]:
    """Return the regimens to compare: gentler ones first where care is called for, the studied one always."""
    gentle = [_same_dose_slower(weight_kind, limits)]
    if weight_kind != "actual":
        gentle.insert(0, _studied_by_other_weight(weight_kind, limits))
    if care.older:
        gentle.append(_reduced(weight_kind, limits))
    lower, studied = _low_arm(limits), _studied(limits)
    return (*gentle, lower, studied) if care.says else (studied, *gentle, lower)


def evidence_of(*, dose_mg_per_kg: float, minutes: float, weight_kind: str, limits: DosingLimits) -> str:
    """Say whether a trial in PTSD gave this dose per kilogram of actual weight over these minutes."""
    studied_dose = dose_mg_per_kg in (limits.studied_dose_mg_per_kg, limits.low_arm_mg_per_kg)
    return STUDIED if studied_dose and minutes == limits.studied_minutes and weight_kind == "actual" else OUTSIDE


def _studied(limits: DosingLimits) -> Candidate:
    return Candidate(
        key="studied",
        dose_mg_per_kg=limits.studied_dose_mg_per_kg,
        minutes=limits.studied_minutes,
        weight_kind="actual",
        reasons=(
            "Of the controlled trials in PTSD: one infusion in 41 people, six in 15 of 30, eight in 51 of 158.",
            "That the repeated infusions took 40 min is recalled, not read.",
            "The trials went by actual weight.",
        ),
        cites=(
            *(Studied.dose, Studied.duration, Studied.repeated_dose, Studied.repeated_duration),
            *(Studied.high_arm, Studied.arm_duration),
        ),
    )


def _same_dose_slower(weight_kind: str, limits: DosingLimits) -> Candidate:
    return Candidate(
        key="gentler",
        dose_mg_per_kg=limits.studied_dose_mg_per_kg,
        minutes=limits.gentler_minutes,
        weight_kind=weight_kind,
        reasons=(
            "The same dose given more slowly: the peak is lower, and with it dissociation and blood pressure.",
            "No trial in PTSD gave it over this time; whether it helps as much is unknown.",
        ),
        cites=(Studied.dose, BodySize.gentler_duration),
    )


def _low_arm(limits: DosingLimits) -> Candidate:
    return Candidate(
        key="lower",
        dose_mg_per_kg=limits.low_arm_mg_per_kg,
        minutes=limits.studied_minutes,
        weight_kind="actual",
        reasons=(
            "The lower arm of the largest trial (53 of 158 people); that it took 40 min is recalled, not read.",
            "The trial found no group by time interaction on PCL-5 or CAPS-5.",
            "Dissociation rose with the dose; that depression beat saline is reported of the higher arm.",
        ),
        cites=(Studied.low_arm, Studied.arm_duration),
    )


def _studied_by_other_weight(weight_kind: str, limits: DosingLimits) -> Candidate:
    return Candidate(
        key=f"{weight_kind}-weight",
        dose_mg_per_kg=limits.studied_dose_mg_per_kg,
        minutes=limits.studied_minutes,
        weight_kind=weight_kind,
        reasons=(
            f"This clinic's rule from BMI {limits.adjusts_from_kg_per_m2:g} on: base the dose on {weight_kind} weight.",
            "The consensus hints at it; the trials in PTSD went by actual weight.",
        ),
        cites=(Studied.dose, Studied.duration, BodySize.adjusts_from),
    )


def _reduced(weight_kind: str, limits: DosingLimits) -> Candidate:
    return Candidate(
        key="reduced",
        dose_mg_per_kg=limits.older_mg_per_kg,
        minutes=limits.studied_minutes,
        weight_kind=weight_kind,
        reasons=(
            "A reduced first dose for an older person.",
            "No trial in PTSD gave this dose; the number is this clinic's assumption.",
        ),
        cites=(BodySize.older_dose, BodySize.older_from),
    )
