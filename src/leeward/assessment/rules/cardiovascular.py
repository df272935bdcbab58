"""The heart: ketamine raises blood pressure and the work of the heart."""

from leeward.assessment.chart import Chart
from leeward.assessment.items import BodySystem
from leeward.assessment.medication import takes_qt_medicine
from leeward.assessment.questions.heart import HEART_ITEMS
from leeward.assessment.rule import Rule, Weight, below, follow_up, older_than, unless
from leeward.evidence import Reference, Status
from leeward.evidence.sources import (
    ASRA_2018,
    CV_741,
    KETALAR_UK,
    KETALAR_US,
    KETANEST_NO,
    NCT04658420,
    SANACORA_2017,
    SCIRP_ED,
    TRIAL_TABLE_2023,
    VA_CRITERIA,
)
from leeward.protocol.assessing import Ages, Scores, Windows
from leeward.protocol.thresholds import Thresholds
from leeward.truth import Truth, any_of

HISTORY = tuple(item.key for item in HEART_ITEMS if item.key != "ecg_abnormal")


def ecg_wanted(chart: Chart, limits: Thresholds) -> Truth:
    """Is an ECG wanted: by age, by an answer on heart and vessels, by a medicine that lengthens the QT interval?"""
    history = any_of(chart.truth(key) for key in HISTORY)
    return older_than(chart, Ages.pressure_rise, limits) | history | takes_qt_medicine(chart)


def unexplained_ecg(chart: Chart, limits: Thresholds) -> Truth:
    """Does an ECG that is wanted show what is not explained? What it shows counts for everyone."""
    return follow_up(ecg_wanted(chart, limits), chart.truth("ecg_abnormal"))


def class_too_high(chart: Chart, limits: Thresholds) -> Truth:
    """Is there heart failure with symptoms at rest?"""
    return follow_up(chart.heart_failure, ~below(chart, "heart_failure_class", Scores.heart_failure_class, limits))


def pressure_rise_likely(chart: Chart, limits: Thresholds) -> Truth:
    """Does age or treated blood pressure foretell a larger rise? Of two ages the higher one speaks, in `older`."""
    aged = unless(older_than(chart, Ages.older, limits), older_than(chart, Ages.pressure_rise, limits))
    return aged | chart.hypertension


RULES: tuple[Rule, ...] = (
    Rule(
        key="severe-heart-disease",
        row="CV09",
        system=BodySystem.HEART,
        weight=Weight.BARS,
        says="Severe disease of the heart muscle or the coronary arteries.",
        needs="whether there is severe heart disease",
        applies=lambda chart, _: chart.severe_heart_disease,
        reads=("severe_heart_disease",),
        cites=(Reference(KETALAR_UK, "contraindications"),),
    ),
    Rule(
        key="blood-pressure-hazard",
        row="CV04",
        system=BodySystem.HEART,
        weight=Weight.BARS,
        says="In the clinician's judgement a rise in blood pressure would be a serious hazard.",
        needs="the clinician's judgement on a short rise in blood pressure",
        applies=lambda chart, _: chart.blood_pressure_hazard,
        reads=("blood_pressure_hazard",),
        cites=(
            Reference(KETALAR_US, "section 4"),
            Reference(KETALAR_UK, "contraindications"),
            Reference(KETANEST_NO, "contraindications"),
        ),
    ),
    Rule(
        key="recent-heart-attack",
        row="CV10",
        system=BodySystem.HEART,
        weight=Weight.BARS,
        says="A heart attack or another acute heart event in the last {0} weeks.",
        needs="whether there was an acute heart event in the last 6 weeks",
        lifts="{0} weeks after the event this becomes a cardiologist's decision.",
        applies=lambda chart, _: chart.heart_attack_recent,
        reads=("heart_attack_recent",),
        cites=(
            Reference(NCT04658420, "exclusion: any infarction in one trial"),
            Windows.heart_attack,
        ),
    ),
    Rule(
        key="heart-attack",
        row="CV10",
        system=BodySystem.HEART,
        weight=Weight.SIGNOFF,
        says="A heart attack in the past: a cardiologist approves first.",
        needs="whether there was a heart attack",
        specialist="cardiologist",
        applies=lambda chart, _: chart.heart_attack,
        reads=("heart_attack",),
        cites=(Reference(NCT04658420, "exclusion: history of infarction"),),
    ),
    Rule(
        key="unstable-heart",
        row="CV11",
        system=BodySystem.HEART,
        weight=Weight.BARS,
        says="Chest pain, unstable angina or acute heart failure now.",
        needs="whether there is chest pain, unstable angina or acute heart failure",
        lifts="Once the emergency is treated and a cardiologist has said so, answering anew would lift this.",
        applies=lambda chart, _: chart.unstable_heart,
        reads=("unstable_heart",),
        cites=(
            Reference(SCIRP_ED, "do not give"),
            Reference(KETANEST_NO, "contraindications"),
        ),
    ),
    Rule(
        key="decompensated-heart-failure",
        row="CV12",
        system=BodySystem.HEART,
        weight=Weight.BARS,
        says="Heart failure that is out of control.",
        needs="whether heart failure is out of control",
        lifts="Heart failure brought under control would make this a cardiologist's decision.",
        applies=lambda chart, _: follow_up(chart.heart_failure, chart.heart_failure_decompensated),
        reads=(
            "heart_failure",
            "heart_failure_decompensated",
        ),
        cites=(
            Reference(KETANEST_NO, "contraindications"),
            Reference(VA_CRITERIA, "severe cardiac decompensation", Status.SECONDARY),
        ),
    ),
    Rule(
        key="heart-failure",
        row="CV12",
        system=BodySystem.HEART,
        weight=Weight.SIGNOFF,
        says="Heart failure: a cardiologist approves first.",
        needs="whether there is heart failure",
        specialist="cardiologist",
        applies=lambda chart, _: chart.heart_failure,
        reads=("heart_failure",),
        cites=(Reference(VA_CRITERIA, "cardiac decompensation", Status.SECONDARY),),
    ),
    Rule(
        key="heart-failure-class",
        row="CV12",
        system=BodySystem.HEART,
        weight=Weight.BARS,
        says="Heart failure of NYHA class {0}: symptoms at rest.",
        needs="the NYHA class of the heart failure",
        lifts="A NYHA class below {0} after treatment would make this a cardiologist's decision.",
        applies=class_too_high,
        reads=(
            "heart_failure",
            "heart_failure_class",
        ),
        cites=(
            Scores.heart_failure_class,
            Reference(VA_CRITERIA, "severe cardiac decompensation", Status.SECONDARY),
        ),
    ),
    Rule(
        key="uncontrolled-cardiovascular-disease",
        row="CV15",
        system=BodySystem.HEART,
        weight=Weight.BARS,
        says="Poorly controlled disease of the heart or vessels.",
        needs="whether any heart or vessel disease is poorly controlled",
        lifts="A cardiologist's letter that the disease is controlled would lift this.",
        applies=lambda chart, _: chart.cardiovascular_disease_uncontrolled,
        reads=("cardiovascular_disease_uncontrolled",),
        cites=(Reference(ASRA_2018, "contraindications: poorly controlled cardiovascular disease", Status.SECONDARY),),
    ),
    Rule(
        key="arrhythmia",
        row="CV13",
        system=BodySystem.HEART,
        weight=Weight.SIGNOFF,
        says="A heart rhythm disorder or a long QT interval: a cardiologist approves first.",
        needs="whether there is a rhythm disorder or a long QT interval",
        specialist="cardiologist",
        applies=lambda chart, _: chart.arrhythmia,
        reads=("arrhythmia",),
        cites=(
            Reference(TRIAL_TABLE_2023, "exclusion: prolonged QTc"),
            Reference(NCT04658420, "exclusions"),
        ),
    ),
    Rule(
        key="unexplained-ecg",
        row="CV13, 1.4",
        system=BodySystem.HEART,
        weight=Weight.SIGNOFF,
        says="The ECG shows something that is not yet explained: a cardiologist reads it first.",
        needs="a recent 12-lead ECG, read",
        specialist="cardiologist",
        applies=unexplained_ecg,
        reads=("ecg_abnormal", *HISTORY, "born", "medicines"),
        cites=(
            Reference(SANACORA_2017, "work-up: ECG with cardiovascular risk", Status.RECALLED),
            Ages.pressure_rise,
        ),
    ),
    Rule(
        key="pressure-rise-likely",
        row="CV17",
        system=BodySystem.HEART,
        weight=Weight.CAUTIONS,
        says="Age {0} or more, or high blood pressure: each predicted a larger rise.",
        needs="the birth date and whether blood pressure was ever treated",
        applies=pressure_rise_likely,
        reads=("hypertension", "born"),
        cites=(Ages.pressure_rise, Reference(CV_741, "summary: hypertension predicted a larger rise")),
    ),
)
