"""Laws of imported wording: a form that nobody has seen is taken with the right scores, or refused with a sentence."""

import json

from hypothesis import given
from hypothesis import strategies as st

from forms import a_form
from leeward.fhir.questionnaire import read_questionnaire
from leeward.fhir.questionnaire_gates import CannotRead
from leeward.fhir.wording import CannotFit, fit
from leeward.instruments import EVERY

SCALES = st.sampled_from(EVERY)
WORDS = st.sampled_from(["", "q1", "q2", "=", "choice", "é"])
LEAVES = st.none() | st.booleans() | st.integers(-5, 9) | st.floats() | WORDS
KEYS = st.sampled_from(
    [
        "item",
        "linkId",
        "text",
        "type",
        "answerOption",
        "enableWhen",
        "question",
        "operator",
        "valueCoding",
        "valueInteger",
        "extension",
        "url",
        "valueDecimal",
        "code",
        "coding",
        "answerCoding",
        "answerBoolean",
        "enableBehavior",
        "prefix",
        "resourceType",
        "contained",
        "answerValueSet",
        "repeats",
        "readOnly",
        "display",
    ]
)
ANYTHING = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4))


def outcome(form, scale):
    """Return the wording, or the sentence of a refusal; any other exception fails the law."""
    try:
        return fit(read_questionnaire(form), scale)
    except (CannotRead, CannotFit) as why:
        return str(why)


def places(node, path=()):
    """Yield the path to everything inside a document."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inner:
        yield (*path, key)
        yield from places(value, (*path, key))


@given(SCALES, st.data())
def test_a_good_form_with_anything_broken_is_taken_whole_or_refused(scale, data):
    form = json.loads(json.dumps(a_form(scale)))
    *path, last = data.draw(st.sampled_from(list(places(form))))
    parent = form
    for step in path:
        parent = parent[step]
    parent[last] = data.draw(ANYTHING)
    told = outcome(form, scale)
    if isinstance(told, str):
        assert len(told) > 10
        return
    for item, asked in zip(told.items, scale.items, strict=True):
        assert item.says
        assert len(item.steps) in {0, asked.high - asked.low + 1}


@given(ANYTHING, SCALES)
def test_any_json_at_all_is_refused_or_taken(content, scale):
    told = outcome({"resourceType": "Questionnaire", "item": content}, scale)
    assert told


@given(st.binary(max_size=200))
def test_any_bytes_at_all_are_refused_with_a_sentence(raw):
    assert isinstance(outcome(raw, EVERY[0]), str)


@given(SCALES.filter(lambda scale: not scale.is_score_entry), st.randoms(use_true_random=False))
def test_the_order_of_the_answers_does_not_matter(scale, chance):
    form = a_form(scale)
    straight = outcome(form, scale)
    for item in form["item"]:
        chance.shuffle(item["answerOption"])
    assert outcome(form, scale) == straight
