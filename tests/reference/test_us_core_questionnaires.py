"""US Core's example questionnaires (HL7, CC0): our order of items and our totals agree with theirs."""

import json
from pathlib import Path

import pytest

from leeward.fhir.questionnaire import read_questionnaire
from leeward.fhir.wording import CannotFit, fit, scale_of
from leeward.instruments import AUDIT_C, PHQ9, score

SHOWN = Path(__file__).parents[3] / "shared" / "data" / "questionnaires" / "shown"
pytestmark = pytest.mark.skipif(not SHOWN.is_dir(), reason=f"{SHOWN} is not on this machine")

FREQUENCY = {"LA6568-5": 0, "LA6569-3": 1, "LA6570-1": 2, "LA6571-9": 3}


def resource(name: str) -> dict:
    return json.loads((SHOWN / name).read_text())


def test_phq9_has_the_same_items_in_the_same_order():
    items = resource("Questionnaire-phq-9-example.json")["item"]
    theirs = [item["code"][0]["code"] for item in items]
    assert theirs[:9] == [item.loinc for item in PHQ9.items]
    assert theirs[9] == PHQ9.loinc_total


def test_phq9_scores_their_response_as_they_do():
    answered = {
        item["linkId"]: item["answer"][0] for item in resource("QuestionnaireResponse-phq-9-example.json")["item"]
    }
    answers = [FREQUENCY[answered[f"/{item.loinc}"]["valueCoding"]["code"]] for item in PHQ9.items]
    scored = score(PHQ9, answers)
    assert scored.total == answered[f"/{PHQ9.loinc_total}"]["valueDecimal"] == 12
    assert scored.flags == ()


def test_their_audit_c_asks_another_first_question():
    theirs = [item["code"][0]["code"] for item in resource("Questionnaire-AUDIT-C.json")["item"]]
    ours = [item.loinc for item in AUDIT_C.items]
    assert theirs[1:3] == ours[1:]
    assert theirs[0] != ours[0]
    assert theirs[0] in AUDIT_C.note


@pytest.mark.parametrize("name", ["Questionnaire-phq-9-example.json", "Questionnaire-AUDIT-C.json"])
def test_no_official_wording_is_in_our_labels(name: str):
    theirs = {item["text"].lower().rstrip("?") for item in resource(name)["item"]}
    ours = {item.label.lower() for scale in (PHQ9, AUDIT_C) for item in scale.items}
    assert not theirs & ours


def test_their_phq9_becomes_the_wording_of_ours():
    form = read_questionnaire((SHOWN / "Questionnaire-phq-9-example.json").read_bytes())
    assert scale_of(form) is PHQ9
    worded = fit(form, PHQ9)
    assert [item.link_id for item in worded.items] == [f"/{item.loinc}" for item in PHQ9.items]
    assert all(len(item.steps) == 4 for item in worded.items)
    assert "No permission required" in worded.copyright
    assert len(worded.not_used) == 2  # their total, and how difficult the problems made life


def test_their_audit_c_is_refused_for_its_first_question():
    form = read_questionnaire((SHOWN / "Questionnaire-AUDIT-C.json").read_bytes())
    assert scale_of(form) is AUDIT_C
    with pytest.raises(CannotFit, match=r"lacks the question with LOINC 68518-0, which is item 1"):
        fit(form, AUDIT_C)
