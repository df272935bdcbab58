"""What would change an outcome, in short cases, to be read and corrected by a clinician."""

import pytest

from charts import a_chart, assessed, rows
from leeward.assessment import EVERY, ITEMS, Outcome, SignOff, Weight
from leeward.truth import YES

# What is charted on an otherwise clear chart | the outcome | part of the sentence that says what would change it.
CASES = """
systolic = 185 mmHg; diastolic = 95 mmHg   | not eligible      | A resting blood pressure of 140/90 mmHg or less today
systolic = 165 mmHg; diastolic = 95 mmHg   | not today         | A resting blood pressure of 140/90 mmHg or less today
systolic = 145 mmHg                        | needs sign-off    | The approval of a prescriber
systolic = 145 mmHg                        | needs sign-off    | 140/90 mmHg or less today would lift this
heart_rate = 125 /min                      | not today         | A resting heart rate of 45 to 120 a minute
oxygen_saturation = 90 %                   | not today         | 92 % or more
temperature = 38.5 Cel                     | not today         | 38.2 degrees Celsius or less
aneurysm = yes                             | not eligible      | answered no would lift this; what is on record stands
stroke_or_tia = yes; stroke_recent = yes   | not eligible      | 6 months after the stroke or TIA
heart_attack_recent = yes                  | not eligible      | 6 weeks after the event
age = 17                                   | not eligible      | before the age of 18
glaucoma = yes                             | needs sign-off    | The approval of an eye doctor
arrhythmia = yes                           | needs sign-off    | The approval of a cardiologist
seizures = yes                             | needs sign-off    | The approval of a neurologist
difficult_airway = yes                     | needs sign-off    | The approval of an anesthetist
liver_enzymes = 4 times ULN                | needs sign-off    | 3 times the upper limit of normal or less
bladder_score = 20 points                  | needs sign-off    | The approval of a urologist
consent_signed = no                        | not today         | The patient's signature
escort_named = no                          | not today         | A named adult with a telephone number
fasted = no                                | not today         | after the fast
has_capacity = no                          | not eligible      | later, that the patient can decide
suicide_risk_imminent = yes                | not eligible      | The crisis path comes first
allergies = ketamine                       | not eligible      | an allergist's finding
medicines = Spravato                       | not eligible      | Treatment without esketamine
medicines = Parnate                        | needs sign-off    | The approval of a named clinician
medicines = Kanna powder                   | needs information | Charting a pharmacist's review of Kanna powder
glaucoma = unknown                         | needs information | Charting whether there is glaucoma
urinalysis_abnormal = unknown              | needs information | Charting a urinalysis of this course
nothing = different                        | eligible          |
"""


def case(line):
    changes, outcome, part = (cell.strip() for cell in line.split("|"))
    return pytest.param(changes.removeprefix("nothing = different"), Outcome(outcome), part, id=changes)


@pytest.mark.parametrize(("changes", "outcome", "part"), [case(line) for line in CASES.strip().splitlines()])
def test_case(changes, outcome, part):
    ((_, entries, _),) = rows(f"case | {changes} | unknown")
    result = assessed(a_chart(**entries))
    assert result.outcome is outcome
    assert (result.would_change == ()) is (outcome is Outcome.ELIGIBLE)
    assert part in " ".join(result.would_change)


SINGLE = [item for item in ITEMS if any(rule.reads == (item.key,) for rule in EVERY)]


@pytest.mark.parametrize("item", SINGLE, ids=lambda item: item.key)
def test_answering_otherwise_lifts_what_one_answer_decided(item):
    against = assessed(a_chart(**{item.key: ~item.clear}))
    assert assessed(a_chart(**{item.key: item.clear})).outcome is Outcome.ELIGIBLE
    deciding = [f for f in against.findings if f.truth is YES and f.rule.weight is not Weight.CAUTIONS]
    assert bool(against.would_change) is bool(deciding) or against.outcome is Outcome.NEEDS_INFORMATION


@pytest.mark.parametrize("rule", [r for r in EVERY if r.weight is Weight.SIGNOFF], ids=lambda rule: rule.key)
def test_whose_approval_is_missing_is_named_and_the_approval_lifts_it(rule):
    signed = SignOff(rule_key=rule.key, by=f"Dr {rule.specialist}", on=a_chart().on, reason="seen, stable")
    entries = next(entries for key, entries in ONLY_THIS if key == rule.key)
    result = assessed(a_chart(**entries))
    assert rule.key in result.signoffs_needed
    assert any(rule.specialist in sentence for sentence in result.would_change)
    lifted = assessed(a_chart(**entries, signoffs=[signed]))
    assert rule.key not in lifted.signoffs_needed


ONLY_THIS = (
    [("no-contraception", {"could_be_pregnant": "yes", "contraception": "no"})]
    + [
        (rule.key, {rule.reads[0]: "yes"})
        for rule in EVERY
        if rule.weight is Weight.SIGNOFF and rule.reads[0] in {i.key for i in ITEMS}
    ]
    + [
        ("blood-pressure-signoff", {"systolic": "145 mmHg"}),
        ("heart-rate-slow", {"heart_rate": "47 /min"}),
        ("liver-enzymes", {"liver_enzymes": "4 times ULN"}),
        ("bladder-score", {"bladder_score": "20 points"}),
        ("benzodiazepine-dose", {"medicines": ["Xanax"], "lorazepam_equivalent": "4 mg"}),
        ("opioid-dose", {"medicines": ["codeine"], "morphine_equivalent": "60 mg"}),
    ]
)
