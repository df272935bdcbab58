"""How much, over how long: at least two options for one person, with what is likely and what is not known."""

import math

from leeward.dosing.before import Before
from leeward.dosing.candidates import Candidate, candidates, care_for
from leeward.dosing.learning import taught
from leeward.dosing.proposal import Option, Proposal, WeightChoice
from leeward.dosing.weigh import CannotPropose, Case, dose_limits, rounded, weigh, weight_of
from leeward.evidence import CLAIMS, Cited, Reference
from leeward.pharmacology.body_size import BodyWeights, CannotSize, body_weights
from leeward.pharmacology.lessons import Lessons
from leeward.pharmacology.population import Population, virtual_patients
from leeward.pharmacology.subject import Subject
from leeward.pharmacology.validity import CannotSimulate
from leeward.protocol.assessing import Ages
from leeward.protocol.dosing import DosingLimits
from leeward.protocol.limits import Place
from leeward.protocol.protocol import Protocol
from leeward.truth import UNKNOWN, Truth

NOTHING_BEFORE = Before()
UNSUPPORTED = (
    "No trial in PTSD compared durations, gave more than 0.5 mg/kg under control, or fitted the dose to the person.",
    "The largest trial found no group by time interaction on PTSD symptoms, at 0.2 or at 0.5 mg/kg.",
    "No evidence supports aiming at dissociation; it is watched, not sought.",
    "What the dose should be based on in obesity was not tested in PTSD.",
    "Frailty is not charted and changes none of these options: the prescriber weighs it.",
    "None of these figures says whether PTSD will improve in this person.",
)


def propose(
    subject: Subject,
    protocol: Protocol,
    *,
    seed: int,
    n: int = 2000,  # plain: virtual patients, enough for chances to the percent
    cautions: tuple[str, ...] = (),
    hypertension: Truth = UNKNOWN,
    before: Before = NOTHING_BEFORE,
    learned: Lessons | None = None,
) -> Proposal:
    """Return the options side by side, foretold on the same `n` virtual patients: the same seed, the same options.

    `learned` is what earlier infusions taught of this person: every option is then foretold a second time with it.
    It adds a forecast and sentences; which regimens there are, their doses and their fences never depend on it.

    `before` comes from the course's orders, so that the weight that the dose is based on never changes silently and
    no infusion follows another too soon. Raises CannotPropose with what to chart.
    """
    case = _case(subject, protocol.dosing, seed=seed, n=n, cautions=cautions, hypertension=hypertension, before=before)
    case, told = taught(case, learned)
    kind = before.weight_kind or _usual_weight(case)
    weighed = [weigh(one, case) for one in candidates(case.care, weight_kind=kind, limits=protocol.dosing)]
    options = tuple(option for option in weighed if option.place is not Place.BEYOND_STOP)
    if len(options) <= 1:
        raise CannotPropose("Fewer than two regimens stay inside the protocol: this needs a decision outside Leeward.")
    return Proposal(
        subject=subject,
        options=options,
        weights=_weights(case, kind),
        claims=CLAIMS,
        unsupported=UNSUPPORTED + options[0].prediction.not_learned,
        refused=tuple(_refusal(option) for option in weighed if option.place is Place.BEYOND_STOP),
        cites=_cites(options),
        virtual_patients=n,
        seed=f"Philox seeded with {seed}",
        learned=told,
    )


def consider(
    subject: Subject,
    protocol: Protocol,
    *,
    dose_mg_per_kg: float,
    minutes: float,
    weight_kind: str,
    seed: int,
    n: int = 2000,  # plain: virtual patients, as in propose
    cautions: tuple[str, ...] = (),
    hypertension: Truth = UNKNOWN,
    before: Before = NOTHING_BEFORE,
) -> Option:
    """Weigh a regimen of the prescriber's own; raises CannotPropose where it passes a stop limit."""
    case = _case(subject, protocol.dosing, seed=seed, n=n, cautions=cautions, hypertension=hypertension, before=before)
    own = Candidate(
        key="own",
        dose_mg_per_kg=dose_mg_per_kg,
        minutes=minutes,
        weight_kind=weight_kind,
        reasons=("The prescriber's own regimen.",),
        cites=(),
    )
    _refuse_regimen(own, case)
    option = weigh(own, case)
    if option.place is Place.BEYOND_STOP:
        raise CannotPropose(f"{option.label} is refused: {'; '.join(option.fences_passed)}.")
    return option


def _case(
    subject: Subject,
    limits: DosingLimits,
    *,
    seed: int,
    n: int,
    cautions: tuple[str, ...],
    hypertension: Truth,
    before: Before,
) -> Case:
    _refuse_subject(subject, limits)
    _refuse_too_soon(before, limits)
    sizes = _sizes(subject)
    unknown_size = ("Height is not charted: whether the BMI asks for another weight is unknown.",)
    return Case(
        subject=subject,
        sizes=sizes,
        care=care_for(subject, sizes, cautions=cautions, hypertension=hypertension),
        limits=limits,
        population=_population(subject, n, seed=seed),
        before=before,
        flags=sizes.told if _has_height(sizes) else unknown_size,
    )


def _sizes(subject: Subject) -> BodyWeights:
    try:
        return body_weights(weight_kg=subject.weight_kg, height_cm=subject.height_cm, sex=subject.sex)
    except CannotSize as why:
        raise CannotPropose(str(why)) from why


def _population(subject: Subject, n: int, *, seed: int) -> Population:
    try:
        return virtual_patients(subject, n, seed=seed)
    except CannotSimulate as why:
        raise CannotPropose(str(why)) from why


def _refuse_subject(subject: Subject, limits: DosingLimits) -> None:
    asked: tuple[tuple[str, float | None], ...] = (
        ("the weight in kg", subject.weight_kg),
        ("the age in years", subject.age_y),
        ("the resting systolic pressure", subject.resting_systolic_mmhg),
        ("the resting diastolic pressure", subject.resting_diastolic_mmhg),
        ("the resting heart rate", subject.resting_heart_rate_per_min),
    )
    missing = [name for name, number in asked if number is None or not (math.isfinite(number) and number > 0)]
    if missing:
        raise CannotPropose(f"Chart {', '.join(missing)}: a dose is not proposed without.")
    if subject.height_cm is not None and not (math.isfinite(subject.height_cm) and subject.height_cm > 0):
        raise CannotPropose(f"A height of {subject.height_cm} cm is none: chart it again, or leave it unknown.")
    if subject.resting_systolic_mmhg <= subject.resting_diastolic_mmhg:
        raise CannotPropose("The systolic pressure is not above the diastolic one: measure again.")
    if subject.age_y < Ages.adult.to("year"):
        raise CannotPropose(f"Aged {subject.age_y:g}: Leeward proposes no dose for anyone under 18.")
    if limits.weight_kg.place(subject.weight_kg) is Place.BEYOND_STOP:
        raise CannotPropose(f"{subject.weight_kg:g} kg is outside {limits.weight_kg.stop} kg: weigh again, in kg.")


def _refuse_too_soon(before: Before, limits: DosingLimits) -> None:
    if before.hours_ago is not None and limits.gap_h.place(before.hours_ago) is Place.BEYOND_STOP:
        raise CannotPropose(
            f"The last infusion was ordered {before.hours_ago:.1f} h ago: it must be {limits.gap_h.stop} h. "
            "If it was not given, withdraw that order first."
        )
    if limits.infusions_per_week.place(before.in_week + 1) is Place.BEYOND_STOP:
        raise CannotPropose(
            f"{before.in_week} infusions were ordered in seven days: "
            f"there may be at most {limits.infusions_per_week.stop.high:g}."
        )


def _refuse_regimen(candidate: Candidate, case: Case) -> None:
    # Before anything is simulated: what is no number, or beyond the stop limits, has no forecast.
    for name, number, unit, fence in (
        ("dose", candidate.dose_mg_per_kg, "mg/kg", dose_limits(case)),
        ("duration", candidate.minutes, "min", case.limits.minutes),
    ):
        if fence.place(number) is Place.BEYOND_STOP:
            raise CannotPropose(f"A {name} of {number:g} {unit} is refused: it must be {fence.stop} {unit}.")


def _usual_weight(case: Case) -> str:
    return "adjusted" if case.care.large and case.sizes.adjusted_kg is not None else "actual"


def _weights(case: Case, default_kind: str) -> tuple[WeightChoice, ...]:
    studied = case.limits.studied_dose_mg_per_kg
    kinds = tuple(kind for kind in ("actual", "adjusted", "ideal") if case.sizes.of(kind) is not None)
    return tuple(
        WeightChoice(
            kind=kind,
            weight_kg=(weight_kg := weight_of(case.sizes, kind)),
            dose_mg=rounded(studied * weight_kg, weight_kg=weight_kg, limits=case.limits),
            is_default=kind == default_kind,
        )
        for kind in kinds
    )


def _has_height(sizes: BodyWeights) -> bool:
    return sizes.bmi_kg_per_m2 is not None


def _cites(options: tuple[Option, ...]) -> tuple[Cited | Reference, ...]:
    of_claims = [one for claim in CLAIMS for one in claim.cites]
    return tuple(dict.fromkeys([*(one for option in options for one in option.cites), *of_claims]))


def _refusal(option: Option) -> str:
    return f"{option.label}: {'; '.join(option.fences_passed)}"
