"""Suitability in short cases, to be read and corrected by a clinician."""

from datetime import timedelta

import pytest

from charts import PROTOCOL, TODAY, a_chart, an_empty_chart, assessed, assessed_for_the_course, rows
from leeward.assessment import ITEMS, Outcome, SignOff

# What is different from a patient with nothing against starting; what comes out; a part of a reason or question.
CASES = """
nothing speaks against starting               |                                        | eligible          |
an aneurysm of the aorta                      | aneurysm = yes                         | not eligible      | aneurysm
nobody asked about an aneurysm                | aneurysm = unknown                     | needs information | aneurysm
schizophrenia years ago                       | psychotic_disorder = yes               | not eligible      | psychotic disorder
manic today                                   | mania = yes                            | not eligible      | Mania
bipolar, euthymic                             | bipolar_disorder = yes                 | needs sign-off    | Bipolar
a plan and the intent to die                  | suicide_risk_imminent = yes            | not eligible      | crisis path
suicide risk not asked                        | suicide_risk_imminent = unknown        | needs information | suicide risk
drinks heavily since spring                   | substance_use_disorder = yes           | not eligible      | use disorder
capacity in doubt                             | has_capacity = no                      | not eligible      | cannot decide
capacity not recorded                         | has_capacity = unknown                 | needs information | can decide
consent not signed yet                        | consent_signed = no                    | not today         | consent
glaucoma, treated                             | glaucoma = yes                         | needs sign-off    | eye doctor
cirrhosis, Child-Pugh C                       | liver_failure = yes                    | not eligible      | Child-Pugh C
bladder hurt by ketamine before               | ketamine_bladder_injury = yes          | not eligible      | urinary
overactive thyroid, untreated                 | hyperthyroidism_untreated = yes        | not eligible      | thyroid
pressure 140/90                               | systolic = 140 mmHg; diastolic = 90 mmHg | eligible        |
pressure 141/85                               | systolic = 141 mmHg; diastolic = 85 mmHg | needs sign-off  | 140/90
pressure 165/95                               | systolic = 165 mmHg; diastolic = 95 mmHg | not today       | 160/100
pressure 185/95                               | systolic = 185 mmHg; diastolic = 95 mmHg | not eligible    | 180/100
heart rate 47                                 | heart_rate = 47 /min                   | needs sign-off    | 45 to just below 50
heart rate 44                                 | heart_rate = 44 /min                   | not today         | below 45
pressure 150/102                              | systolic = 150 mmHg; diastolic = 102 mmHg | not eligible   | 180/100
could be pregnant, test negative              | could_be_pregnant = yes; pregnancy_test = no | eligible    |
could be pregnant, no test yet                | could_be_pregnant = yes; pregnancy_test = unknown | needs information | pregnancy test
could be pregnant, test positive              | could_be_pregnant = yes; pregnancy_test = yes | not eligible | pregnant
cannot be pregnant, no test                   | could_be_pregnant = no; pregnancy_test = unknown | eligible |
nobody asked whether pregnancy is possible    | could_be_pregnant = unknown; pregnancy_test = unknown | needs information | pregnancy test
ate breakfast                                 | fasted = no                            | not today         | fasted
came alone                                    | escort_named = no                      | not today         | takes the patient home
has a cold                                    | respiratory_infection = yes            | not today         | cold
smells of alcohol                             | intoxicated = yes                      | not today         | Intoxicated
seventeen years old                           | age = 17                               | not eligible      | 18
seventy years old                             | age = 70                               | eligible          |
allergic to ketamine                          | allergies = ketamine                   | not eligible      | Allergy
takes sertraline                              | medicines = Zoloft                     | eligible          |
takes an MAO inhibitor                        | medicines = Parnate                    | needs sign-off    | tranylcypromine
takes nasal esketamine                        | medicines = Spravato                   | not eligible      | esketamine
takes an herb nobody knows                    | medicines = Kanna powder               | needs information | Kanna powder
a medicine misspelled                         | medicines = sertralin                  | needs information | sertralin is sertraline
a sedative and a sleeping pill                | medicines = Xanax + Ambien             | needs sign-off    | 2 CNS depressants
"""  # noqa: E501 - a table


def case(line):
    says, changes, outcome, part = (cell.strip() for cell in line.split("|"))
    return pytest.param(changes, Outcome(outcome), part, id=says)


@pytest.mark.parametrize(("changes", "outcome", "part"), [case(line) for line in CASES.strip().splitlines()])
def test_case(changes, outcome, part):
    ((_, entries, _),) = rows(f"case | {changes} | unknown")
    result = assessed(a_chart(**entries))
    assert result.outcome is outcome, (result.reasons, result.asks)
    assert part in " ".join((*result.reasons, *result.asks))
    if outcome is Outcome.ELIGIBLE:
        assert result.reasons == result.asks == ()


@pytest.mark.hazard("H08 unknown history treated as negative")
def test_the_empty_chart_clears_nobody_and_asks_for_everything():
    result = assessed(an_empty_chart())
    assert result.outcome is Outcome.NEEDS_INFORMATION
    assert result.reasons == ()
    for words in ("aneurysm", "pregnancy test", "birth date", "list of allergies", "list of current medicines"):
        assert any(words in ask for ask in result.asks), words


@pytest.mark.hazard("H08 unknown history treated as negative")
@pytest.mark.parametrize("item", [item for item in ITEMS if item.key != "pregnant"], ids=lambda item: item.key)
def test_no_single_unanswered_question_of_weight_passes_silently(item):
    """Each question left open is asked again, unless another answer has made it idle."""
    result = assessed(a_chart(**{item.key: "unknown"}))
    idle = {
        "stroke_recent",
        "heart_failure_decompensated",
        "ecg_abnormal",
        "pregnancy_test",
        "contraception",
        "could_be_pregnant",
        "incretin_symptoms",
        "hypertension",
        "memory_concern",
        "thyroid_symptoms",
        "thyroid_test_abnormal",
    }
    assert result.asks or result.also_asks or item.key in idle


@pytest.mark.hazard("H12 pregnancy missed")
def test_pregnancy_is_never_ruled_out_by_the_recorded_sex():
    result = assessed(a_chart(sex="male", could_be_pregnant="unknown", pregnancy_test="unknown"))
    assert result.outcome is Outcome.NEEDS_INFORMATION
    assert "a pregnancy test, taken today" in result.asks


def test_an_old_blood_pressure_is_asked_for_again_and_the_sentence_says_why():
    result = assessed(a_chart(systolic={"value": "120 mmHg", "at": "2026-11-16"}))
    assert result.outcome is Outcome.NEEDS_INFORMATION
    assert result.asks == (
        "a resting blood pressure, taken today (Resting systolic blood pressure: the one of 16 Nov 2026 is too old)",
    )


def test_a_known_bar_outweighs_everything_that_is_unknown():
    assert assessed(an_empty_chart(aneurysm="yes")).outcome is Outcome.NOT_ELIGIBLE


def test_a_signature_lifts_what_needs_one():
    signed = SignOff(rule_key="glaucoma", by="Dr Eye", on=TODAY, reason="pressure 16 mmHg, stable")
    assert assessed(a_chart(glaucoma="yes", signoffs=[signed])).outcome is Outcome.ELIGIBLE


def test_a_signature_does_not_lift_a_bar_nor_another_finding_nor_count_before_its_day():
    for_bar = SignOff(rule_key="aneurysm", by="Dr Heart", on=TODAY, reason="small")
    assert assessed(a_chart(aneurysm="yes", signoffs=[for_bar])).outcome is Outcome.NOT_ELIGIBLE
    assert assessed(a_chart(glaucoma="yes", signoffs=[for_bar])).outcome is Outcome.NEEDS_SIGNOFF
    later = SignOff(rule_key="glaucoma", by="Dr Eye", on=TODAY.replace(day=24), reason="booked")
    assert assessed(a_chart(glaucoma="yes", signoffs=[later])).outcome is Outcome.NEEDS_SIGNOFF


@pytest.mark.parametrize(
    ("score", "says"),
    [({"audit_c": "7 points"}, "The AUDIT-C is 3 or more"), ({"dast10": "6 points"}, "The DAST-10 is 3")],
)
def test_a_high_score_of_alcohol_or_drugs_is_told_also_where_no_use_disorder_was(score, says):
    result = assessed(a_chart(substance_use_disorder="no", **score))
    assert result.outcome is Outcome.ELIGIBLE
    assert any(says in caution and "Ask again" in caution for caution in result.cautions)


APPROVALS = """
the day itself, the last day of a course     | glaucoma           | glaucoma = yes                            | 0  | eligible
                                             | glaucoma           | glaucoma = yes                            | 90 | eligible
                                             | glaucoma           | glaucoma = yes                            | 91 | eligible
a day later: another course                  | glaucoma           | glaucoma = yes                            | 92 | needs sign-off
raised today, approved today                 | blood-pressure-signoff | systolic = 145 mmHg                   | 0  | eligible
raised today, last week's was approved       | blood-pressure-signoff | systolic = 145 mmHg                   | 7  | needs sign-off
enzymes of last week, approved since         | liver-enzymes      | liver_enzymes = 4 times ULN @ 2026-11-16  | 7  | eligible
enzymes of last week, approved the day before | liver-enzymes     | liver_enzymes = 4 times ULN @ 2026-11-16  | 8  | needs sign-off
a medicine, approved for the last course     | medicine:tranylcypromine | medicines = Parnate                 | 92 | needs sign-off
an herb, reviewed for the last course        | medicine:Kanna powder | medicines = Kanna powder               | 92 | needs information
"""  # noqa: E501 - a table


@pytest.mark.parametrize("line", APPROVALS.strip().splitlines())
def test_an_approval_stands_for_its_course_and_for_the_number_that_was_seen(line):
    _, key, changes, days_ago, outcome = (cell.strip() for cell in line.split("|"))
    told, _, day = changes.partition(" @ ")
    ((_, entries, _),) = rows(f"case | {told} | unknown")
    if day:
        entries = {name: {"value": value, "at": day} for name, value in entries.items()}
    signed = SignOff(rule_key=key, by="Dr X", on=TODAY - timedelta(days=int(days_ago)), reason="seen")
    assert assessed(a_chart(**entries, signoffs=[signed])).outcome is Outcome(outcome)


def test_medicines_are_signed_by_name():
    needed = assessed(a_chart(medicines=["Parnate"])).signoffs_needed
    assert needed == ("medicine:tranylcypromine",)
    by_name = SignOff(rule_key="medicine:tranylcypromine", by="Dr Mind", on=TODAY, reason="low dose, stable")
    assert assessed(a_chart(medicines=["Parnate"], signoffs=[by_name])).outcome is Outcome.ELIGIBLE
    herb = SignOff(rule_key="medicine:Kanna powder", by="R. Ph.", on=TODAY, reason="stopped a month ago")
    assert assessed(a_chart(medicines=["Kanna powder"], signoffs=[herb])).outcome is Outcome.ELIGIBLE


def test_the_plan_of_a_course_does_not_ask_for_the_day():
    """Weeks before the infusion nobody is fasting; on the day everything is asked, the suicide risk too."""
    chart = a_chart(fasted="unknown", escort_named="unknown", temperature=None, suicide_risk_imminent="unknown")
    assert assessed_for_the_course(chart).outcome is Outcome.ELIGIBLE
    assert assessed(chart).outcome is Outcome.NEEDS_INFORMATION


def test_a_decision_carries_its_sources_and_its_protocol():
    result = assessed(a_chart(aneurysm="yes", medicines=["Parnate"]))
    assert {cited.source.key for cited in result.cites if cited.source} >= {"spravato-us", "ludwig-2021"}
    assert (result.protocol_name, result.protocol_version) == (PROTOCOL.name, PROTOCOL.version)
