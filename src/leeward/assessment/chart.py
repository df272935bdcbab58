"""What is known of the patient on one day."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum

from leeward.assessment.history import NOT_ASKED, TreatmentHistory
from leeward.assessment.items import ITEMS, MEASURES, Measure
from leeward.assessment.override import Override
from leeward.evidence import Cited
from leeward.protocol.thresholds import SHIPPED, Thresholds
from leeward.truth import UNKNOWN, Truth
from leeward.units import CannotConvert, Quantity


class CannotChart(ValueError):
    """What was entered cannot be charted; the sentence says which entry and what was expected."""


class Sex(Enum):
    """The recorded sex; whether a pregnancy is possible is asked and never inferred from it."""

    FEMALE = "female"
    MALE = "male"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One number with its unit, when it was taken (in the clinic's own days) and by what or whom."""

    quantity: Quantity
    at: date | datetime
    source: str

    @property
    def day(self) -> date:
        """The day on which it was taken."""
        return self.at.date() if isinstance(self.at, datetime) else self.at


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff:
    """A named specialist's approval of one finding."""

    rule_key: str
    by: str
    on: date
    reason: str

    def __post_init__(self) -> None:
        if not (self.rule_key.strip() and self.by.strip() and self.reason.strip()):
            raise CannotChart("A sign-off names the finding, who signs and why: none of the three may be empty.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The patient's record as the rules see it: whatever is not charted is unknown.

    `answered_on` dates the answers that do not stand for good; an answer without a day was given on the day we look.
    """

    on: date
    born: date | None = None
    sex: Sex = Sex.UNKNOWN
    medicines: tuple[str, ...] | None = None
    allergies: tuple[str, ...] | None = None
    signoffs: tuple[SignOff, ...] = ()
    overrides: tuple[Override, ...] = ()
    history: TreatmentHistory = NOT_ASKED
    answered_on: tuple[tuple[str, date], ...] = ()
    limits: Thresholds = SHIPPED  # how long a measurement stands is the protocol's

    aneurysm: Truth = UNKNOWN
    arteriovenous_malformation: Truth = UNKNOWN
    intracerebral_hemorrhage: Truth = UNKNOWN
    stroke_or_tia: Truth = UNKNOWN
    stroke_recent: Truth = UNKNOWN
    severe_heart_disease: Truth = UNKNOWN
    blood_pressure_hazard: Truth = UNKNOWN
    heart_attack: Truth = UNKNOWN
    heart_attack_recent: Truth = UNKNOWN
    unstable_heart: Truth = UNKNOWN
    heart_failure: Truth = UNKNOWN
    heart_failure_decompensated: Truth = UNKNOWN
    cardiovascular_disease_uncontrolled: Truth = UNKNOWN
    arrhythmia: Truth = UNKNOWN
    hypertension: Truth = UNKNOWN
    ecg_abnormal: Truth = UNKNOWN
    raised_intracranial_pressure: Truth = UNKNOWN
    head_injury_severe: Truth = UNKNOWN
    head_injury_mild: Truth = UNKNOWN
    head_injury_recent: Truth = UNKNOWN
    seizures: Truth = UNKNOWN
    dementia_or_delirium: Truth = UNKNOWN
    memory_concern: Truth = UNKNOWN
    hypertensive_encephalopathy: Truth = UNKNOWN
    acute_eye: Truth = UNKNOWN
    glaucoma: Truth = UNKNOWN
    psychotic_disorder: Truth = UNKNOWN
    psychotic_symptoms: Truth = UNKNOWN
    mood_psychosis: Truth = UNKNOWN
    mania: Truth = UNKNOWN
    bipolar_disorder: Truth = UNKNOWN
    dissociative_disorder: Truth = UNKNOWN
    suicide_risk_imminent: Truth = UNKNOWN
    cannot_cooperate: Truth = UNKNOWN
    persistent_effects: Truth = UNKNOWN
    substance_use_disorder: Truth = UNKNOWN
    ketamine_misuse: Truth = UNKNOWN
    drug_screen_unexpected: Truth = UNKNOWN
    prescription_record_concern: Truth = UNKNOWN
    has_capacity: Truth = UNKNOWN
    consent_signed: Truth = UNKNOWN
    liver_failure: Truth = UNKNOWN
    liver_impairment: Truth = UNKNOWN
    ketamine_bladder_injury: Truth = UNKNOWN
    bladder_symptoms: Truth = UNKNOWN
    urinalysis_abnormal: Truth = UNKNOWN
    dialysis: Truth = UNKNOWN
    hyperthyroidism_untreated: Truth = UNKNOWN
    thyroid_symptoms: Truth = UNKNOWN
    thyroid_test_abnormal: Truth = UNKNOWN
    pheochromocytoma_or_carcinoid: Truth = UNKNOWN
    sleep_apnea: Truth = UNKNOWN
    sleep_apnea_untreated: Truth = UNKNOWN
    severe_lung_disease: Truth = UNKNOWN
    difficult_airway: Truth = UNKNOWN
    could_be_pregnant: Truth = UNKNOWN
    pregnant: Truth = UNKNOWN
    contraception: Truth = UNKNOWN
    preeclampsia: Truth = UNKNOWN
    breastfeeding: Truth = UNKNOWN
    porphyria: Truth = UNKNOWN
    severe_systemic_disease: Truth = UNKNOWN
    life_threatening_disease: Truth = UNKNOWN
    critically_ill: Truth = UNKNOWN
    blood_tests_abnormal: Truth = UNKNOWN
    pregnancy_test: Truth = UNKNOWN
    fasted: Truth = UNKNOWN
    stomach_not_empty: Truth = UNKNOWN
    incretin_symptoms: Truth = UNKNOWN
    escort_named: Truth = UNKNOWN
    must_drive: Truth = UNKNOWN
    intoxicated: Truth = UNKNOWN
    alcohol_or_cannabis: Truth = UNKNOWN
    respiratory_infection: Truth = UNKNOWN

    systolic: Measurement | None = None
    diastolic: Measurement | None = None
    heart_rate: Measurement | None = None
    heart_failure_class: Measurement | None = None
    oxygen_saturation: Measurement | None = None
    respiratory_rate: Measurement | None = None
    temperature: Measurement | None = None
    weight: Measurement | None = None
    height: Measurement | None = None
    moca: Measurement | None = None
    ymrs: Measurement | None = None
    bladder_score: Measurement | None = None
    stop_bang: Measurement | None = None
    liver_enzymes: Measurement | None = None
    filtration_rate: Measurement | None = None
    lorazepam_equivalent: Measurement | None = None
    morphine_equivalent: Measurement | None = None
    pcl5: Measurement | None = None
    phq9: Measurement | None = None
    cadss6: Measurement | None = None
    audit_c: Measurement | None = None
    dast10: Measurement | None = None

    def __post_init__(self) -> None:
        for measure in MEASURES:
            measurement = self.measurement(measure.key)
            if measurement is not None:
                _check(measure, measurement)
        strange = sorted({key for key, _ in self.answered_on} - ITEM_BY_KEY.keys())
        if strange:
            raise CannotChart(f"answered_on: there is no question {', '.join(strange)}. See the list of items.")

    def truth(self, key: str) -> Truth:
        """Return the answer to one item; unknown when it is too old, or dated after the day we look."""
        answer = self.answer(key)
        return answer if self._stands(self.answered(key), ITEM_BY_KEY[key].freshness) else UNKNOWN

    def answered(self, key: str) -> date:
        """Return the day of an answer: the day we look where none was charted."""
        return dict(self.answered_on).get(key, self.on)

    def answer(self, key: str) -> Truth:
        """Return the answer to one item, however old it is."""
        answer = getattr(self, key)
        if not isinstance(answer, Truth):
            raise KeyError(key)
        return answer

    def measurement(self, key: str) -> Measurement | None:
        """Return what was measured, however old it is."""
        measured = getattr(self, key)
        if measured is not None and not isinstance(measured, Measurement):
            raise KeyError(key)
        return measured

    def is_fresh(self, key: str) -> bool:
        """Was it measured, not after the day we look, and recently enough to stand?"""
        measurement = self.measurement(key)
        return measurement is not None and self._stands(measurement.day, MEASURE_BY_KEY[key].freshness)

    def _stands(self, day: date, freshness: Cited | None) -> bool:
        if day > self.on:
            return False
        return freshness is None or (self.on - day).days <= self.limits.of(freshness).to("d")

    def current(self, key: str) -> Quantity | None:
        """Return the measured quantity; None when it is missing, too old, or dated after the day we look."""
        measurement = self.measurement(key)
        return measurement.quantity if measurement is not None and self.is_fresh(key) else None

    def under(self, limits: Thresholds) -> "Chart":
        """Return the same chart, read by a protocol's own thresholds."""
        return self if limits == self.limits else replace(self, limits=limits)

    @property
    def tried(self) -> TreatmentHistory:
        """The treatments tried before, and those taken now."""
        return replace(self.history, taking=self.medicines or ())

    @property
    def age_years(self) -> int | None:
        """Completed years on the day we look; None when the birth date is unknown or later than that day."""
        if self.born is None or self.born > self.on:
            return None
        had_birthday = (self.on.month, self.on.day) >= (self.born.month, self.born.day)
        return self.on.year - self.born.year - (0 if had_birthday else 1)


ITEM_BY_KEY = {item.key: item for item in ITEMS}
MEASURE_BY_KEY = {measure.key: measure for measure in MEASURES}


def _check(measure: Measure, measurement: Measurement) -> None:
    """Refuse a wrong unit and an implausible number."""
    told = f"{measure.key}: {measurement.quantity} is not"
    expected = f"expected {measure.low.to(measure.unit):g} to {measure.high.to(measure.unit):g} {measure.unit}"
    try:
        number = measurement.quantity.to(measure.unit)
    except CannotConvert:
        raise CannotChart(f"{told} a {measure.label.lower()}; {expected}.") from None
    if not measure.low.to(measure.unit) <= number <= measure.high.to(measure.unit):
        raise CannotChart(f"{told} plausible; {expected}. Check it and its unit.")
