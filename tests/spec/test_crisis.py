"""Crises as a clinician reads them: what opens one, which step may follow which, and the clock."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from leeward.instruments import CSSRS, GAD7, PCL5, PHQ9, score
from leeward.outcomes.crisis import (
    CLOCK,
    PATIENT,
    CannotStep,
    Crisis,
    Deed,
    Stage,
    Step,
    Urgency,
    follow,
    opened,
    replay,
)
from leeward.outcomes.crisis_clock import deadline, due
from leeward.outcomes.crisis_triggers import by_hand, can_open, on_chart, trigger_of
from leeward.outcomes.on_call import CannotCover, Duty, gaps, on_duty

pytestmark = pytest.mark.hazard("H34 Suicidality missed")

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def a_step(deed: Deed, *, minute: float = 0, by: str = "priya", **told) -> Step:
    if deed is Deed.ANSWERED:
        told.setdefault("urgency", Urgency.RAISED)
    return Step(deed=deed, at=AT + minute * MINUTE, by=by, **told)


def a_crisis(*, urgency=Urgency.RAISED, ranks=(1, 2), by=PATIENT) -> Crisis:
    return opened(a_step(Deed.ANSWERED, by=by, urgency=urgency), ranks=ranks)


# PHQ-9 item 9 alone; C-SSRS: wish, thoughts, method, intent, plan, act ever, act within 3 months; "-" was left out.
OPENS = """
    PHQ-9  | 1 1 1 1 1 1 1 1 0 | nothing
    PHQ-9  | 0 0 0 0 0 0 0 0 1 | raised
    PHQ-9  | 0 0 0 0 0 0 0 0 3 | raised
    PHQ-9  | 3 3 3 3 3 3 3 3 - | nothing
    PHQ-9  | - - - - - - - - 2 | raised
    C-SSRS | 0 0 - - - 0 -     | nothing
    C-SSRS | - - - - - - -     | nothing
    C-SSRS | 1 0 - - - 0 -     | low
    C-SSRS | 1 1 0 0 0 0 -     | low
    C-SSRS | 1 1 1 0 0 0 -     | raised
    C-SSRS | 0 0 - - - 1 0     | raised
    C-SSRS | 1 1 1 1 0 0 -     | imminent
    C-SSRS | 1 1 0 0 1 0 -     | imminent
    C-SSRS | 0 0 - - - 1 1     | imminent
    C-SSRS | 1 - - - - 0 -     | imminent
    C-SSRS | 1 1 1 - - 0 -     | imminent
    C-SSRS | 0 0 - - - 1 -     | imminent
"""


def _rows(table):
    return [tuple(cell.strip() for cell in line.split("|")) for line in table.strip().splitlines()]


@pytest.mark.parametrize(("instrument", "answers", "opens"), _rows(OPENS))
def test_what_opens_a_crisis_and_how_urgently(instrument, answers, opens):
    scale = {"PHQ-9": PHQ9, "C-SSRS": CSSRS}[instrument]
    given = [None if each == "-" else int(each) for each in answers.split()]
    trigger = trigger_of(score(scale, given), source="x")
    assert (trigger.urgency.value if trigger else "nothing") == opens


def test_a_trigger_carries_the_answers_in_the_words_that_were_shown():
    trigger = trigger_of(score(PHQ9, [0] * 8 + [2]), source="x")
    assert [(each.item, each.answer, each.points) for each in trigger.answers] == [
        ("9. Thoughts of death or self-harm", "most days", 2)
    ]
    screen = trigger_of(score(CSSRS, [1, 1, 1, 1, 0, 0, None]), source="x")
    assert [each.answer for each in screen.answers] == ["yes", "yes", "yes", "yes", "no", "no", "not answered"]
    assert "some intent" not in screen.says.lower()
    assert "imminent" in screen.says


def test_scales_without_such_an_item_open_nothing():
    assert [can_open(scale) for scale in (PHQ9, CSSRS, PCL5, GAD7)] == [True, True, False, False]
    assert trigger_of(score(PCL5, [4] * 20), source="x") is None


def test_the_assessments_answer_is_imminent_and_what_staff_heard_as_grave_as_they_say():
    assert on_chart(question="A plan?", source="x").urgency is Urgency.IMMINENT
    assert by_hand(says="I want to go", is_imminent=True, source="x").urgency is Urgency.IMMINENT
    assert by_hand(says="I want to go", is_imminent=False, source="x").urgency is Urgency.RAISED


# Which step leads where; "." has no place. The columns are the stages: waiting, acknowledged, contact, handed over.
TABLE = """
    ANSWERED     | waiting | waiting      | waiting      | waiting     | .
    TOLD         | waiting | acknowledged | contact      | handed over | .
    ACKNOWLEDGED | acknowledged | acknowledged | contact | handed over | .
    ESCALATED    | waiting | waiting      | contact      | .           | .
    NOT_REACHED  | .       | acknowledged | acknowledged | .           | .
    REACHED      | .       | contact      | contact      | contact     | .
    ASSESSED     | .       | .            | contact      | handed over | .
    PLANNED      | .       | .            | contact      | handed over | .
    HANDED_OVER  | .       | handed over  | handed over  | handed over | .
    CLOSED       | .       | .            | closed       | closed      | .
    NOTED        | waiting | acknowledged | contact      | handed over | closed
"""
NAMES = {
    "waiting": Stage.WAITING, "acknowledged": Stage.ACKNOWLEDGED, "contact": Stage.IN_CONTACT,
    "handed over": Stage.HANDED_OVER, "closed": Stage.CLOSED,
}  # fmt: skip
WAYS = {
    Stage.WAITING: (),
    Stage.ACKNOWLEDGED: (Deed.ACKNOWLEDGED,),
    Stage.IN_CONTACT: (Deed.ACKNOWLEDGED, Deed.REACHED, Deed.ASSESSED, Deed.PLANNED),
    Stage.HANDED_OVER: (Deed.ACKNOWLEDGED, Deed.HANDED_OVER, Deed.ASSESSED),
    Stage.CLOSED: (Deed.ACKNOWLEDGED, Deed.REACHED, Deed.ASSESSED, Deed.PLANNED, Deed.CLOSED),
}


def a_crisis_in(stage: Stage) -> Crisis:
    crisis = a_crisis()
    for deed in WAYS[stage]:
        crisis = follow(crisis, a_step(deed))
    assert crisis.stage is stage
    return crisis


ROWS = {deed: cells for deed, *cells in _rows(TABLE)}


@pytest.mark.parametrize(("deed", "stage"), list(product(Deed, Stage)))
def test_every_step_in_every_stage_is_in_the_table_or_refused(deed, stage):
    leads = ROWS[deed.name][list(NAMES.values()).index(stage)]
    step = a_step(deed, rank=2 if deed is Deed.ESCALATED else None)
    if leads == ".":
        with pytest.raises(CannotStep, match=r"has no place here|It is closed"):
            follow(a_crisis_in(stage), step)
    else:
        assert follow(a_crisis_in(stage), step).stage is NAMES[leads]


def test_closing_takes_who_assessed_and_a_plan_or_a_hand_over():
    crisis = replay([a_step(Deed.ANSWERED, by=PATIENT), a_step(Deed.ACKNOWLEDGED), a_step(Deed.REACHED)])
    with pytest.raises(CannotStep, match="who assessed the patient; a safety plan, or to whom"):
        follow(crisis, a_step(Deed.CLOSED))
    crisis = follow(crisis, a_step(Deed.ASSESSED))
    with pytest.raises(CannotStep, match="a safety plan, or to whom"):
        follow(crisis, a_step(Deed.CLOSED))
    assert follow(follow(crisis, a_step(Deed.PLANNED)), a_step(Deed.CLOSED)).stage is Stage.CLOSED
    assert follow(follow(crisis, a_step(Deed.HANDED_OVER)), a_step(Deed.CLOSED)).stage is Stage.CLOSED


def test_nobody_closes_a_positive_answer_that_they_entered():
    way = [Deed.ACKNOWLEDGED, Deed.REACHED, Deed.ASSESSED, Deed.PLANNED]
    crisis = replay([a_step(Deed.ANSWERED, by="noor"), *(a_step(deed, by="noor") for deed in way)])
    with pytest.raises(CannotStep, match="ask a colleague"):
        follow(crisis, a_step(Deed.CLOSED, by="noor"))
    assert follow(crisis, a_step(Deed.CLOSED, by="priya")).stage is Stage.CLOSED


def test_a_new_positive_answer_waits_again_makes_old_findings_old_and_never_less_urgent():
    crisis = a_crisis_in(Stage.IN_CONTACT)
    graver = follow(crisis, a_step(Deed.ANSWERED, urgency=Urgency.IMMINENT))
    assert (graver.stage, graver.urgency, len(graver.missing)) == (Stage.WAITING, Urgency.IMMINENT, 2)
    assert follow(graver, a_step(Deed.ANSWERED, urgency=Urgency.LOW)).urgency is Urgency.IMMINENT


@pytest.mark.parametrize("deed", [deed for deed in Deed if deed not in {Deed.ESCALATED, Deed.ANSWERED}])
@pytest.mark.parametrize("by", [CLOCK, PATIENT])
def test_neither_the_clock_nor_the_patient_takes_a_step_of_the_clinic(deed, by):
    for stage in Stage:
        with pytest.raises(CannotStep):
            follow(a_crisis_in(stage), a_step(deed, by=by))


# urgency | minutes until it has to be acknowledged | minutes until the patient has to be reached, after that
CLOCKS = """
    IMMINENT | 5  | 15
    RAISED   | 15 | 60
    LOW      | 60 | 60
"""


@pytest.mark.parametrize(("urgency", "acknowledge", "reach"), _rows(CLOCKS))
def test_how_long_each_step_may_take(urgency, acknowledge, reach):
    crisis = a_crisis(urgency=Urgency[urgency])
    assert deadline(crisis) == AT + int(acknowledge) * MINUTE
    held = follow(crisis, a_step(Deed.ACKNOWLEDGED, minute=3))
    assert deadline(held) == AT + (3 + int(reach)) * MINUTE
    assert deadline(follow(held, a_step(Deed.REACHED, minute=4))) is None


def test_the_clock_asks_rank_by_rank_and_then_everybody():
    crisis, told = a_crisis(ranks=(1, 2, 4)), []
    for minute in range(200):
        step = due(crisis, ranks=(1, 2, 4), now=AT + minute * MINUTE)
        if step is not None:
            told.append((minute, step.rank))
            crisis = follow(crisis, step)
    assert told == [(15, 2), (30, 4), (45, None)]
    assert crisis.stage is Stage.WAITING
    assert crisis.is_open


def test_with_nobody_on_call_it_is_everybodys_at_once():
    crisis = a_crisis(ranks=())
    assert crisis.rank is None
    assert due(crisis, ranks=(), now=AT + 500 * MINUTE) is None
    assert crisis.is_open


def test_one_minute_before_the_deadline_nothing_is_due():
    assert due(a_crisis(), ranks=(1, 2), now=AT + 14.999 * MINUTE) is None
    assert due(a_crisis(), ranks=(1, 2), now=AT + 15 * MINUTE).rank == 2


def test_whoever_acknowledged_and_is_not_heard_of_loses_it_to_the_next():
    held = follow(a_crisis(), a_step(Deed.ACKNOWLEDGED, minute=1, who="Dr Priya"))
    step = due(held, ranks=(1, 2), now=AT + 61 * MINUTE)
    lapsed = follow(held, step)
    assert (lapsed.stage, lapsed.rank) == (Stage.WAITING, 2)


def test_an_attempt_that_reached_nobody_is_no_contact_and_starts_the_clock_anew():
    held = follow(a_crisis(), a_step(Deed.ACKNOWLEDGED, minute=1))
    tried = follow(held, a_step(Deed.NOT_REACHED, minute=50))
    assert tried.stage is Stage.ACKNOWLEDGED
    assert deadline(tried) == AT + 110 * MINUTE


def test_it_is_never_handed_back_to_fewer_people():
    crisis = follow(a_crisis(ranks=(1, 2)), a_step(Deed.ESCALATED, rank=2))
    with pytest.raises(CannotStep, match="never back to fewer"):
        follow(crisis, a_step(Deed.ESCALATED, rank=1))
    everybodys = follow(crisis, a_step(Deed.ESCALATED, rank=None))
    with pytest.raises(CannotStep, match="never back to fewer"):
        follow(everybodys, a_step(Deed.ESCALATED, rank=2))


def test_a_step_before_the_last_one_is_refused():
    held = follow(a_crisis(), a_step(Deed.ACKNOWLEDGED, minute=5))
    with pytest.raises(CannotStep, match="later is recorded already"):
        follow(held, a_step(Deed.REACHED, minute=4))


def test_a_crisis_opens_with_an_answer_and_nothing_else():
    with pytest.raises(CannotStep, match="opens with a positive answer"):
        opened(a_step(Deed.NOTED), ranks=(1,))


def a_duty(start: int, end: int, *, rank=1, name="Dr Priya") -> Duty:
    hour = timedelta(hours=1)
    return Duty(name=name, phone="555 0100", rank=rank, start=AT + start * hour, end=AT + end * hour)


def test_the_end_of_a_duty_is_not_covered_and_ranks_are_in_order():
    duties = (a_duty(0, 8, rank=2, name="B"), a_duty(0, 8, name="A"), a_duty(8, 9))
    assert [duty.name for duty in on_duty(duties, now=AT)] == ["A", "B"]
    assert [duty.name for duty in on_duty(duties, now=AT + timedelta(hours=8))] == ["Dr Priya"]


def test_gaps_are_what_no_duty_covers():
    duties = (a_duty(1, 3), a_duty(2, 4, rank=2), a_duty(6, 7))
    found = gaps(duties, start=AT, end=AT + timedelta(hours=8))
    hours = [((gap.start - AT) / timedelta(hours=1), (gap.end - AT) / timedelta(hours=1)) for gap in found]
    assert hours == [(0, 1), (4, 6), (7, 8)]
    assert gaps((a_duty(-1, 9),), start=AT, end=AT + timedelta(hours=8)) == ()


@pytest.mark.parametrize(
    ("told", "says"),
    [({"name": " "}, "name and a phone"), ({"phone": "ask"}, "name and a phone"), ({"rank": 0}, "rank 1"),
     ({"end": AT}, "end after it begins")],
)  # fmt: skip
def test_a_duty_that_reaches_nobody_is_refused(told, says):
    whole = {"name": "A", "phone": "1", "rank": 1, "start": AT, "end": AT + MINUTE}
    with pytest.raises(CannotCover, match=says):
        Duty(**whole | told)
