"""Every row of the safety dossier on suitability has a rule, and every rule stands in the dossier."""

import re

import pytest

from leeward.assessment import EVERY, Weight
from leeward.assessment.workup import WORKUP

# Row of ../shared/evidence/safety.md, sections 1.1 to 1.3 | what it asks for | the rules that answer it
ROWS = """
CV01 | raised pressure at screening        | blood-pressure-signoff
CV02 | uncontrolled hypertension           | blood-pressure-excludes
CV03 | intermediate band                   | blood-pressure-defers, blood-pressure-signoff
CV04 | a rise is a serious hazard          | blood-pressure-hazard
CV05 | aneurysm                            | aneurysm
CV06 | arteriovenous malformation          | arteriovenous-malformation
CV07 | intracerebral hemorrhage            | intracerebral-hemorrhage
CV08 | stroke, TIA                         | recent-stroke, stroke
CV09 | severe heart disease                | severe-heart-disease
CV10 | heart attack                        | heart-attack, recent-heart-attack
CV11 | unstable angina, acute failure      | unstable-heart
CV12 | heart failure                       | decompensated-heart-failure, heart-failure, heart-failure-class
CV13 | rhythm, QTc                         | arrhythmia, unexplained-ecg
CV14 | pre-eclampsia                       | preeclampsia
CV15 | poorly controlled disease           | uncontrolled-cardiovascular-disease
CV16 | unstable on the day                 | blood-pressure-excludes, blood-pressure-low, heart-rate, heart-rate-slow, respiratory-rate
CV17 | age and risk                        | pressure-rise-likely
NE01 | raised intracranial pressure        | raised-intracranial-pressure
NE02 | head injury                         | mild-head-injury, recent-head-injury, severe-head-injury
NE03 | seizures                            | seizures
NE04 | delirium, dementia                  | dementia-or-delirium, low-memory-score
NE05 | hypertensive encephalopathy         | hypertensive-encephalopathy
EY01 | glaucoma, acute eye                 | acute-eye, glaucoma
EY02 | information: how far pressure rises | glaucoma
PS01 | psychotic disorder                  | psychotic-disorder
PS02 | psychotic symptoms                  | psychotic-symptoms
PS03 | psychosis in a mood episode         | mood-psychosis
PS04 | mania                               | high-mania-score, mania
PS05 | bipolar disorder                    | bipolar-disorder, high-mania-score
PS06 | dissociative disorder               | dissociative-disorder
PS07 | imminent suicide risk               | imminent-suicide-risk
PS08 | cannot cooperate                    | cannot-cooperate
PS09 | substance use disorder              | drug-problems, prescription-record, risky-drinking, substance-use-disorder, unexpected-drug-screen
PS10 | ketamine misuse                     | ketamine-misuse, unexpected-drug-screen
PS11 | intoxicated, withdrawal             | alcohol-or-cannabis, intoxicated
PS12 | capacity, consent                   | no-capacity, no-consent
PS13 | escort, driving                     | must-drive, no-escort
PS14 | under 18                            | under-age
ME01 | hypersensitivity                    | ketamine-allergy
ME02 | pregnancy                           | pregnancy
ME03 | no contraception                    | no-contraception
ME04 | breastfeeding                       | breastfeeding
ME05 | liver impairment                    | liver-failure, liver-impairment
ME06 | liver enzymes                       | liver-enzymes
ME07 | bladder                             | bladder-score, bladder-symptoms, ketamine-bladder-injury, urinalysis
ME08 | overactive thyroid                  | hyperthyroidism, thyroid-test
ME09 | thyroid replacement                 | thyroid-replacement, thyroid-test
ME10 | pheochromocytoma, carcinoid         | pheochromocytoma
ME11 | porphyria                           | porphyria
ME12 | sleep apnea                         | sleep-apnea, untreated-sleep-apnea
ME13 | lung disease, low saturation        | oxygen-saturation, severe-lung-disease
ME14 | airway infection                    | fever, respiratory-infection
ME15 | full stomach                        | not-fasted, stomach-not-empty
ME16 | GLP-1 medicines                     | incretin-symptoms
ME17 | kidneys                             | dialysis, kidney
ME18 | body mass index                     | body-mass-index
ME19 | weight outside the trials           | weight-outside-trials
ME20 | 65 and older                        | older
ME21 | airway, ASA class                   | difficult-airway, life-threatening-disease, severe-systemic-disease
ME22 | opioids                             | opioid-dose
ME23 | critical illness                    | critically-ill
ME24 | lasting effects of earlier ketamine | persistent-effects
"""  # noqa: E501 - a table
NUMBERED = {"CV": 17, "NE": 5, "EY": 2, "PS": 14, "ME": 24}  # how many rows the dossier has of each kind
SECTIONS = {"1.4", "2.2", "2.3", "2.4"}
NAMED = {
    row: rules.split(", ") for row, _, rules in (re.split(r"\s*\|\s*", line) for line in ROWS.strip().splitlines())
}


def test_no_row_of_the_dossier_is_missing():
    assert list(NAMED) == [f"{kind}{number:02d}" for kind, last in NUMBERED.items() for number in range(1, last + 1)]


@pytest.mark.parametrize(("row", "rules"), NAMED.items())
def test_the_rules_of_a_row_are_those_that_name_it(row, rules):
    assert sorted(rule.key for rule in EVERY if row in rule.row.split(", ")) == rules


def test_every_rule_names_rows_or_sections_that_there_are():
    named = {row for rule in EVERY for row in rule.row.split(", ")}
    assert named - NAMED.keys() == SECTIONS


def test_whoever_approves_is_named_and_only_where_an_approval_is_needed():
    for rule in EVERY:
        assert bool(rule.specialist) is (rule.weight is Weight.SIGNOFF), rule.key


def test_every_line_of_the_minimum_work_up_is_asked_for():
    """Section 1.4 of the dossier, line by line; bloods are told apart, and so are the suicide screen and the scales."""
    assert [item.key for item in WORKUP] == [
        *("height", "weight", "vital-signs", "ecg", "liver", "kidney", "blood-tests", "thyroid", "pregnancy-test"),
        *("drug-screen", "prescription-record", "bladder", "memory", "suicidality", "questionnaires", "consent"),
    ]
