"""The thresholds of suitability: what is too high, too low, too old or not plausible."""

from leeward.evidence import Facts, Status, assumed, cite, derived
from leeward.evidence.sources import (
    ANDRASHKO_2020,
    BMI_LETTER_2019,
    CV_741,
    DRAYNA_2012,
    HUMPHREY_2012,
    KETALAR_CH,
    NCT03113968,
    NCT06795659,
    NOPPERS_2011_B,
    SCIRP_ED,
    SPRAVATO_US,
    TORONTO_CLINIC,
    TRIAL_TABLE_2023,
)


class RestingPressure(Facts):
    """Resting blood pressure before a course and before each infusion."""

    systolic_to_weigh = cite("140 mmHg", SPRAVATO_US, at="section 5, blood pressure: above 140/90 weigh the risk")
    diastolic_to_weigh = cite("90 mmHg", SPRAVATO_US, at="section 5, blood pressure: above 140/90 weigh the risk")
    systolic_to_exclude = cite("180 mmHg", KETALAR_CH, at="contraindications: above 180/100 at rest")
    diastolic_to_exclude = cite("100 mmHg", KETALAR_CH, at="contraindications: above 180/100 at rest")


class DayVitals(Facts):
    """Vital signs outside which a published protocol does not give ketamine, to read beside those of `Start`."""

    systolic_too_high = cite("180 mmHg", SCIRP_ED, at="do not give: systolic above 180")
    heart_rate_too_low = cite("50 /min", SCIRP_ED, at="do not give: heart rate below 50")
    heart_rate_too_high = cite("150 /min", SCIRP_ED, at="do not give: heart rate above 150")
    respiratory_rate_too_high = cite("30 /min", SCIRP_ED, at="do not give: respiratory rate above 30")
    heart_rate_for_thyroid = assumed("100 /min", why="Dossier ME08: a TSH where the resting heart rate is above 100.")


class Ages(Facts):
    """Ages at which the answer changes."""

    adult = cite("18 year", TORONTO_CLINIC, at="intake form: adults only")
    pressure_rise = cite("50 year", CV_741, at="summary: age 50 or more predicted a larger rise")
    memory_test = assumed("60 year", why="MoCA from 60 (dossier 1.4); the cut-off is published, the age is not.")
    older = cite("65 year", SPRAVATO_US, at="section 8.5: systolic rise of 40 or more in 17 % against 8 % under 65")


class Scores(Facts):
    """Scores and laboratory values at which a specialist is asked."""

    moca_least = cite("18 points", NCT03113968, at="eligibility: MoCA of at least 18")
    ymrs_most = cite("5 points", NCT03113968, at="exclusion: YMRS above 5")
    bladder_score = cite("19 points", HUMPHREY_2012, at="cut-off 19, to be confirmed", status=Status.RECALLED)
    stop_bang = assumed("5 points", why="High risk of sleep apnea (dossier ME12).")
    liver_enzymes = derived(
        "3 times ULN",
        NOPPERS_2011_B,
        by="3 of 6 patients reached 3 x ULN after two 100-h courses; holding above it is ours",
    )
    filtration_rate = assumed(
        "30 mL/min", why="Severe renal impairment (dossier ME17), dialysis with it; no kinetic change is expected."
    )
    body_mass_index = cite(
        "30 kg/m2", BMI_LETTER_2019, at="letter: the consensus suggests ideal body weight from a BMI of 30"
    )
    heart_failure_class = assumed(
        "4 class", why="Dossier CV12 lets a specialist decide on NYHA II and III; symptoms at rest are decompensation."
    )
    lightest = cite("50 kg", NCT06795659, at="eligibility: 50 to 100 kg")
    heaviest = cite("100 kg", NCT06795659, at="eligibility: 50 to 100 kg")


class AnesthesiaRisk(Facts):
    """The ASA class from which someone else decides; a difficult airway is weighed like class III."""

    class_to_sign = assumed(
        "3 1", why="Dossier ME21, design default: an anesthetist approves ASA III and difficult airways."
    )
    class_to_exclude = assumed("4 1", why="Dossier ME21, design default: ASA IV is not treated in an office clinic.")


class Sedatives(Facts):
    """Daily benzodiazepine doses, as lorazepam or diazepam equivalents."""

    lorazepam_to_sign = cite("3 mg", TRIAL_TABLE_2023, at="table: lorazepam equivalent above 3 mg a day excluded")
    diazepam_to_note = cite("8 mg", ANDRASHKO_2020, at="responders split at 8 mg a day, n=47")
    diazepam_per_lorazepam = assumed("10 1", why="Common equivalence tables: lorazepam 1 mg for diazepam 10 mg.")


class Opioids(Facts):
    """Daily opioid doses, as oral morphine."""

    morphine_to_sign = assumed(
        "50 mg",
        why="Dossier ME22 gives no number; the CDC's guideline of 2022, recalled, asks for care from 50 mg.",
    )


class EyePressure(Facts):
    """What to tell a patient with glaucoma."""

    mean_rise = cite("1.09 mmHg", DRAYNA_2012, at="largest mean change, 25 children, up to 4 mg/kg (-0.37 to 2.55)")


class Windows(Facts):
    """How recent an event may be, and how long milk is discarded."""

    stroke = assumed("6 month", why="The label bars any stroke; the window of the dossier (CV08) is 3 to 6 months.")
    head_injury = assumed("3 month", why="Dossier NE02 asks for the date of a head injury and gives no window.")
    milk = assumed("12 h", why="Dossier ME04, design default; in two small studies levels fell through 12 h.")
    heart_attack = assumed(
        "6 week", why="EU esketamine text as recalled (dossier CV10); one trial barred any. Confirm."
    )


class Freshness(Facts):
    """How long a measurement may stand before it has to be taken again."""

    same_day = assumed("0 d", why="Weight and vital signs belong to the day of the infusion (dossier 1.4).")
    laboratory = assumed("6 month", why="The dossier's range for laboratory values is 3 to 6 months (1.4).")
    vital_signs = assumed("30 min", why="Vital signs at most 30 minutes before the start (dossier 1.4).")
    electrocardiogram = assumed("6 month", why="Dossier 1.4, as consensus practice is recalled.")
    thyroid = assumed("12 month", why="Dossier ME09: a TSH of the last 6 to 12 months.")
    questionnaire = assumed("7 d", why="Each session has its own PCL-5 and PHQ-9 (dossier 1.4); both ask of weeks.")
    memory = assumed("12 month", why="MoCA stands for a year (dossier 1.4).")
    course = assumed("3 month", why="Once for each course, approvals too; with its follow-up it lasts three months.")


class Plausible(Facts):
    """Outside these a number is a slip of the pen, not a measurement."""

    oldest = assumed("120 year", why="Nobody alive is known to be older: a slip of the year.")
    systolic_low = assumed("40 mmHg", why="Lower than any sitting adult.")
    systolic_high = assumed("300 mmHg", why="Above what cuffs measure.")
    diastolic_low = assumed("20 mmHg", why="Lower than any sitting adult.")
    diastolic_high = assumed("200 mmHg", why="Above what cuffs measure.")
    heart_rate_low = assumed("20 /min", why="Lower than any sitting adult.")
    heart_rate_high = assumed("300 /min", why="Above what monitors count.")
    oxygen_saturation_low = assumed("50 %", why="Lower is a sensor fault in a talking adult.")
    oxygen_saturation_high = assumed("100 %", why="By definition.")
    respiratory_rate_low = assumed("2 /min", why="Lower is a fault of counting in a talking adult.")
    respiratory_rate_high = assumed("70 /min", why="Above what monitors count.")
    temperature_low = assumed("30 Cel", why="Lower is a fault of the thermometer in a walking adult.")
    temperature_high = assumed("43 Cel", why="Higher is a fault of the thermometer, or degrees Fahrenheit.")
    weight_low = assumed("25 kg", why="Lower than any adult who walks in.")
    weight_high = assumed("350 kg", why="Above what clinic scales weigh.")
    height_low = assumed("100 cm", why="Lower is meters or inches.")
    height_high = assumed("230 cm", why="Taller is a slip.")
    score_low = assumed("0 points", why="No scale here goes below zero.")
    moca_high = assumed("30 points", why="The scale's maximum.")
    ymrs_high = assumed("60 points", why="The scale's maximum.")
    bladder_score_high = assumed("38 points", why="The scale's maximum, recalled.")
    stop_bang_high = assumed("8 points", why="Eight questions.")
    liver_enzymes_low = assumed("0 times ULN", why="A multiple cannot be negative.")
    liver_enzymes_high = assumed("200 times ULN", why="Higher is a value that was not divided.")
    filtration_rate_low = assumed("1 mL/min", why="Below is a slip.")
    filtration_rate_high = assumed("250 mL/min", why="Above is a slip.")
    heart_failure_class_low = assumed("1 class", why="The scale's lowest class.")
    heart_failure_class_high = assumed("4 class", why="The scale's highest class.")
    morphine_low = assumed("0 mg", why="A dose cannot be negative.")
    morphine_high = assumed("2000 mg", why="Above is a dose that was not converted.")
    pcl5_high = assumed("80 points", why="The scale's maximum.")
    phq9_high = assumed("27 points", why="The scale's maximum.")
    audit_c_high = assumed("12 points", why="The scale's maximum: three items of 0 to 4.")
    dast10_high = assumed("10 points", why="The scale's maximum: ten questions.")
    cadss6_high = assumed("24 points", why="The scale's maximum: six items of 0 to 4.")
    lorazepam_low = assumed("0 mg", why="A dose cannot be negative.")
    lorazepam_high = assumed("60 mg", why="Above is a dose that was not converted.")
