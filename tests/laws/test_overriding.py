"""Laws of overriding: a hard bar never goes, one person is never two, and nothing is set aside in silence."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charts import PROTOCOL, TODAY, a_chart, assessed
from leeward.assessment import EVERY, ITEMS, Outcome, Weight
from leeward.assessment.override import CannotOverride, Office, Override, Signatory
from leeward.assessment.overriding import allowed
from leeward.truth import YES, Truth

KEYS = [rule.key for rule in EVERY]
NAMES = st.text(alphabet="AB .", min_size=1, max_size=4).filter(str.strip)
HARD = [rule for rule in EVERY if rule.weight is Weight.BARS and allowed(rule, PROTOCOL) is None]


def overrides(keys):
    director = Signatory(name="B", office=Office.MEDICAL_DIRECTOR, reason="y")
    first = Signatory(name="A", office=Office.PRESCRIBER, reason="x")
    return [Override(rule_key=key, first=first, second=director, on=TODAY) for key in keys]


@settings(max_examples=80, deadline=None)
@given(
    answers=st.dictionaries(st.sampled_from([item.key for item in ITEMS]), st.sampled_from(list(Truth)), max_size=6),
    keys=st.sets(st.sampled_from(KEYS), max_size=8),
)
def test_a_hard_bar_that_applies_bars_whatever_is_overridden(answers, keys):
    judged = assessed(a_chart(**answers, overrides=overrides(keys)))
    hard = {rule.key for rule in HARD}
    applies = {found.rule.key for found in judged.findings if found.truth is YES and found.rule.key in hard}
    if applies:
        assert judged.outcome is Outcome.NOT_ELIGIBLE
    assert not applies & {one.finding.rule.key for one in judged.overridden}


@settings(max_examples=80, deadline=None)
@given(
    answers=st.dictionaries(st.sampled_from([item.key for item in ITEMS]), st.sampled_from(list(Truth)), max_size=6),
    keys=st.sets(st.sampled_from(KEYS), max_size=8),
)
def test_what_is_set_aside_stays_a_finding_and_leads_the_cautions(answers, keys):
    without = assessed(a_chart(**answers))
    judged = assessed(a_chart(**answers, overrides=overrides(keys)))
    assert [found.truth for found in judged.findings] == [found.truth for found in without.findings]
    assert len(judged.cautions) == len(without.cautions) + len(judged.overridden)
    assert all("overridden by" in says for says in judged.cautions[: len(judged.overridden)])
    assert judged.asks == without.asks
    if not judged.overridden:
        assert judged.outcome is without.outcome


@given(first=NAMES, second=NAMES, one=st.sampled_from(Office), other=st.sampled_from(Office))
def test_one_person_is_never_two(first, second, one, other):
    same = "".join(first.split()).casefold() == "".join(second.split()).casefold()
    signed = [Signatory(name=first, office=one, reason="x"), Signatory(name=second, office=other, reason="y")]
    if same or Office.MEDICAL_DIRECTOR not in {one, other}:
        with pytest.raises(CannotOverride):
            Override(rule_key="porphyria", first=signed[0], second=signed[1], on=TODAY)
    else:
        assert Override(rule_key="porphyria", first=signed[0], second=signed[1], on=TODAY - timedelta(days=1)).says
