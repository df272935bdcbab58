"""Adverse events and how they went on; a request for a pause; scales of one tap."""

import pytest

from bedside import a_start, an_event, at
from leeward.infusion.adverse import adverse_events
from leeward.infusion.asking import ALARM_KEY
from leeward.infusion.charting import pause_asked
from leeward.infusion.events import (
    AdverseEventFollowed,
    AdverseEventNoted,
    AlarmAcknowledged,
    PauseAsked,
    Paused,
    from_body,
    kind_of,
    to_body,
)
from leeward.infusion.quick_scales import QUICK, CannotScore, quick_scale
from leeward.truth import NO


def noted(**own):
    own = {"term": "headache", "severity": "moderate", "action": "watched", "serious": NO} | own
    return an_event(AdverseEventNoted, at(12), **own)


def test_an_adverse_event_that_nobody_followed_is_open_and_its_outcome_not_known():
    (one,) = adverse_events([*a_start(), noted()])
    assert (one.outcome, one.relation, one.is_open) == ("not known", "not known", True)


def test_the_last_word_counts_and_an_end_closes_it():
    event = noted()
    first = an_event(
        AdverseEventFollowed, at(20), adverse_event=event.event_id, outcome="recovering", relation="probable"
    )
    last = an_event(AdverseEventFollowed, at(60), adverse_event=event.event_id, outcome="recovered", relation="certain")
    other = noted(term="nausea")
    found = adverse_events([event, other, first, last])
    assert [(one.noted.term, one.outcome, one.relation, one.is_open) for one in found] == [
        ("headache", "recovered", "certain", False),
        ("nausea", "not known", "not known", True),
    ]


def test_following_is_kept_word_for_word():
    event = an_event(
        AdverseEventFollowed, at(20), adverse_event=noted().event_id, outcome="recovered", relation="possible", note="x"
    )
    assert from_body(kind_of(event), to_body(event)) == event


@pytest.mark.hazard("H42 therapist content triggers flashback unseen")
def test_a_request_for_a_pause_stands_until_a_pause_or_an_answer():
    asked = an_event(PauseAsked, at(10), reason="a memory breaks in")
    paused = an_event(Paused, at(11), reason="distress")
    other = an_event(AlarmAcknowledged, at(11), alarm_key="spo2-low", action="watched")
    answered = an_event(AlarmAcknowledged, at(11), alarm_key=ALARM_KEY, action="talked and reassured")
    assert pause_asked(a_start()) is None
    assert pause_asked([*a_start(), asked]) == asked
    assert pause_asked([*a_start(), asked, other]) == asked
    assert pause_asked([*a_start(), asked, paused]) is None
    assert pause_asked([*a_start(), asked, answered]) is None
    again = an_event(PauseAsked, at(14), reason="distress")
    assert pause_asked([*a_start(), asked, answered, again]) == again


@pytest.mark.parametrize("scale", QUICK, ids=lambda scale: scale.key)
def test_a_number_that_is_none_of_the_scale_is_refused_in_words(scale):
    assert [scale.check(number) for number in scale.numbers] == list(scale.numbers)
    with pytest.raises(CannotScore, match=scale.name):
        scale.check(max(scale.numbers) + 1)
    with pytest.raises(CannotScore, match="No quick scale"):
        quick_scale("mood")
