"""The heart and its vessels: ketamine raises blood pressure and the work of the heart."""

from leeward.assessment.chart import Chart
from leeward.assessment.items import BodySystem
from leeward.assessment.questions.heart import HEART_ITEMS
from leeward.assessment.rule import Rule, Weight, follow_up, older_than
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
    SPRAVATO_US,
    TRIAL_TABLE_2023,
    VA_CRITERIA,
)
from leeward.protocol.assessing import Ages, Windows
from leeward.protocol.thresholds import Thresholds
from leeward.truth import Truth, any_of

HISTORY = tuple(item.key for item in HEART_ITEMS if item.key != "ecg_abnormal")


def unexplained_ecg(chart: Chart, limits: Thresholds) -> Truth:
    """From 50 years, or with any question on heart and vessels answered yes, the ECG has to be read.

    Medicines that lengthen the QT interval do not ask for it here: the interaction table advises an ECG beside each.
    """
    wanted = older_than(chart, Ages.pressure_rise, limits) | any_of(chart.truth(key) for key in HISTORY)
    return follow_up(wanted, chart.ecg_abnormal)


RULES: tuple[Rule, ...] = (
    Rule(
        key="aneurysm",
        system=BodySystem.HEART,
        weight=Weight.BARS,
        says="A known aneurysm: a rise in blood pressure could burst it.",
        needs="whether there is an aneurysm",
        applies=lambda chart, _: chart.aneurysm,
        reads=("aneurysm",),
        cites=(Reference(SPRAVATO_US, "section 4, contraindications"),),
    ),
    Rule(
        key="arteriovenous-malformation",
        system=BodySystem.HEART,
        weight=Weight.BARS,
        says="A known arteriovenous malformation could bleed.",
        needs="whether there is an arteriovenous malformation",
        applies=lambda chart, _: chart.arteriovenous_malformation,
        reads=("arteriovenous_malformation",),
        cites=(Reference(SPRAVATO_US, "section 4, contraindications"),),
    ),
    Rule(
        key="intracerebral-hemorrhage",
        system=BodySystem.HEART,
        weight=Weight.BARS,
        says="Bleeding into the brain in the past.",
        needs="whether there was bleeding into the brain",
        applies=lambda chart, _: chart.intracerebral_hemorrhage,
        reads=("intracerebral_hemorrhage",),
        cites=(Reference(SPRAVATO_US, "section 4, contraindications"),),
    ),
    Rule(
        key="recent-stroke",
        system=BodySystem.HEART,
        weight=Weight.BARS,
        says="A stroke or TIA in the last 6 months.",
        needs="whether a stroke or TIA was in the last 6 months",
        applies=lambda chart, _: follow_up(chart.stroke_or_tia, chart.stroke_recent),
        reads=(
            "stroke_or_tia",
            "stroke_recent",
        ),
        cites=(
            Reference(KETALAR_UK, "contraindications: cerebrovascular accident"),
            Windows.stroke,
        ),
    ),
    Rule(
        key="stroke",
        system=BodySystem.HEART,
        weight=Weight.SIGNOFF,
        says="A stroke or TIA in the past: a neurologist approves first.",
        needs="whether there was a stroke or TIA",
        applies=lambda chart, _: chart.stroke_or_tia,
        reads=("stroke_or_tia",),
        cites=(
            Reference(KETALAR_UK, "contraindications: cerebrovascular accident"),
            Windows.stroke,
        ),
    ),
    Rule(
        key="severe-heart-disease",
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
        system=BodySystem.HEART,
        weight=Weight.BARS,
        says="A heart attack or another acute heart event in the last 6 weeks.",
        needs="whether there was an acute heart event in the last 6 weeks",
        applies=lambda chart, _: chart.heart_attack_recent,
        reads=("heart_attack_recent",),
        cites=(
            Reference(NCT04658420, "exclusion: any infarction in one trial"),
            Windows.heart_attack,
        ),
    ),
    Rule(
        key="heart-attack",
        system=BodySystem.HEART,
        weight=Weight.SIGNOFF,
        says="A heart attack in the past: a cardiologist approves first.",
        needs="whether there was a heart attack",
        applies=lambda chart, _: chart.heart_attack,
        reads=("heart_attack",),
        cites=(Reference(NCT04658420, "exclusion: history of infarction"),),
    ),
    Rule(
        key="unstable-heart",
        system=BodySystem.HEART,
        weight=Weight.BARS,
        says="Chest pain, unstable angina or acute heart failure now.",
        needs="whether there is chest pain, unstable angina or acute heart failure",
        applies=lambda chart, _: chart.unstable_heart,
        reads=("unstable_heart",),
        cites=(
            Reference(SCIRP_ED, "do not give"),
            Reference(KETANEST_NO, "contraindications"),
        ),
    ),
    Rule(
        key="decompensated-heart-failure",
        system=BodySystem.HEART,
        weight=Weight.BARS,
        says="Heart failure that is out of control.",
        needs="whether heart failure is out of control",
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
        system=BodySystem.HEART,
        weight=Weight.SIGNOFF,
        says="Heart failure: a cardiologist approves first.",
        needs="whether there is heart failure",
        applies=lambda chart, _: chart.heart_failure,
        reads=("heart_failure",),
        cites=(Reference(VA_CRITERIA, "cardiac decompensation", Status.SECONDARY),),
    ),
    Rule(
        key="uncontrolled-cardiovascular-disease",
        system=BodySystem.HEART,
        weight=Weight.BARS,
        says="Poorly controlled disease of the heart or vessels.",
        needs="whether any heart or vessel disease is poorly controlled",
        applies=lambda chart, _: chart.cardiovascular_disease_uncontrolled,
        reads=("cardiovascular_disease_uncontrolled",),
        cites=(Reference(ASRA_2018, "contraindications: poorly controlled cardiovascular disease", Status.SECONDARY),),
    ),
    Rule(
        key="arrhythmia",
        system=BodySystem.HEART,
        weight=Weight.SIGNOFF,
        says="A heart rhythm disorder or a long QT interval: a cardiologist approves first.",
        needs="whether there is a rhythm disorder or a long QT interval",
        applies=lambda chart, _: chart.arrhythmia,
        reads=("arrhythmia",),
        cites=(
            Reference(TRIAL_TABLE_2023, "exclusion: prolonged QTc"),
            Reference(NCT04658420, "exclusions"),
        ),
    ),
    Rule(
        key="unexplained-ecg",
        system=BodySystem.HEART,
        weight=Weight.SIGNOFF,
        says="The ECG shows something that is not yet explained: a cardiologist reads it first.",
        needs="a 12-lead ECG of the last 6 months",
        applies=unexplained_ecg,
        reads=("ecg_abnormal", *HISTORY, "born"),
        cites=(
            Reference(SANACORA_2017, "work-up: ECG with cardiovascular risk", Status.RECALLED),
            Ages.pressure_rise,
        ),
    ),
    Rule(
        key="pressure-rise-likely",
        system=BodySystem.HEART,
        weight=Weight.CAUTIONS,
        says="Age {0} or more, or high blood pressure: each predicted a larger rise.",
        needs="the birth date and whether blood pressure was ever treated",
        applies=lambda chart, limits: older_than(chart, Ages.pressure_rise, limits) | chart.hypertension,
        reads=("hypertension", "born"),
        cites=(Ages.pressure_rise, Reference(CV_741, "summary: hypertension predicted a larger rise")),
    ),
)
