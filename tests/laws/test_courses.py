"""Laws of the course: two ways at least, no hard fence passed, harm before benefit, and unknown never helps."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from leeward.course.adapt import adapt
from leeward.course.choice import GIVES_KETAMINE, Arm, CannotChoose, CannotForetell, Foretold, Kind, choose
from leeward.course.days import Days
from leeward.course.maintenance import CannotMaintain, Stretch, holding, taper
from leeward.course.placing import Calendars, place
from leeward.course.replan import Happened, replan
from leeward.course.safety import blocks
from leeward.course.schedule import plan
from leeward.course.series import EIGHT_IN_FOUR_WEEKS, SIX_IN_TWO_WEEKS, CannotPlan, State, custom
from leeward.course.slots import Slot, overlaps
from leeward.course.so_far import Borne, CourseSoFar, Infused, Scored
from leeward.course.therapy import TherapyKind, TherapyPlan
from leeward.course.watch_rules import Record
from leeward.course.watched import FIELDS, Domain, Taken
from leeward.protocol import STANDARD, Place
from leeward.truth import NO, UNKNOWN, YES
from watched import IN_ORDER

FIRST = date(2026, 11, 2)
TRUTHS = some.sampled_from((YES, NO, UNKNOWN))
KNOWN = some.sampled_from((YES, NO))
# What leads to as much ketamine as before, or more. A gentler dose is no more, and is offered where least is known.
AS_MUCH = frozenset({Kind.REPEAT, Kind.STEP_UP, Kind.SPACE_OUT, Kind.TAPER, Kind.ANOTHER_COURSE})


@some.composite
def how_borne(draw):
    return Borne(
        red_event=draw(TRUTHS),
        distress_points=draw(some.none() | some.integers(0, 10).map(float)),
        vomited=draw(some.none() | some.integers(0, 3)),
        highest_systolic_mmhg=draw(some.none() | some.integers(100, 220).map(float)),
        serious=draw(TRUTHS),
    )


@some.composite
def courses(draw):
    count = draw(some.integers(1, 9))
    doses = draw(some.lists(some.sampled_from((None, 0.2, 0.5, 0.6, 0.95, 1.0)), min_size=count, max_size=count))
    on = [FIRST + timedelta(days=3 * n) for n in range(count)]
    today = on[-1] + timedelta(days=draw(some.integers(0, 40)))
    span = (today - FIRST).days
    total = some.none() | some.integers(0, 80)
    scored = draw(some.lists(some.tuples(some.integers(-5, span), total), max_size=5))
    return CourseSoFar(
        today=today,
        planned_sessions=draw(some.integers(1, 8)),
        infusions=tuple(
            Infused(
                on=day,
                mg_per_kg=dose,
                minutes=draw(some.sampled_from((None, 30.0, 40.0, 60.0))),
                weight_kg=draw(some.sampled_from((None, 60.0, 150.0))),
                borne=draw(how_borne()),
            )
            for day, dose in zip(on, doses, strict=True)
        ),
        scores=tuple(Scored(on=FIRST + timedelta(days=day), total=total) for day, total in scored),
        new_suicidality=draw(TRUTHS),
        stretches=tuple(
            Stretch(since=FIRST, until=FIRST + timedelta(days=draw(some.integers(0, 60))), lost=draw(TRUTHS))
            for _ in range(draw(some.integers(0, 3)))
        ),
        therapy_ahead=draw(some.integers(0, 3)),
        sedative_started=draw(TRUTHS),
        is_planned=draw(some.booleans()),
    )


def kinds(so_far):
    return {one.kind for one in adapt(so_far, STANDARD).choices}


@given(so_far=courses())
def test_there_are_always_two_ways_and_every_way_is_either_open_or_says_why_not(so_far):
    found = adapt(so_far, STANDARD)
    assert len(found.choices) >= 2
    assert {one.kind for one in found.choices} | {one.kind for one in found.not_now} == set(Kind)
    assert len(found.choices) + len(found.not_now) == len(Kind)
    assert all(one.why and all(one.why) for one in found.not_now)
    assert all(one.reasons and one.consequences and one.evidence for one in found.choices)


@given(so_far=courses())
def test_no_choice_passes_a_hard_fence(so_far):
    dosing = STANDARD.dosing
    for one in adapt(so_far, STANDARD).choices:
        assert one.place in (Place.USUAL, Place.BEYOND_SOFT)
        if one.mg_per_kg is not None and one.minutes is not None:
            assert one.mg_per_kg in dosing.later_dose_mg_per_kg.hard
            assert one.minutes in dosing.minutes.hard
            assert one.mg_per_kg * 60 / one.minutes in dosing.rate_mg_per_kg_per_h.hard


@given(so_far=courses())
def test_a_step_up_is_small_is_the_first_one_and_follows_only_what_is_known_to_be_borne_well(so_far):
    found = {one.kind: one for one in adapt(so_far, STANDARD).choices}
    if Kind.STEP_UP not in found:
        return
    assert found[Kind.STEP_UP].mg_per_kg - so_far.last.mg_per_kg <= 0.1 + 1e-9
    assert so_far.stepped_up is NO
    assert so_far.last.borne.badly(STANDARD.thresholds) is NO
    assert len(so_far.infusions) >= 3


@given(so_far=courses(), harm=some.sampled_from(("suicidality", "serious", "worse")))
def test_harm_outranks_benefit(so_far, harm):
    """However much the scores fell before: no infusion while a harm stands."""
    last = so_far.given[-1]
    if harm == "serious":
        others = tuple(one for one in so_far.given if one is not last)
        hurt = replace(so_far, infusions=(*others, replace(last, borne=replace(last.borne, serious=YES))))
    elif harm == "worse":
        told = (Scored(on=FIRST - timedelta(days=9), total=40), Scored(on=FIRST, total=40))
        later = max(so_far.today, FIRST + timedelta(days=1))  # a score of the day of infusion 1 is a baseline
        hurt = replace(so_far, today=later, scores=(*told, Scored(on=later, total=50)))
    else:
        hurt = replace(so_far, new_suicidality=YES)
    found = adapt(hurt, STANDARD)
    assert not any(one.gives_ketamine for one in found.choices)
    assert found.choices[0].kind in (Kind.PSYCHIATRIST, Kind.PAUSE)


@given(so_far=courses(), known=some.data())
def test_what_is_not_known_never_opens_a_way_to_as_much_ketamine(so_far, known):
    """Take any fact away: what is open without it was open whatever the fact was."""
    last, rest = so_far.given[-1], so_far.given[:-1]
    what = known.draw(some.sampled_from(("suicidality", "serious", "red", "distress", "score", "dose")))
    if what == "suicidality":
        without, with_it = replace(so_far, new_suicidality=UNKNOWN), replace(so_far, new_suicidality=known.draw(KNOWN))
    elif what == "score":
        day, total = so_far.today, known.draw(some.integers(0, 80))
        kept = tuple(one for one in so_far.scores if one.on < day)
        without = replace(so_far, scores=(*kept, Scored(on=day, total=None)))
        with_it = replace(so_far, scores=(*kept, Scored(on=day, total=total)))
    else:
        known_one = {
            "serious": replace(last, borne=replace(last.borne, serious=known.draw(KNOWN))),
            "red": replace(last, borne=replace(last.borne, red_event=known.draw(KNOWN))),
            "distress": replace(
                last, borne=replace(last.borne, distress_points=known.draw(some.sampled_from((0.0, 9.0))))
            ),
            "dose": replace(last, mg_per_kg=0.5),
        }[what]
        gone = {
            "serious": replace(last, borne=replace(last.borne, serious=UNKNOWN)),
            "red": replace(last, borne=replace(last.borne, red_event=UNKNOWN)),
            "distress": replace(last, borne=replace(last.borne, distress_points=None)),
            "dose": replace(last, mg_per_kg=None),
        }[what]
        without, with_it = (replace(so_far, infusions=(*rest, one)) for one in (gone, known_one))
    assert kinds(without) & AS_MUCH <= kinds(with_it) & AS_MUCH


@given(so_far=courses(), key=some.sampled_from([kind.key for kind in Kind]))
def test_only_what_is_offered_can_be_chosen_and_only_with_a_name_and_a_reason(so_far, key):
    found, now = adapt(so_far, STANDARD), datetime(2026, 11, 23, 9, tzinfo=UTC)
    if key not in {one.key for one in found.choices}:
        with pytest.raises(CannotChoose, match="not now"):
            choose(found, key, by="dr-a", at=now, reason="because")
        return
    assert choose(found, key, by=" dr-a ", at=now, reason="because").by == "dr-a"
    for by, reason in (("", "because"), ("dr-a", " ")):
        with pytest.raises(CannotChoose):
            choose(found, key, by=by, at=now, reason=reason)


ARM = some.lists(some.floats(0, 80), min_size=5, max_size=5).map(sorted)


@given(so_far=courses(), going_on=ARM, without=ARM)
def test_a_forecast_moves_no_choice_and_is_never_told_without_the_control_arm(so_far, going_on, without):
    arms = [Arm(median=m, band_50=(b, d), band_90=(a, e), responds_per_100=40) for a, b, m, d, e in (going_on, without)]
    foretold = Foretold(on=FIRST + timedelta(days=60), with_ketamine=arms[0], without=arms[1])
    silent, told = adapt(so_far, STANDARD), adapt(so_far, STANDARD, foretold=foretold)
    assert [(one.kind, one.mg_per_kg, one.place) for one in silent.choices] == [
        (one.kind, one.mg_per_kg, one.place) for one in told.choices
    ]
    for one in told.choices:
        if any("the planned course going on" in says for says in one.consequences):
            assert any("as in a control arm" in says for says in one.consequences)


def test_a_forecast_whose_bands_cross_is_none():
    with pytest.raises(CannotForetell):
        Arm(median=30, band_50=(31, 40), band_90=(20, 50), responds_per_100=40)
    with pytest.raises(CannotForetell):
        Arm(median=30, band_50=(25, 40), band_90=(20, 50), responds_per_100=140)


SCHEDULES = some.sampled_from((SIX_IN_TWO_WEEKS, EIGHT_IN_FOUR_WEEKS)) | some.builds(
    custom, sessions=some.integers(1, 8), every_days=some.integers(1, 30)
)
NEAR = some.dates(FIRST, FIRST + timedelta(days=40))


@given(schedule=SCHEDULES, closed=some.sets(NEAR, max_size=12), earlier=some.sets(NEAR, max_size=3))
def test_a_series_keeps_its_distances_and_never_falls_on_a_closed_day(schedule, closed, earlier):
    first = FIRST + timedelta(days=41)
    days = Days(closed=dict.fromkeys((day + timedelta(days=41) for day in closed), "closed"))
    laid = plan(schedule, first=first, today=first, limits=STANDARD.dosing, days=days, earlier=tuple(earlier))
    on = [session.on for session in laid.sessions]
    assert len(on) == schedule.sessions
    assert not any(days.why_not(day) for day in on)
    assert all((later - day).days >= schedule.apart_days for day, later in pairwise(on))
    assert all((on[0] - day).days >= 2 for day in earlier)


@given(schedule=SCHEDULES, told=some.data())
def test_laying_the_rest_again_never_brings_two_infusions_nearer_than_the_rhythm(schedule, told):
    planned = plan(schedule, first=FIRST, today=FIRST, limits=STANDARD.dosing, days=Days())
    past = told.draw(some.integers(0, len(planned.sessions)))
    happened, today = [], FIRST
    for session in planned.sessions[:past]:
        state = told.draw(some.sampled_from((State.GIVEN, State.MISSED, State.CANCELLED)))
        happened.append(Happened(number=session.number, state=state, on=session.on, why="a law"))
        today = session.on
    closed = dict.fromkeys(told.draw(some.sets(NEAR, max_size=8)), "closed")
    try:
        again = replan(planned, happened, today=today, limits=STANDARD.dosing, days=Days(closed=closed))
    except CannotPlan:
        return
    counted = sorted(day for session in again.sessions if (day := session.counts_from))
    assert all((later - day).days >= schedule.apart_days for day, later in pairwise(counted))
    assert all(session.on >= today for session in again.ahead)
    given_or_ahead = sum(session.state not in (State.MISSED, State.CANCELLED) for session in again.sessions)
    assert given_or_ahead == schedule.sessions


SPREAD = {"bpic_ss": (0, 38), "moca": (0, 30), "systolic": (90, 220), "diastolic": (50, 130), "pcl5": (0, 80),
          **dict.fromkeys(("enzymes", "alp", "ggt", "bilirubin"), (0, 9))}  # fmt: skip


@given(domain=some.sampled_from(Domain), told=some.data(), infusions=some.integers(0, 30))
def test_an_entry_that_is_left_out_never_lets_an_infusion_go_on_that_the_entry_would_hold(domain, told, infusions):
    given_on = tuple(FIRST + timedelta(days=2 * n) for n in range(infusions))
    today = FIRST + timedelta(days=2 * infusions)
    base = tuple(Taken(domain=each, on=FIRST - timedelta(days=1), values=IN_ORDER[each]) for each in IN_ORDER)
    values = {
        entry.key: told.draw(some.integers(*SPREAD[entry.key]).map(float)) if entry.is_number else told.draw(KNOWN)
        for entry in FIELDS[domain]
    }
    gone = told.draw(some.sampled_from(sorted(values)))
    left_out = {key: value for key, value in values.items() if key != gone}

    def held(kept):
        record = Record(
            infusions=given_on, taken=(*base, Taken(domain=domain, on=today, values=kept)), pcl5_baseline=50,
            course_began=FIRST, course_sessions=6, can_be_pregnant=YES, hypertension=YES,
        )  # fmt: skip
        return {each.domain for each in blocks(record, today=today, infusion_on=today)}

    assert held(values) <= held(left_out)


LASTED = some.lists(some.tuples(some.integers(0, 90), TRUTHS), max_size=6)


@given(lasted=LASTED)
def test_no_interval_is_as_long_as_a_time_after_which_response_was_lost(lasted):
    kept = [Stretch(since=FIRST, until=FIRST + timedelta(days=days), lost=lost) for days, lost in lasted]
    found = holding(kept)
    losses = [days for days, lost in lasted if lost is YES]
    if found.next_d is None:
        with pytest.raises(CannotMaintain):
            taper(kept, last=FIRST, today=FIRST, infusions=())
        return
    way = taper(kept, last=FIRST, today=FIRST, infusions=(FIRST,))
    assert all(step.after_d < days for step in way.steps for days in losses)
    assert way.steps[0].after_d == found.next_d
    assert [step.after_d for step in way.steps] == sorted(step.after_d for step in way.steps)


@given(lasted=LASTED, days=some.integers(0, 90))
def test_a_stretch_without_a_score_shows_nothing(lasted, days):
    kept = [Stretch(since=FIRST, until=FIRST + timedelta(days=each), lost=lost) for each, lost in lasted]
    unseen = Stretch(since=FIRST, until=FIRST + timedelta(days=days), lost=UNKNOWN)
    with_it, without = holding([*kept, unseen]), holding(kept)
    assert (with_it.shown_d, with_it.next_d) == (without.shown_d, without.next_d)


def test_kinds_that_lead_to_ketamine_are_named():
    assert AS_MUCH | {Kind.SLOWER, Kind.LOWER} == GIVES_KETAMINE


ZONE = ZoneInfo("America/New_York")
MIDNIGHT = datetime(2026, 10, 26, tzinfo=UTC)  # clocks go back on 1-Nov


@some.composite
def stretches_of(draw, most, longest_h):
    """Stretches of a calendar, to the quarter of an hour."""
    starts = draw(some.lists(some.integers(0, 14 * 96), max_size=most, unique=True))
    return tuple(
        Slot(
            MIDNIGHT + timedelta(minutes=15 * start),
            MIDNIGHT + timedelta(minutes=15 * start) + timedelta(hours=draw(some.integers(1, longest_h))),
        )
        for start in starts
    )


@given(
    patient=stretches_of(8, 10),
    therapist=stretches_of(8, 10),
    infusions=stretches_of(4, 3),
    booked=stretches_of(3, 4),
    kind=some.sampled_from(TherapyKind),
    sessions=some.integers(1, 4),
)
def test_a_placed_session_is_free_in_both_calendars_over_nothing_else_and_never_silently_outside_its_window(
    patient, therapist, infusions, booked, kind, sessions
):
    calendars = Calendars(
        patient=patient, therapist=therapist, infusions=infusions, booked=booked, zone=ZONE, not_before=MIDNIGHT
    )
    found = place(TherapyPlan(kind=kind, sessions=sessions, minutes=60), calendars)
    assert len(found.placed) + len(found.unplaced) == sessions
    slots = [one.slot for one in found.placed]
    for one in found.placed:
        others = [slot for slot in slots if slot is not one.slot]
        assert not overlaps(one.slot, (*infusions, *booked, *others))
        assert any(stretch.contains(one.slot) for stretch in patient)
        assert any(stretch.contains(one.slot) for stretch in therapist)
        assert one.is_inside is True or one.says
        day = one.slot.start.astimezone(ZONE).date()
        assert day not in {infusion.start.astimezone(ZONE).date() for infusion in infusions}
        assert not any(timedelta(0) <= one.slot.start - infusion.end < timedelta(hours=18) for infusion in infusions)
    assert slots == sorted(slots)
