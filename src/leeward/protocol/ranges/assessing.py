"""How far a clinic may move the thresholds of suitability."""

from typing import Final

from leeward.evidence import Facts, assumed
from leeward.protocol.assessing import Ages, Freshness, Opioids, RestingPressure, Scores, Sedatives
from leeward.protocol.movable import Adjustable, Group, move, tighten

_STRICT = "Stricter than this the criterion would stop people who have nothing against it."
_LOOSE = "Looser than this the criterion would no longer stop those it is meant for."
_OFTEN = "Asked more often than this, people are measured for the protocol's sake."


class RestingRange(Facts):
    """Resting blood pressure; the labels' own bars are the upper ends."""

    systolic_to_weigh = assumed("120 mmHg", why=_STRICT)
    diastolic_to_weigh = assumed("75 mmHg", why=_STRICT)
    systolic_to_exclude = assumed("150 mmHg", why=_STRICT)
    diastolic_to_exclude = assumed("90 mmHg", why=_STRICT)


class AgeRange(Facts):
    """Ages at which the answer changes."""

    pressure_rise = assumed("40 year", why=_STRICT)
    memory_test = assumed("50 year", why=_STRICT)
    memory_test_latest = assumed("70 year", why=_LOOSE)
    older = assumed("50 year", why=_STRICT)


class ScoreRange(Facts):
    """Scores and laboratory values."""

    moca_strict = assumed("26 points", why="The screening cut-off of the MoCA's authors, recalled; above it is normal.")
    ymrs_strict = assumed("2 points", why=_STRICT)
    bladder_strict = assumed("10 points", why=_STRICT)
    bladder_loose = assumed("22 points", why=_LOOSE)
    stop_bang_strict = assumed("3 points", why="Intermediate risk of sleep apnea begins at three, recalled.")
    stop_bang_loose = assumed("6 points", why=_LOOSE)
    liver_strict = assumed("1.5 times ULN", why=_STRICT)
    filtration_strict = assumed("60 mL/min", why=_STRICT)
    filtration_loose = assumed("15 mL/min", why="Below this is kidney failure.")


class SedativeRange(Facts):
    """Daily benzodiazepine doses."""

    lorazepam = assumed("0.5 mg", why=_STRICT)
    diazepam_strict = assumed("2 mg", why=_STRICT)
    diazepam_loose = assumed("20 mg", why=_LOOSE)
    morphine_strict = assumed("20 mg", why=_STRICT)
    morphine_loose = assumed("90 mg", why="The CDC's older guideline avoided more than this, recalled.")


class FreshnessRange(Facts):
    """How long a measurement stands."""

    laboratory_strict = assumed("1 month", why=_OFTEN)
    memory_strict = assumed("3 month", why=_OFTEN)
    vital_signs_strict = assumed("10 min", why=_OFTEN)
    electrocardiogram_strict = assumed("1 month", why=_OFTEN)
    electrocardiogram_loose = assumed("12 month", why=_LOOSE)
    thyroid_strict = assumed("3 month", why=_OFTEN)
    questionnaire_strict = assumed("2 d", why=_OFTEN)
    questionnaire_loose = assumed("14 d", why="Both questionnaires ask about the last weeks, two at the least.")
    course_strict = assumed("1 month", why=_OFTEN)
    course_loose = assumed("6 month", why=_LOOSE)


RESTING: Final[tuple[Adjustable, ...]] = (
    tighten(RestingPressure.systolic_to_weigh, "Systolic above which a prescriber weighs the risk", Group.RESTING,
            to=RestingRange.systolic_to_weigh),
    tighten(RestingPressure.diastolic_to_weigh, "Diastolic above which a prescriber weighs the risk", Group.RESTING,
            to=RestingRange.diastolic_to_weigh),
    tighten(RestingPressure.systolic_to_exclude, "Systolic above which treatment is barred", Group.RESTING,
            to=RestingRange.systolic_to_exclude),
    tighten(RestingPressure.diastolic_to_exclude, "Diastolic above which treatment is barred", Group.RESTING,
            to=RestingRange.diastolic_to_exclude),
)  # fmt: skip

OF_THE_PERSON: Final[tuple[Adjustable, ...]] = (
    tighten(Ages.pressure_rise, "Age from which an ECG is asked for and a larger rise expected", Group.AGES,
            to=AgeRange.pressure_rise),
    move(Ages.memory_test, "Age from which the MoCA is asked for", Group.AGES,
         strictest=AgeRange.memory_test, loosest=AgeRange.memory_test_latest),
    tighten(Ages.older, "Age from which care for older people is asked for", Group.AGES, to=AgeRange.older),
    tighten(Scores.moca_least, "MoCA total below which treatment is barred", Group.SCORES, to=ScoreRange.moca_strict),
    tighten(Scores.ymrs_most, "YMRS total above which treatment is barred", Group.SCORES, to=ScoreRange.ymrs_strict),
    move(Scores.bladder_score, "Bladder symptom score from which a urologist approves", Group.SCORES,
         strictest=ScoreRange.bladder_strict, loosest=ScoreRange.bladder_loose),
    move(Scores.stop_bang, "STOP-Bang total from which sleep apnea is taken as likely", Group.SCORES,
         strictest=ScoreRange.stop_bang_strict, loosest=ScoreRange.stop_bang_loose),
    tighten(Scores.liver_enzymes, "Liver enzymes above which a specialist approves", Group.SCORES,
            to=ScoreRange.liver_strict),
    move(Scores.filtration_rate, "Filtration rate below which the kidneys ask for care", Group.SCORES,
         strictest=ScoreRange.filtration_strict, loosest=ScoreRange.filtration_loose),
    tighten(Sedatives.lorazepam_to_sign, "Lorazepam equivalent a day above which a psychiatrist approves",
            Group.SEDATIVES, to=SedativeRange.lorazepam),
    move(Sedatives.diazepam_to_note, "Diazepam equivalent a day above which the benefit may be smaller",
         Group.SEDATIVES, strictest=SedativeRange.diazepam_strict, loosest=SedativeRange.diazepam_loose),
    move(Opioids.morphine_to_sign, "Oral morphine equivalent a day from which a pain specialist approves",
         Group.SEDATIVES, strictest=SedativeRange.morphine_strict, loosest=SedativeRange.morphine_loose),
)  # fmt: skip

FRESH: Final[tuple[Adjustable, ...]] = (
    tighten(Freshness.laboratory, "Laboratory values stand for", Group.FRESHNESS,
            to=FreshnessRange.laboratory_strict),
    tighten(Freshness.memory, "MoCA and STOP-Bang stand for", Group.FRESHNESS, to=FreshnessRange.memory_strict),
    tighten(Freshness.vital_signs, "Vital signs before the start stand for", Group.FRESHNESS,
            to=FreshnessRange.vital_signs_strict),
    move(Freshness.electrocardiogram, "An ECG stands for", Group.FRESHNESS,
         strictest=FreshnessRange.electrocardiogram_strict, loosest=FreshnessRange.electrocardiogram_loose),
    tighten(Freshness.thyroid, "A thyroid value stands for", Group.FRESHNESS, to=FreshnessRange.thyroid_strict),
    move(Freshness.questionnaire, "PCL-5 and PHQ-9 stand for", Group.FRESHNESS,
         strictest=FreshnessRange.questionnaire_strict, loosest=FreshnessRange.questionnaire_loose),
    move(Freshness.course, "Scores, tests and approvals of a course stand for", Group.FRESHNESS,
         strictest=FreshnessRange.course_strict, loosest=FreshnessRange.course_loose),
)  # fmt: skip
