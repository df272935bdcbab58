"""One result of each domain of long-term safety that is in order: what tests begin from."""

from leeward.course.watched import Domain
from leeward.truth import NO, YES

IN_ORDER = {
    Domain.BLADDER: {"bpic_ss": 4.0, "blood_in_urine": NO, "up_twice_at_night": NO},
    Domain.LIVER: {"enzymes": 0.8, "alp": 0.7, "ggt": 0.9, "bilirubin": 0.5, "symptoms": NO},
    Domain.COGNITION: {"moca": 28.0},
    Domain.MISUSE: {"asks_early": NO, "uses_elsewhere": NO, "craving": NO},
    Domain.PRESSURE: {"systolic": 128.0, "diastolic": 82.0},
    Domain.PREGNANCY: {"positive": NO},
    Domain.SUICIDALITY: {"intent_plan_or_act": NO},
    Domain.SYMPTOMS: {"pcl5": 44.0},
    Domain.EXPOSURE: {"goes_on": YES},
}
