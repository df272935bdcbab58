"""The edges of adapting: what is refused, what is told, and the forecast beside it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from leeward.course import (
    Arm,
    Borne,
    CannotAdapt,
    CannotChoose,
    CourseSoFar,
    Foretold,
    Infused,
    Kind,
    Scored,
    Stretch,
    adapt,
    choose,
)
from leeward.course.seen import NEITHER, NO_DOSES_APART, NO_SPACINGS_APART, NONE_BOOKED, NOT_FORETOLD, NOTHING_INFORMS
from leeward.evidence import Status
from leeward.protocol import STANDARD
from leeward.protocol.adjustable import Change
from leeward.protocol.coursing import NonResponse, SymptomWatch
from leeward.protocol.tuned import tuned
from leeward.truth import NO, UNKNOWN, YES
from leeward.units import Quantity

FIRST = date(2026, 11, 2)
WELL = Borne(red_event=NO, distress_points=1.0, vomited=0, highest_systolic_mmhg=140.0, serious=NO)


def course(count=4, before=50, now=48, *, mg_per_kg=0.5, minutes=40.0, weight_kg=80.0, **kept):
    on = [FIRST + timedelta(days=2 * n) for n in range(count)]
    today = on[-1] + timedelta(days=2)
    infusions = tuple(
        Infused(on=day, mg_per_kg=mg_per_kg, minutes=minutes, weight_kg=weight_kg, borne=WELL) for day in on
    )
    usual = {
        "today": today,
        "planned_sessions": 6,
        "infusions": infusions,
        "scores": (Scored(on=FIRST, total=before), Scored(on=today, total=now)),
        "new_suicidality": NO,
        "sedative_started": NO,
    }
    return CourseSoFar(**{**usual, **kept})


def keys(so_far, protocol=STANDARD):
    return [one.key for one in adapt(so_far, protocol).choices]


def test_before_the_first_infusion_there_is_nothing_to_adapt():
    with pytest.raises(CannotAdapt, match=r"propose the first one under"):
        course(infusions=())
    with pytest.raises(CannotAdapt, match="check the dates"):
        course(today=FIRST)


def test_a_dose_that_rounding_moved_is_the_studied_one_and_was_not_raised():
    so_far = course()
    drifted = tuple(
        replace(one, mg_per_kg=dose) for one, dose in zip(so_far.infusions, (0.494, 0.5, 0.503, 0.498), strict=True)
    )
    found = adapt(replace(so_far, infusions=drifted), STANDARD)
    assert found.choice("repeat").evidence == "studied regimen"
    assert found.choice("step-up").mg_per_kg == 0.598


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"mg_per_kg": 0.95, "minutes": 60.0}, "dose 1.05 mg/kg: usual is 0.1 to 0.75 mg/kg; refused"),
        ({"mg_per_kg": 0.7}, "rate 1.2 mg/kg/h: usual is 0 to 0.75 mg/kg/h; needs a reason and a second person"),
        ({"weight_kg": 180.0}, "whole dose 108 mg: usual is 3.5 to 60 mg; needs a reason and a second person"),
        ({"weight_kg": None}, "The weight of the last infusion is not charted"),
    ],
)
def test_a_step_past_a_fence_is_not_offered_and_the_fence_is_named(told, says):
    refused = next(one for one in adapt(course(**told), STANDARD).not_now if one.kind is Kind.STEP_UP)
    assert any(says in why for why in refused.why), refused.why


def test_a_clinics_own_rule_of_no_response_closes_the_course_sooner_and_says_that_no_trial_gives_it():
    assert NonResponse.after.status is Status.ASSUMED
    sooner = tuned(STANDARD, [Change(name=NonResponse.after.name, quantity=Quantity(3, "infusions"), reason="our own")])
    assert "repeat" in keys(course())
    refused = next(one for one in adapt(course(), sooner).not_now if one.kind is Kind.REPEAT)
    assert "after 3 infusions a fall of PCL-5 of less than 20 %; no trial gives one) is met" in refused.why[0]


def test_a_review_answers_what_came_before_it_and_nothing_later():
    worse = course(now=61)
    assert "repeat" not in keys(worse)
    assert "repeat" in keys(replace(worse, reviewed_on=worse.today))
    assert "repeat" not in keys(replace(worse, reviewed_on=worse.today - timedelta(days=1)))
    assert "repeat" not in keys(replace(worse, reviewed_on=worse.today + timedelta(days=1)))


def test_after_a_long_gap_suitability_is_looked_at_before_the_course_goes_on():
    later = course().today + timedelta(days=13)
    gap = course(today=later, scores=(Scored(on=FIRST, total=50), Scored(on=later, total=40)))
    refused = next(one for one in adapt(gap, STANDARD).not_now if one.kind is Kind.REPEAT)
    assert refused.why == ("15 d since the last infusion, more than 14 d: look at suitability again first.",)
    assert "repeat" in keys(replace(gap, reviewed_on=later))
    assert "repeat" not in keys(replace(gap, reviewed_on=FIRST + timedelta(days=7)))


def test_a_decision_is_kept_with_who_made_it_when_and_why():
    found, at = adapt(course(), STANDARD), datetime(2026, 11, 10, 9, tzinfo=UTC)
    kept = choose(found, "pause", by="dr-a", at=at, reason=" sleep first ")
    assert (kept.key, kept.by, kept.at, kept.reason) == ("pause", "dr-a", at, "sleep first")
    with pytest.raises(CannotChoose, match=r"There is no choice 'more'; there are repeat"):
        choose(found, "more", by="dr-a", at=at, reason="why")
    with pytest.raises(CannotChoose, match=r"A psychiatrist the same day: not now\. Nothing that was told"):
        choose(found, "psychiatrist", by="dr-a", at=at, reason="why")
    with pytest.raises(CannotChoose, match="time zone"):
        choose(found, "pause", by="dr-a", at=at.replace(tzinfo=None), reason="why")


def test_every_adaptation_carries_what_no_trial_supports_and_the_caution():
    found = adapt(course(), STANDARD)
    assert found.unsupported[0].startswith("No trial gives a rule of no response")
    assert found.caution.key == "change-is-not-cause"
    assert {claim.key for claim in found.claims} >= {"guideline-against", "off-label"}
    assert found.cites


def foretold(ahead):
    arms = [
        Arm(median=m, band_50=(m - 5, m + 5), band_90=(m - 15, m + 15), responds_per_100=r)
        for m, r in ((34, 47), (38, 30))
    ]
    return Foretold(on=date(2026, 11, 23), with_ketamine=arms[0], without=arms[1], ahead=ahead)


GOES_ON = (
    "By 23-Nov-2026, with the 2 infusions that are booked, like the last one: about 47 in 100 respond; PCL-5 34 "
    "(50 %: 29 to 39; 90 %: 19 to 49)."
)
CONTROL = (
    "By 23-Nov-2026, as in a control arm, never given ketamine from infusion 1 on: about 30 in 100 respond; PCL-5 38 "
    "(50 %: 33 to 43; 90 %: 23 to 53)."
)
BESIDE = {
    "repeat": (),
    "step-up": (NO_DOSES_APART,),
    "space-out": (NO_SPACINGS_APART,),
    "stop-no-response": (NEITHER,),
    "stop-wish": (NEITHER,),
    "pause": (NEITHER,),
}


@pytest.mark.parametrize(("key", "whose"), BESIDE.items(), ids=BESIDE)
def test_beside_each_choice_it_is_said_whose_the_figures_are_and_both_arms_stand(key, whose):
    found = adapt(course(), STANDARD, foretold=foretold(2))
    assert found.choice(key).consequences == (*whose, GOES_ON, CONTROL)
    assert adapt(course(), STANDARD).choice(key).consequences == (NOT_FORETOLD,)


def test_once_no_infusion_is_left_the_figures_are_those_of_ending():
    found = adapt(course(count=6, now=30), STANDARD, foretold=foretold(0))
    assert found.choice("finish").consequences[0].startswith("By 23-Nov-2026, with no further infusion: about 47")
    assert found.choice("taper").consequences == (NOTHING_INFORMS,)
    early = adapt(course(), STANDARD, foretold=foretold(0))
    assert early.choice("repeat").consequences[0] == NONE_BOOKED


def test_of_maintenance_and_of_another_course_nothing_informs_a_forecast():
    more = adapt(course(count=7, now=30), STANDARD, foretold=foretold(1))
    assert more.choice("repeat").consequences == more.choice("taper").consequences == (NOTHING_INFORMS,)
    lost = adapt(scored_at([4, 20], [30, 58]), STANDARD, foretold=foretold(1))
    assert lost.choice("another-course").consequences == (NOTHING_INFORMS,)


def test_what_is_not_charted_of_the_last_infusion_closes_what_rests_on_it():
    without = course(count=6, now=30, mg_per_kg=None)
    refused = {one.kind: one.why for one in adapt(without, STANDARD).not_now}
    assert refused[Kind.TAPER] == ("The last dose or its minutes are not charted: chart them first.",)
    assert "all" in refused[Kind.REPEAT][0].lower()
    early = {one.kind: one.why for one in adapt(course(mg_per_kg=None), STANDARD).not_now}
    assert (
        early[Kind.REPEAT]
        == early[Kind.SPACE_OUT]
        == ("The last dose or its minutes are not charted: chart them first.",)
    )


def test_a_dose_that_already_took_an_hour_is_not_made_slower():
    hard = Borne(red_event=YES, distress_points=1.0, vomited=0, highest_systolic_mmhg=140.0, serious=NO)
    so_far = course(minutes=60.0)
    worst = replace(so_far, infusions=(*so_far.infusions[:-1], replace(so_far.infusions[-1], borne=hard)))
    refused = next(one for one in adapt(worst, STANDARD).not_now if one.kind is Kind.SLOWER)
    assert refused.why == ("The last infusion already took 60 min.",)
    assert WELL.says(STANDARD.thresholds) == "The last infusion was borne well."
    assert "a stop or an alarm of high priority" in hard.says(STANDARD.thresholds)


def test_where_response_was_lost_within_days_maintenance_is_not_offered():
    lost = course(count=6, now=30, stretches=(Stretch(since=FIRST, until=FIRST + timedelta(days=5), lost=YES),))
    refused = next(one for one in adapt(lost, STANDARD).not_now if one.kind is Kind.TAPER)
    assert refused.why == ("Response was lost by day 5: no interval is short enough to hold it.",)


def test_an_unasked_benzodiazepine_is_asked_for():
    assert "Whether a benzodiazepine was started in this course is not known: ask." in (
        adapt(course(sedative_started=UNKNOWN), STANDARD).says
    )


def test_a_rise_is_not_told_as_a_fall():
    told = adapt(course(count=6, before=50, now=57), STANDARD).choice("finish").reasons
    assert "PCL-5 rose by 14 % since before infusion 1." in told


def test_whose_rule_of_no_response_it_is():
    def why(protocol):
        return " ".join(adapt(course(count=6, now=48, planned_sessions=8), protocol).choice("stop-no-response").reasons)

    set_here = (Change(name=NonResponse.share.name, quantity=Quantity(25, "%"), reason="ours"),)
    unsigned = tuned(STANDARD, set_here)
    signed = tuned(STANDARD, set_here, signed_by="Dr. Test", signed_on=FIRST)
    assert "Leeward's default rule, which this clinic did not set, is met." in why(STANDARD)
    assert "This clinic's rule, which nobody has signed, is met." in why(unsigned)
    assert "This clinic's own rule is met." in why(signed)


def scored_at(days, totals, **kept):
    """Six infusions, scored so many days after the last of them."""
    last = FIRST + timedelta(days=10)
    after = tuple(Scored(on=last + timedelta(days=day), total=total) for day, total in zip(days, totals, strict=True))
    scores = (Scored(on=FIRST, total=60), *after)
    return course(count=6, today=max(one.on for one in after), scores=scores, **kept)


def test_a_score_of_the_day_after_decides_neither_an_end_nor_a_taper_nor_another_course():
    refused = {one.kind: one.why for one in adapt(scored_at([1], [30], planned_sessions=8), STANDARD).not_now}
    assert any("an early sign decides nothing" in why for why in refused[Kind.FINISH])
    assert any("an early sign decides nothing" in why for why in refused[Kind.TAPER])
    lost = scored_at([-3, 1], [30, 58])
    refused = {one.kind: one.why for one in adapt(lost, STANDARD).not_now}
    assert any("an early sign decides nothing" in why for why in refused[Kind.ANOTHER_COURSE])


def test_what_one_score_shows_is_said_to_be_not_confirmed_until_a_second_agrees():
    once = adapt(scored_at([4], [30]), STANDARD)
    assert any("This response is by one score, not confirmed yet" in says for says in once.says)
    assert any("not confirmed yet" in why for why in once.choice("taper").reasons)
    assert any("not confirmed yet" in why for why in once.choice("finish").reasons)
    near, twice = adapt(scored_at([4, 6], [30, 29]), STANDARD), adapt(scored_at([4, 7], [30, 29]), STANDARD)
    assert any("not confirmed yet" in says for says in near.says)
    assert not any("not confirmed yet" in says for says in twice.says)
    lost = adapt(scored_at([4, 20], [30, 58]), STANDARD)
    assert any("This loss of response is by one score" in why for why in lost.choice("another-course").reasons)


def test_a_clinic_sets_how_far_above_the_lowest_score_is_a_reason_to_look():
    risen = course(scores=(Scored(on=FIRST, total=54), Scored(on=FIRST + timedelta(days=3), total=30),
                           Scored(on=FIRST + timedelta(days=8), total=42)))  # fmt: skip
    sooner = tuned(
        STANDARD, [Change(name=SymptomWatch.from_lowest.name, quantity=Quantity(12, "points"), reason="our own")]
    )
    assert not any("the lowest of this course" in says for says in adapt(risen, STANDARD).says)
    assert any("the lowest of this course, to 42: 12 points or more" in says for says in adapt(risen, sooner).says)
    assert SymptomWatch.from_lowest.status is Status.ASSUMED
    assert "repeat" in keys(risen, sooner)


def test_a_score_of_the_day_after_ends_no_course_for_lack_of_response():
    """Six of eight, and the day after the sixth nothing has changed: it is scored again before anything is decided."""
    early = adapt(scored_at([1], [58], planned_sessions=8), STANDARD)
    refused = {one.kind: " ".join(one.why) for one in early.not_now}
    assert "an early sign decides nothing" in refused[Kind.STOP_NO_RESPONSE]
    assert "may be met: score PCL-5 first" in refused[Kind.REPEAT]
    late = adapt(scored_at([4], [58], planned_sessions=8), STANDARD).choice("stop-no-response")
    assert any("is by one score, not confirmed yet" in why for why in late.reasons)
    twice = adapt(scored_at([4, 7], [58, 57], planned_sessions=8), STANDARD).choice("stop-no-response")
    assert not any("not confirmed yet" in why for why in twice.reasons)
