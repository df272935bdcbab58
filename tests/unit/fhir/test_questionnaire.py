"""A clinic's official wording from FHIR: what fits an instrument, and what is refused with a sentence."""

import json

import pytest

from forms import WEIGHT, a_condition, a_form, a_question, an_option
from leeward.fhir.questionnaire import read_questionnaire
from leeward.fhir.questionnaire_gates import CannotRead
from leeward.fhir.wording import CannotFit, fit, scale_of
from leeward.instruments import AUDIT_C, CSSRS, DAST10, EVERY, GAD7, ISI, PC_PTSD5, PCL5, PCL5_WEEK, PHQ9

WORDED = [scale for scale in EVERY if not scale.is_score_entry]


@pytest.mark.parametrize("scale", WORDED, ids=[scale.key for scale in WORDED])
def test_each_instrument_takes_its_official_words(scale):
    worded = fit(read_questionnaire(json.dumps(a_form(scale))), scale)
    assert [item.number for item in worded.items] == [item.number for item in scale.items]
    for item, asked in zip(worded.items, scale.items, strict=True):
        assert item.says == f"Official words of item {item.number}"
        assert item.steps == tuple(f"Answer {item.number}.{n}" for n in range(asked.low, asked.high + 1))


def test_groups_in_groups_are_opened_and_their_headings_kept():
    first, *others = [a_question(item) for item in GAD7.items]
    inner = {"linkId": "g2", "type": "group", "text": "Inner", "item": others}
    outer = {"linkId": "g", "type": "group", "text": "Outer", "item": [first, inner]}
    told = {"linkId": "d", "type": "display", "text": "Over the last two weeks …"}
    worded = fit(read_questionnaire(a_form(GAD7, item=[told, outer])), GAD7)
    assert [item.heading for item in worded.items] == ["Outer", *["Outer · Inner"] * 6]
    assert worded.instructions == ("Over the last two weeks …",)


def test_prefixes_stand_before_the_words():
    items = [a_question(item, prefix=f"{item.number})") for item in GAD7.items]
    assert fit(read_questionnaire(a_form(GAD7, item=items)), GAD7).items[0].says == "1) Official words of item 1"


def scored(score_of):
    items = [
        a_question(item, answerOption=[score_of(answer) for answer in range(item.low, item.high + 1)])
        for item in GAD7.items
    ]
    return a_form(GAD7, item=items)


@pytest.mark.parametrize(
    "score_of",
    [
        lambda n: an_option(f"a{n}", n, url=WEIGHT),
        lambda n: {"valueInteger": n},
        lambda n: {
            "valueCoding": {"code": f"a{n}", "display": f"a{n}", "extension": [{"url": WEIGHT, "valueDecimal": n}]}
        },
        lambda n: {"valueString": f"a{n}", "extension": [{"url": WEIGHT, "valueInteger": n}]},
    ],
    ids=["itemWeight", "valueInteger", "on the coding", "words"],
)
def test_scores_are_found_wherever_fhir_puts_them(score_of):
    assert len(fit(read_questionnaire(scored(score_of)), GAD7).items[6].steps) == 4


def test_answers_may_stand_in_a_value_set_that_the_form_brings_along():
    concepts = [
        {"code": f"a{n}", "display": f"Answer {n}", "extension": [{"url": WEIGHT, "valueDecimal": n}]} for n in range(4)
    ]
    known = {"resourceType": "ValueSet", "id": "often", "compose": {"include": [{"concept": concepts}]}}
    items = [a_question(item, answerOption=None, answerValueSet="#often") for item in GAD7.items]
    worded = fit(read_questionnaire(a_form(GAD7, contained=[known], item=items)), GAD7)
    assert worded.items[0].steps == ("Answer 0", "Answer 1", "Answer 2", "Answer 3")


def test_a_value_set_may_be_named_by_its_address_and_edition():
    told = [
        {"code": f"a{n}", "display": f"Answer {n}", "extension": [{"url": WEIGHT, "valueDecimal": n}]} for n in range(4)
    ]
    known = {"resourceType": "ValueSet", "id": "v", "url": "urn:often", "expansion": {"contains": told}}
    items = [a_question(item, answerOption=None, answerValueSet="urn:often|2") for item in GAD7.items]
    worded = fit(read_questionnaire(a_form(GAD7, contained=[known], item=items)), GAD7)
    assert worded.items[6].steps == ("Answer 0", "Answer 1", "Answer 2", "Answer 3")


def test_a_condition_that_only_an_expression_tells_is_refused():
    told = {"url": "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression"}
    items = [a_question(item, extension=[told]) for item in GAD7.items]
    with pytest.raises(CannotRead, match="is told by an expression"):
        read_questionnaire(a_form(GAD7, item=items))


def test_yes_and_no_need_no_scores_and_a_reversed_question_is_turned_round():
    yes_no = [an_option("Ja", None, code="LA33-6"), an_option("Nein", None, code="LA32-8")]
    items = [a_question(item, answerOption=yes_no) for item in DAST10.items]
    assert fit(read_questionnaire(a_form(DAST10, item=items)), DAST10).items[2].steps == ("Nein", "Ja")
    items = [a_question(item, type="boolean", answerOption=None) for item in PC_PTSD5.items]
    assert fit(read_questionnaire(a_form(PC_PTSD5, item=items)), PC_PTSD5).items[0].steps == ("no", "yes")


def test_a_reversed_question_that_counts_its_yes_is_refused():
    items = [a_question(item, answerOption=[an_option("No", 0), an_option("Yes", 1)]) for item in DAST10.items]
    with pytest.raises(CannotFit, match=r"Item 3 of DAST-10.*counts the other way"):
        fit(read_questionnaire(a_form(DAST10, item=items)), DAST10)


def test_a_total_that_is_computed_and_questions_beside_are_left_aside():
    total = {"linkId": "sum", "text": "Total", "type": "integer", "readOnly": True}
    beside = {"linkId": "how", "text": "How hard is life with it?", "type": "string"}
    form = a_form(GAD7)
    worded = fit(read_questionnaire(form | {"item": [*form["item"], total, beside]}), GAD7)
    assert worded.not_used == ("question sum (“Total”)", "question how (“How hard is life with it?”)")


def test_linkids_name_the_items_where_the_form_has_more_questions():
    form = a_form(GAD7)
    more = form | {"item": [a_question(PHQ9.items[0], linkId="extra"), *form["item"]]}
    with pytest.raises(CannotFit, match="8 questions whose answers have scores, and GAD-7 has 7 items"):
        fit(read_questionnaire(more), GAD7)
    worded = fit(read_questionnaire(more), GAD7, link_ids=[f"q{n}" for n in (2, 1, 3, 4, 5, 6, 7)])
    assert worded.items[0].says == "Official words of item 2"
    with pytest.raises(CannotFit, match="no question with the linkId 'q9'"):
        fit(read_questionnaire(more), GAD7, link_ids=["q9", *(f"q{n}" for n in range(2, 8))])
    with pytest.raises(CannotFit, match="name as many linkIds"):
        fit(read_questionnaire(more), GAD7, link_ids=["q1"])


def test_loinc_says_which_instrument_it_is_and_which_edition():
    code = [{"system": "http://loinc.org", "code": PCL5.loinc_panel}]
    assert scale_of(read_questionnaire(a_form(PCL5, code=code))) is PCL5
    assert scale_of(read_questionnaire(a_form(AUDIT_C, url="http://loinc.org/q/72109-2"))) is AUDIT_C
    assert scale_of(read_questionnaire(a_form(PCL5))) is None
    with pytest.raises(CannotFit, match="The form says that it is PCL-5"):
        fit(read_questionnaire(a_form(PCL5, code=code)), PCL5_WEEK)


def gated(scale, number, *conditions, **more):
    form = a_form(scale)
    form["item"][number - 1] |= {"enableWhen": list(conditions), **more}
    return read_questionnaire(form)


def coded(code):
    return {"answerCoding": {"system": "http://example.org", "code": code}}


def test_an_item_may_be_skipped_where_the_instrument_itself_skips_it():
    assert fit(gated(PC_PTSD5, 4, a_condition("q1", "=", **coded("a1"))), PC_PTSD5)
    assert fit(gated(PC_PTSD5, 4, a_condition("q1", ">", **coded("a0"))), PC_PTSD5)
    assert fit(gated(CSSRS, 7, a_condition("q6", "!=", **coded("a0"))), CSSRS)
    both = (a_condition("q2", "=", **coded("a1")), a_condition("q2", "exists", answerBoolean=True))
    assert fit(gated(CSSRS, 3, *both, enableBehavior="all"), CSSRS)
    assert fit(gated(CSSRS, 3, *both, enableBehavior="any"), CSSRS)


def test_an_item_that_the_score_needs_may_not_be_skipped():
    with pytest.raises(CannotFit, match="does not always ask question q2"):
        fit(gated(GAD7, 2, a_condition("q1", "!=", **coded("a0"))), GAD7)
    with pytest.raises(CannotFit, match="does not always ask"):
        fit(gated(CSSRS, 7, a_condition("q1", "=", **coded("a1"))), CSSRS)


def test_the_conditions_of_a_group_hold_for_what_is_in_it():
    first, *others = [a_question(item) for item in GAD7.items]
    group = {
        "linkId": "g",
        "type": "group",
        "item": others,
        "enableWhen": [a_condition("q1", "=", **coded("a1"))],
    }
    with pytest.raises(CannotFit, match="does not always ask question q2"):
        fit(read_questionnaire(a_form(GAD7, item=[first, group])), GAD7)


def change(number, **changes):
    return a_form(GAD7, item=[a_question(item, **(changes if item.number == number else {})) for item in GAD7.items])


STEPS = [an_option(f"a{n}", n) for n in range(4)]
REFUSED = {
    "another resource": ({"resourceType": "Bundle"}, "This is a Bundle, not a Questionnaire"),
    "no resource": ({}, "no FHIR resource"),
    "no question": (a_form(GAD7, item=[]), "has no question"),
    "item count": (a_form(GAD7, item=a_form(GAD7)["item"][:6]), "6 questions whose answers have scores"),
    "a step too few": (
        change(2, answerOption=STEPS[:3]),
        "answers for 0, 1, 2; it takes one answer for each",
    ),
    "a step too many": (change(2, answerOption=[*STEPS, an_option("a4", 4)]), "answers for 0, 1, 2, 3, 4"),
    "one score missing": (change(2, answerOption=[*STEPS[:3], an_option("a3", None)]), "without a score: “a3”"),
    "half a point": (change(2, answerOption=[*STEPS[:3], an_option("a3", 2.5)]), "no whole number"),
    "a score twice": (change(2, answerOption=[*STEPS[:3], an_option("a3", 2)]), "two answers with the score 2"),
    "several answers": (change(2, repeats=True), "several answers at once"),
    "no text": (change(2, text=None), "has no text"),
    "no type": (change(2, type=None), "has no type"),
    "no linkId": (change(2, linkId=None), "has no linkId"),
    "linkId twice": (change(2, linkId="q1"), "Two questions have the linkId q1"),
    "an old edition": (change(2, option=[]), "FHIR STU3"),
    "a number without ends": (change(2, type="integer", answerOption=None), "but not from 0 to 3"),
    "operator": (change(2, enableWhen=[a_condition("q1", "~", answerInteger=1)]), "operator '~'"),
    "no operator": (change(2, enableWhen=[{"question": "q1", "answerInteger": 1}]), "has no operator"),
    "no answer": (change(2, enableWhen=[a_condition("q1", "=")]), "names no answer"),
    "all or any": (change(2, enableWhen=[a_condition("q1", "=", **coded("a1"))] * 2), "say whether all or any"),
    "waits for nobody": (change(2, enableWhen=[a_condition("q99", "=", **coded("a1"))]), "q99, which is not there"),
    "waits for itself": (change(2, enableWhen=[a_condition("q2", "=", **coded("a1"))]), "in a circle"),
}


@pytest.mark.parametrize(("form", "says"), REFUSED.values(), ids=REFUSED.keys())
def test_what_does_not_fit_is_refused_with_a_sentence(form, says):
    with pytest.raises((CannotRead, CannotFit)) as refused:
        fit(read_questionnaire(form), GAD7)
    assert says in str(refused.value)
    assert str(refused.value).endswith((".", "”"))


def test_a_longer_circle_is_named():
    form = a_form(GAD7)
    for one, other in ((1, 2), (2, 3), (3, 1)):
        form["item"][one - 1]["enableWhen"] = [a_condition(f"q{other}", "=", **coded("a1"))]
    with pytest.raises(CannotRead, match=r"in a circle .* q1, q2, q3"):
        read_questionnaire(form)


@pytest.mark.parametrize("raw", [b"", b"<Questionnaire/>", b"\xff\xfe", b'{"a": NaN}', b"[" * 100_000, b"[1]", b"7"])
def test_what_is_no_json_of_a_form_is_refused(raw):
    with pytest.raises(CannotRead):
        read_questionnaire(raw)


def test_only_a_score_is_entered_of_some_and_nothing_is_imported():
    with pytest.raises(CannotFit, match="enters only the score of ISI"):
        fit(read_questionnaire(a_form(GAD7)), ISI)
